#include "platform/base/text.h"
#include "platform/http/refusal.h"
#include "platform/http/target.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace longdan::http;

/// A form is refused or gives well-formed texts that every typed reader takes without surprise.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Fields fields;
    try {
        read_urlencoded({reinterpret_cast<const char*>(data), size}, fields);
    } catch (const Refusal&) {
        return 0;
    }
    FormReader reader(fields);
    for (const auto& [name, value] : fields.pairs()) {
        if (!longdan::is_utf8(value)) std::abort();
        reader.text(name, "Mục", 100, false);
        const auto number = reader.maybe_integer(name, "Mục", -5, 5);
        if (number && (*number < -5 || *number > 5)) std::abort();
        const double real = reader.number(name, "Mục", 0, 1);
        if (!(real >= 0 && real <= 1)) std::abort();
        reader.day(name, "Mục", false);
        reader.moment(name, "Mục", false);
    }
    return 0;
}
