#include "platform/db/statement.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

/// Cutting SQL at its names loses nothing: put together with the names again it is the same text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view sql(reinterpret_cast<const char*>(data), size);
    const auto statement = longdan::db::parse_names(sql);
    if (statement.pieces.size() != statement.places.size() + 1) std::abort();
    std::string again = statement.pieces.front();
    for (std::size_t i = 0; i < statement.places.size(); ++i) {
        again += ":" + statement.names.at(statement.places[i]) + statement.pieces[i + 1];
    }
    if (again != sql) std::abort();
    statement.numbered(std::string(statement.names.size(), 'i'));
    statement.numbered(std::string(statement.names.size(), 'n'));
    return 0;
}
