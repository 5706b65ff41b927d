#pragma once

#include <string>
#include <string_view>

namespace longdan::identity {

/// A QR sign as the path of an SVG with one unit a module, quiet zone of four included.
struct QrPath {
    int size = 0;      ///< width and height of the viewBox
    std::string path;  ///< "M4 4h1v1h-1z…": dark modules, runs of a row joined
};
/// Error correction M. Throws Error(invalid) when the text is too long for a QR sign.
QrPath qr_path(std::string_view text);

}  // namespace longdan::identity
