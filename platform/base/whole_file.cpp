#include "platform/base/whole_file.h"

#include "platform/base/error.h"

#include <filesystem>
#include <fstream>

#include <fmt/format.h>

namespace longdan {

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string bytes;
    // Piece by piece: a pipe has no size.
    for (std::string piece(std::size_t{1} << 16, '\0'); file;) {
        file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        bytes.append(piece, 0, static_cast<std::size_t>(file.gcount()));
    }
    if (!file.eof() || file.bad()) throw Error(ErrorKind::not_found, fmt::format("{}: không đọc được tệp", path));
    return bytes;
}

void write_file(const std::string& path, std::string_view bytes) {
    const std::string half = path + ".part";
    std::error_code failed;
    {
        std::ofstream file(half, std::ios::binary | std::ios::trunc);
        file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        file.flush();
        if (file) std::filesystem::rename(half, path, failed);
        if (file && !failed) return;
    }
    std::error_code ignored;
    std::filesystem::remove(half, ignored);
    throw Error(
        ErrorKind::unavailable,
        fmt::format("{}: không ghi được tệp; hãy xem thư mục có đó không và đĩa còn chỗ không", path)
    );
}

}  // namespace longdan
