#include "platform/base/digest.h"
#include "platform/base/error.h"
#include "platform/files/files.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace longdan::files {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t sample_size = 16u << 10;  ///< of the beginning and, of archives, of the end
constexpr std::size_t piece_size = 256u << 10;
constexpr std::string_view incoming = "incoming";

[[noreturn]] void fail(const std::string& path, int error) {
    const std::string why = std::strerror(error);
    if (error == ENOSPC || error == EDQUOT) {
        throw Error(ErrorKind::unavailable, "Đĩa đã đầy, chưa lưu được tệp: hãy dọn chỗ rồi thử lại (" + path + ")");
    }
    throw Error(ErrorKind::unavailable, "Không đọc hoặc ghi được kho tệp (" + path + ": " + why + ")");
}

/// An open file that closes itself.
class Descriptor {
  public:
    Descriptor(const std::string& path, int flags)
        : path_(path), number_(::open(path.c_str(), flags | O_CLOEXEC, 0640)) {
        if (number_ < 0) fail(path, errno);
    }
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    void write(std::string_view bytes) const {
        while (!bytes.empty()) {
            const auto written = ::write(number_, bytes.data(), bytes.size());
            if (written < 0) {
                if (errno == EINTR) continue;
                fail(path_, errno);
            }
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    std::size_t read(char* buffer, std::size_t size) const {
        while (true) {
            const auto got = ::read(number_, buffer, size);
            if (got >= 0) return static_cast<std::size_t>(got);
            if (errno != EINTR) fail(path_, errno);
        }
    }
    void sync() const {
        if (::fsync(number_) != 0) fail(path_, errno);
    }

  private:
    std::string path_;
    int number_;
};

void sync_folder(const std::string& folder) { Descriptor(folder, O_RDONLY | O_DIRECTORY).sync(); }

void make_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) fail(folder.string(), error.value());
}

/// Hands the file's bytes over in pieces.
template <class Take>
void read_pieces(const std::string& path, Take&& take) {
    const Descriptor file(path, O_RDONLY);
    std::vector<char> buffer(piece_size);
    while (const std::size_t got = file.read(buffer.data(), buffer.size())) take(std::string_view(buffer.data(), got));
}

bool is_sha256(std::string_view text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

[[noreturn]] void not_found(std::string_view sha256) {
    throw Error(ErrorKind::not_found, "Không có tệp này trong kho: " + std::string(sha256.substr(0, 64)));
}

class DiskWriter final : public Store::Writer {
  public:
    explicit DiskWriter(std::string folder)
        : folder_(std::move(folder)),
          path_(folder_ + "/" + std::string(incoming) + "/" + hex(random_bytes(16))),
          file_(path_, O_WRONLY | O_CREAT | O_EXCL) {}

    ~DiskWriter() override {
        if (!finished_) ::unlink(path_.c_str());
    }

    void write(std::string_view piece) override {
        file_.write(piece);
        hash_.update(piece);
        size_ += piece.size();
        if (head_.size() < sample_size) head_ += piece.substr(0, sample_size - head_.size());
        tail_ += piece.substr(piece.size() - std::min(piece.size(), sample_size));
        if (tail_.size() > 4 * sample_size) tail_.erase(0, tail_.size() - sample_size);
    }

    StoredFile finish() override {
        StoredFile stored{hash_.finish(), size_, type_of(size_ > sample_size ? head_ + tail_ : head_)};
        file_.sync();
        const std::string bucket = folder_ + "/" + stored.sha256.substr(0, 2);
        if (!fs::exists(bucket)) {
            make_folder(bucket);
            sync_folder(folder_);
        }
        const std::string target = bucket + "/" + stored.sha256.substr(2);
        // Over an older copy too: it has the same bytes, or it is damaged and mended by this.
        if (::rename(path_.c_str(), target.c_str()) != 0) fail(target, errno);
        finished_ = true;
        sync_folder(bucket);
        return stored;
    }

  private:
    std::string folder_;
    std::string path_;
    Descriptor file_;
    Sha256 hash_;
    std::uint64_t size_ = 0;
    std::string head_;
    std::string tail_;
    bool finished_ = false;
};

/// What a program left that died while it wrote; a day is longer than any upload takes.
void remove_leftovers(const fs::path& folder) {
    std::error_code error;
    const auto yesterday = fs::file_time_type::clock::now() - std::chrono::hours(24);
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (fs::last_write_time(entry, error) < yesterday && !error) fs::remove(entry, error);
    }
}

}  // namespace

Store::Store(std::string folder) : folder_(std::move(folder)) {
    const fs::path temporary = fs::path(folder_) / incoming;
    make_folder(temporary);
    remove_leftovers(temporary);
}

std::unique_ptr<Store::Writer> Store::writer() { return std::make_unique<DiskWriter>(folder_); }

StoredFile Store::put(std::string_view bytes) {
    const auto out = writer();
    out->write(bytes);
    return out->finish();
}

StoredFile Store::put_file(const std::string& path) {
    const auto out = writer();
    read_pieces(path, [&](std::string_view piece) { out->write(piece); });
    return out->finish();
}

bool Store::has(std::string_view sha256) const {
    return is_sha256(sha256) &&
           fs::is_regular_file(folder_ + "/" + std::string(sha256.substr(0, 2)) + "/" + std::string(sha256.substr(2)));
}

std::string Store::path(std::string_view sha256) const {
    if (!has(sha256)) not_found(sha256);
    return folder_ + "/" + std::string(sha256.substr(0, 2)) + "/" + std::string(sha256.substr(2));
}

std::string Store::get(std::string_view sha256) const {
    std::string bytes;
    read_pieces(path(sha256), [&](std::string_view piece) { bytes += piece; });
    if (longdan::sha256(bytes) != sha256) {
        throw Error(
            ErrorKind::conflict, "Tệp trong kho đã bị hỏng: " + std::string(sha256) + ". Hãy khôi phục từ bản sao lưu"
        );
    }
    return bytes;
}

void Store::each(const std::function<void(const std::string& sha256)>& file) const {
    std::vector<std::string> buckets;
    for (const auto& entry : fs::directory_iterator(folder_)) {
        const auto name = entry.path().filename().string();
        if (name.size() == 2 && entry.is_directory()) buckets.push_back(name);
    }
    std::sort(buckets.begin(), buckets.end());
    for (const auto& bucket : buckets) {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder_ + "/" + bucket)) {
            if (auto name = bucket + entry.path().filename().string(); is_sha256(name))
                names.push_back(std::move(name));
        }
        std::sort(names.begin(), names.end());
        for (const auto& name : names) file(name);
    }
}

bool Store::intact(std::string_view sha256) const {
    if (!has(sha256)) return false;
    Sha256 hash;
    read_pieces(path(sha256), [&](std::string_view piece) { hash.update(piece); });
    return hash.finish() == sha256;
}

}  // namespace longdan::files
