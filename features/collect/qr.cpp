#include "features/collect/qr.h"

#include <memory>
#include <stdexcept>

#include <qrencode.h>

namespace longdan::collect {

QrCode qr_code(std::string_view text) {
    constexpr int quiet = 4;
    const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
        QRcode_encodeString(std::string(text).c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), &QRcode_free
    );
    if (!code) throw std::runtime_error("QR code: the text is too long");
    QrCode drawn;
    drawn.size = code->width + 2 * quiet;
    for (int row = 0; row < code->width; ++row) {
        for (int column = 0; column < code->width;) {
            const auto dark = [&](int at) { return (code->data[row * code->width + at] & 1) != 0; };
            int end = column;
            while (end < code->width && dark(end)) ++end;
            if (end > column) {
                drawn.path += "M" + std::to_string(column + quiet) + " " + std::to_string(row + quiet) + "h" +
                              std::to_string(end - column) + "v1h-" + std::to_string(end - column) + "z";
            }
            column = end > column ? end : column + 1;
        }
    }
    return drawn;
}

}  // namespace longdan::collect
