#include "features/identity/qr.h"

#include "platform/base/error.h"

#include <memory>

#include <qrencode.h>

namespace longdan::identity {

QrPath qr_path(std::string_view text) {
    constexpr int quiet = 4;
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeData(
            static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M
        ),
        &QRcode_free
    );
    if (!code) throw Error(ErrorKind::invalid, "Nội dung quá dài để làm mã QR");
    QrPath out{.size = code->width + 2 * quiet, .path = {}};
    const auto dark = [&](int x, int y) { return (code->data[y * code->width + x] & 1) != 0; };
    for (int y = 0; y < code->width; ++y) {
        for (int x = 0; x < code->width; ++x) {
            if (!dark(x, y)) continue;
            int end = x;
            while (end < code->width && dark(end, y)) ++end;
            const std::string run = std::to_string(end - x);
            out.path +=
                "M" + std::to_string(x + quiet) + " " + std::to_string(y + quiet) + "h" + run + "v1h-" + run + "z";
            x = end;
        }
    }
    return out;
}

}  // namespace longdan::identity
