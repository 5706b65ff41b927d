#include "platform/backup/cells.h"

#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

/// Whatever a line of an archive holds, it is a row or refused; a row that was read and written is read again the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace longdan;
    const std::string_view line(reinterpret_cast<const char*>(data), size);
    const auto written = [](const std::vector<db::Value>& row) {
        std::vector<db::Value::Data> cells;
        for (const auto& value : row) cells.push_back(value.data());
        std::string text;
        backup::append_line(text, cells);
        return text;
    };
    try {
        const std::string once = written(backup::read_line(line));
        const std::string twice = written(backup::read_line(std::string_view(once).substr(0, once.size() - 1)));
        if (once != twice) std::abort();
    } catch (const std::invalid_argument&) {
    }
    try {
        if (backup::array_of(backup::packed_numbers(line)).size() > line.size() + 2) std::abort();
    } catch (const std::invalid_argument&) {
    }
    return 0;
}
