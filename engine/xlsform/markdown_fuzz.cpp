#include "engine/xlsform/form_fuzz.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    longdan::xlsform::convert_and_check(data, size, "fuzz.md");
    return 0;
}
