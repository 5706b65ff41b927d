#include "engine/xlsform/form_fuzz.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        longdan::xlsform::write_xlsform({reinterpret_cast<const char*>(data), size}, "fuzz.xml");
    } catch (const longdan::Error&) {
    }
    return 0;
}
