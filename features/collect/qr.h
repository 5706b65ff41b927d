#pragma once

#include <string>
#include <string_view>

namespace longdan::collect {

/// A QR code as the path of an SVG with one unit a module, four modules of quiet zone (ISO/IEC 18004) included.
struct QrCode {
    std::string path;
    int size = 0;
};
QrCode qr_code(std::string_view text);

}  // namespace longdan::collect
