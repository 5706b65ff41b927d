#include "platform/backup/gzip.h"

#include "platform/base/error.h"

#include <cerrno>
#include <cstring>
#include <vector>

#include <unistd.h>
#include <zlib.h>

namespace longdan::backup {
namespace {

constexpr std::size_t buffer_size = 256u << 10;
constexpr int gzip_window = 15 + 16;  // zlib's way to ask for a gzip header
constexpr int level = 6;

struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

[[noreturn]] void fail(const std::string& path) {
    const int error = errno;
    throw Error(
        ErrorKind::unavailable,
        std::string(error == ENOSPC ? "Đĩa đã đầy: hãy dọn chỗ rồi thử lại" : "Không đọc hoặc ghi được tệp sao lưu") +
            " (" + path + ": " + std::strerror(error) + ")"
    );
}

File opened(const std::string& path, const char* mode) {
    File file(std::fopen(path.c_str(), mode));
    if (!file) fail(path);
    return file;
}

Bytef* bytes_of(char* text) { return reinterpret_cast<Bytef*>(text); }

}  // namespace

struct GzipWriter::State {
    std::string path;
    File file;
    z_stream stream{};
    std::vector<char> buffer = std::vector<char>(buffer_size);
    bool finished = false;
};

GzipWriter::GzipWriter(std::string path) : state_(std::make_unique<State>()) {
    state_->path = std::move(path);
    state_->file = opened(state_->path, "wbx");
    deflateInit2(&state_->stream, level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY);
}

GzipWriter::~GzipWriter() {
    deflateEnd(&state_->stream);
    state_->file.reset();
    if (!state_->finished) ::unlink(state_->path.c_str());
}

void GzipWriter::deflate_all(int flush) {
    auto& stream = state_->stream;
    auto& buffer = state_->buffer;
    do {
        stream.next_out = bytes_of(buffer.data());
        stream.avail_out = static_cast<uInt>(buffer.size());
        deflate(&stream, flush);
        const std::size_t got = buffer.size() - stream.avail_out;
        if (std::fwrite(buffer.data(), 1, got, state_->file.get()) != got) fail(state_->path);
    } while (stream.avail_out == 0);
}

void GzipWriter::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto piece = bytes.substr(0, 1u << 30);  // zlib counts in 32 bits
        state_->stream.next_in = bytes_of(const_cast<char*>(piece.data()));
        state_->stream.avail_in = static_cast<uInt>(piece.size());
        deflate_all(Z_NO_FLUSH);
        bytes.remove_prefix(piece.size());
    }
}

void GzipWriter::finish() {
    state_->stream.avail_in = 0;
    deflate_all(Z_FINISH);
    if (std::fflush(state_->file.get()) != 0 || ::fsync(fileno(state_->file.get())) != 0) fail(state_->path);
    state_->finished = true;
}

struct GzipReader::State {
    std::string path;
    File file;
    z_stream stream{};
    std::vector<char> buffer = std::vector<char>(buffer_size);
    bool ended = false;

    /// False at the end of the file.
    bool refill() {
        if (stream.avail_in > 0) return true;
        const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), file.get());
        if (got == 0 && std::ferror(file.get())) fail(path);
        stream.next_in = bytes_of(buffer.data());
        stream.avail_in = static_cast<uInt>(got);
        return got > 0;
    }
};

GzipReader::GzipReader(std::string path) : state_(std::make_unique<State>()) {
    state_->path = std::move(path);
    state_->file = opened(state_->path, "rb");
    inflateInit2(&state_->stream, gzip_window);
}

GzipReader::~GzipReader() { inflateEnd(&state_->stream); }

void GzipReader::broken() const {
    throw Error(
        ErrorKind::invalid, state_->path + ": tệp sao lưu bị hỏng hoặc bị cắt ngắn, hãy dùng một bản sao lưu khác"
    );
}

std::size_t GzipReader::read(char* buffer, std::size_t size) {
    auto& stream = state_->stream;
    stream.next_out = bytes_of(buffer);
    stream.avail_out = static_cast<uInt>(size);
    while (stream.avail_out > 0 && !state_->ended) {
        if (!state_->refill()) broken();
        const int code = inflate(&stream, Z_NO_FLUSH);
        if (code == Z_STREAM_END) {
            state_->ended = true;
        } else if (code != Z_OK && code != Z_BUF_ERROR) {
            broken();
        }
    }
    return size - stream.avail_out;
}

void GzipReader::require_end() {
    char extra = 0;
    if (read(&extra, 1) != 0 || !state_->ended || state_->refill()) broken();
}

}  // namespace longdan::backup
