#include "engine/sheets/sheets.h"
#include "platform/base/error.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    longdan::sheets::Limits limits;
    limits.unpacked_bytes = 8u << 20;
    limits.cells = 100'000;
    try {
        longdan::sheets::read_xlsx({reinterpret_cast<const char*>(data), size}, "fuzz.xlsx", limits);
    } catch (const longdan::Error&) {
    }
    return 0;
}
