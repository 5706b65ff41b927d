#include "features/identity/sealing.h"

#include "platform/base/digest.h"
#include "platform/base/seal.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <unistd.h>

namespace longdan::identity {
namespace {

constexpr std::string_view mark = "v1:";
constexpr std::size_t key_bytes = 32;
/// Name of the key's fingerprint among the secrets of the installation.
constexpr std::string_view fingerprint_name = "second-factor-key";

std::string context_of(AccountId account) { return "longdan second factor " + account.text(); }

std::string fingerprint(std::string_view key) { return sha256("longdan key " + std::string(key)).substr(0, 32); }

[[noreturn]] void refuse(const std::string& what) {
    throw Error(ErrorKind::unavailable, "Tệp khóa secret.key trong thư mục dữ liệu: " + what);
}

/// Makes the file unless somebody else does it at the same moment.
void make_key(const std::string& path) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        if (errno == EEXIST) return;
        refuse(std::string("không tạo được; ") + std::strerror(errno));
    }
    const std::string key = random_bytes(key_bytes);
    const bool written =
        ::write(file, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && ::fsync(file) == 0;
    ::close(file);
    if (written) return;
    ::unlink(path.c_str());
    refuse("không ghi được; hãy kiểm tra chỗ trống trên đĩa");
}

}  // namespace

Sealing::Sealing(std::string data_folder) : path_(std::move(data_folder) + "/secret.key") {}

std::string Sealing::read_key() {
    const std::lock_guard lock(mutex_);
    if (!key_.empty()) return key_;
    std::ifstream file(path_, std::ios::binary);
    if (!file) return {};
    std::string key(key_bytes + 1, '\0');
    file.read(key.data(), static_cast<std::streamsize>(key.size()));
    if (file.gcount() != static_cast<std::streamsize>(key_bytes)) {
        refuse("phải có đúng 32 byte; hãy chép lại từ bản lưu");
    }
    key.resize(key_bytes);
    key_ = key;
    return key_;
}

std::string Sealing::require_key() {
    std::string key = read_key();
    if (key.empty()) {
        refuse("không có trên máy này nên chưa dùng được mã xác thực; hãy chép tệp từ máy chủ kia hoặc từ bản lưu");
    }
    return key;
}

std::string Sealing::key_for_sealing(db::Transaction& tx) {
    const auto row = tx.query_one("SELECT value FROM identity_secret WHERE name = :name", {{"name", fingerprint_name}});
    if (!row && read_key().empty()) make_key(path_);
    std::string key = require_key();
    if (!row) {
        tx.execute(
            "INSERT INTO identity_secret (name, value) VALUES (:name, :value)",
            {{"name", fingerprint_name}, {"value", fingerprint(key)}}
        );
    } else if (row->text("value") != fingerprint(key)) {
        refuse("không phải khóa của cơ sở dữ liệu này; hãy chép tệp từ máy chủ kia hoặc từ bản lưu");
    }
    return key;
}

std::string Sealing::sealed(db::Transaction& tx, std::string_view secret, AccountId account) {
    return std::string(mark) + longdan::sealed(key_for_sealing(tx), secret, context_of(account));
}

std::string Sealing::opened(std::string_view stored, AccountId account) {
    if (!stored.starts_with(mark)) return std::string(stored);
    auto secret = unsealed(require_key(), stored.substr(mark.size()), context_of(account));
    if (!secret) {
        refuse("không mở được mã xác thực đã lưu; hãy chép đúng tệp khóa từ máy chủ kia hoặc từ bản lưu");
    }
    return *secret;
}

std::int64_t Sealing::seal_all(db::Transaction& tx) {
    std::int64_t count = 0;
    for (const std::string column : {"totp_secret", "totp_pending"}) {
        const auto rows = tx.query(
            "SELECT id, " + column + " AS secret FROM identity_account WHERE " + column + " <> '' AND " + column +
            " NOT LIKE 'v1:%'"
        );
        for (const db::Row& row : rows) {
            const auto account = row.id<AccountId>("id");
            tx.execute(
                "UPDATE identity_account SET " + column + " = :sealed WHERE id = :id",
                {{"sealed", sealed(tx, row.text("secret"), account)}, {"id", account}}
            );
            ++count;
        }
    }
    return count;
}

}  // namespace longdan::identity
