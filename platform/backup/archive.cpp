#include "platform/backup/archive.h"

#include "platform/base/error.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <stdexcept>

namespace longdan::backup {
namespace {

// Offsets and lengths of the ustar header: POSIX.1-2008, pax, "ustar Interchange Format".
constexpr std::size_t block_size = 512;
constexpr std::size_t name_length = 100;
constexpr std::size_t mode_at = 100, owner_at = 108, group_at = 116, size_at = 124, time_at = 136, sum_at = 148,
                      type_at = 156, magic_at = 257;
constexpr std::size_t sum_length = 8;
constexpr std::size_t size_digits = 11;

using Block = std::array<char, block_size>;

void put_octal(Block& block, std::size_t at, std::size_t digits, std::uint64_t number) {
    for (std::size_t i = digits; i-- > 0; number >>= 3) block[at + i] = static_cast<char>('0' + (number & 7));
    if (number != 0) throw std::logic_error("a number does not fit into a tar header");
}

/// Nothing when there is no octal number.
std::optional<std::uint64_t> octal(const Block& block, std::size_t at, std::size_t digits) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        const char sign = block[at + i];
        if (sign < '0' || sign > '7') return std::nullopt;
        number = number << 3 | static_cast<std::uint64_t>(sign - '0');
    }
    return number;
}

/// The sum of all bytes, the field of the sum itself counted as blanks.
std::uint64_t sum_of(Block block) {
    std::fill_n(block.begin() + sum_at, sum_length, ' ');
    return std::accumulate(block.begin(), block.end(), std::uint64_t{0}, [](std::uint64_t sum, char byte) {
        return sum + static_cast<unsigned char>(byte);
    });
}

std::uint64_t padding_for(std::uint64_t size) { return (block_size - size % block_size) % block_size; }

}  // namespace

void ArchiveWriter::begin(std::string_view name, std::uint64_t size) {
    if (name.size() >= name_length) throw std::logic_error("too long a name in an archive: " + std::string(name));
    if (size >> (3 * size_digits) != 0) {
        throw Error(ErrorKind::too_large, "Tệp quá lớn để sao lưu (hơn 8 GB): " + std::string(name));
    }
    Block block{};
    std::copy(name.begin(), name.end(), block.begin());
    put_octal(block, mode_at, 7, 0640);
    put_octal(block, owner_at, 7, 0);
    put_octal(block, group_at, 7, 0);
    put_octal(block, size_at, size_digits, size);
    put_octal(block, time_at, 11, static_cast<std::uint64_t>(std::max<std::int64_t>(seconds_, 0)));
    block[type_at] = '0';
    std::memcpy(block.data() + magic_at, "ustar\00000", 8);
    put_octal(block, sum_at, 6, sum_of(block));
    block[sum_at + 7] = ' ';
    out_.write({block.data(), block.size()});
    left_ = size_ = size;
}

void ArchiveWriter::write(std::string_view bytes) {
    if (bytes.size() > left_) throw std::logic_error("more bytes than a part of the archive was to have");
    left_ -= bytes.size();
    out_.write(bytes);
}

void ArchiveWriter::end() {
    if (left_ != 0) throw std::logic_error("fewer bytes than a part of the archive was to have");
    out_.write(std::string(padding_for(size_), '\0'));
}

void ArchiveWriter::add(std::string_view name, std::string_view bytes) {
    begin(name, bytes.size());
    write(bytes);
    end();
}

void ArchiveWriter::finish() {
    out_.write(std::string(2 * block_size, '\0'));
    out_.finish();
}

void ArchiveReader::broken(const std::string& why) const {
    throw Error(ErrorKind::invalid, path_ + ": tệp sao lưu bị hỏng (" + why + "), hãy dùng một bản sao lưu khác");
}

/// False for a block of zeros.
bool ArchiveReader::read_block(char* block) {
    if (in_.read(block, block_size) != block_size) broken("thiếu phần cuối");
    return std::any_of(block, block + block_size, [](char byte) { return byte != '\0'; });
}

std::optional<ArchiveReader::Part> ArchiveReader::next() {
    std::array<char, 16384> skipped{};
    while (read(skipped.data(), skipped.size()) > 0) {
    }
    if (padding_ > 0 && in_.read(skipped.data(), padding_) != padding_) broken("thiếu phần cuối");
    padding_ = 0;
    Block block{};
    if (!read_block(block.data())) {
        if (read_block(block.data())) broken("phần cuối sai");
        in_.require_end();
        return std::nullopt;
    }
    const auto sum = octal(block, sum_at, 6);
    const auto size = octal(block, size_at, size_digits);
    const auto name_end = std::find(block.begin(), block.begin() + name_length, '\0');
    if (!sum || *sum != sum_of(block) || !size || block[type_at] != '0' || name_end == block.begin()) {
        broken("đầu mục sai");
    }
    left_ = *size;
    padding_ = padding_for(*size);
    return Part{std::string(block.begin(), name_end), *size};
}

std::size_t ArchiveReader::read(char* buffer, std::size_t size) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, left_));
    if (wanted == 0) return 0;
    if (in_.read(buffer, wanted) != wanted) broken("thiếu phần cuối");
    left_ -= wanted;
    return wanted;
}

std::string ArchiveReader::read_all(std::size_t most) {
    if (left_ > most) broken("một mục quá lớn");
    std::string bytes(static_cast<std::size_t>(left_), '\0');
    read(bytes.data(), bytes.size());
    return bytes;
}

}  // namespace longdan::backup
