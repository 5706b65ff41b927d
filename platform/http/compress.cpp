#include "platform/http/compress.h"

#include <stdexcept>

#include <brotli/encode.h>
#include <zlib.h>

namespace longdan::http {

std::string gzip(std::string_view bytes, Effort effort) {
    z_stream stream{};
    constexpr int window_with_gzip_header = 15 + 16;
    if (deflateInit2(
            &stream, effort == Effort::best ? 9 : 4, Z_DEFLATED, window_with_gzip_header, 8, Z_DEFAULT_STRATEGY
        ) != Z_OK) {
        throw std::bad_alloc();
    }
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (result != Z_STREAM_END) throw std::runtime_error("gzip did not finish");
    return out;
}

std::string brotli(std::string_view bytes, Effort effort) {
    std::size_t size = BrotliEncoderMaxCompressedSize(bytes.size());
    std::string out(size, '\0');
    // Quality 11 needs a second for every megabyte; for what is larger the next lower ones are nearly as small.
    constexpr std::size_t slow_limit = 128u << 10;
    const int quality = effort == Effort::fast ? 4 : bytes.size() <= slow_limit ? 11 : 9;
    if (!BrotliEncoderCompress(
            quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, bytes.size(),
            reinterpret_cast<const std::uint8_t*>(bytes.data()), &size, reinterpret_cast<std::uint8_t*>(out.data())
        )) {
        throw std::bad_alloc();
    }
    out.resize(size);
    return out;
}

bool is_compressible(std::string_view content_type) {
    const std::string_view type = content_type.substr(0, content_type.find(';'));
    return type.starts_with("text/") || type.ends_with("json") || type.ends_with("xml") ||
           type.ends_with("javascript") || type == "application/wasm" || type == "image/x-icon" || type == "font/ttf" ||
           type == "font/otf";
}

}  // namespace longdan::http
