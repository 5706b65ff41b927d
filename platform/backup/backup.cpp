#include "platform/backup/backup.h"

#include "platform/backup/archive.h"
#include "platform/backup/parts.h"
#include "platform/backup/tables.h"
#include "platform/base/digest.h"
#include "platform/base/log.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>

#include <fcntl.h>
#include <unistd.h>

namespace longdan::backup {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t told_every = 1000;  ///< files

void tell(const Progress& progress, const std::string& text) {
    if (progress) progress(text);
}

std::string part_of(const std::string& table, int number) {
    std::array<char, 16> digits{};
    std::snprintf(digits.data(), digits.size(), "%06d", number);
    return std::string(tables_folder) + table + "/" + digits.data() + ".jsonl";
}

void write_tables(db::Transaction& tx, ArchiveWriter& archive, Manifest& manifest, const Progress& progress) {
    manifest.migrations = applied_migrations(tx);
    for (const auto& table : tables(tx)) {
        int number = 0;
        manifest.tables.push_back(dump(tx, table, [&](std::string_view lines) {
            archive.add(part_of(table.name, ++number), lines);
        }));
        tell(progress, table.name + ": " + std::to_string(manifest.tables.back().rows) + " dòng");
    }
}

FileEntry write_file(const files::Store& files, const std::string& sha256, ArchiveWriter& archive) {
    const std::string path = files.path(sha256);
    std::ifstream in(path, std::ios::binary);
    const auto size = fs::file_size(path);
    archive.begin(std::string(files_folder) + sha256, size);
    Sha256 hash;
    std::string buffer(256u << 10, '\0');
    std::uint64_t left = size;
    while (left > 0) {
        const auto wanted = static_cast<std::streamsize>(std::min<std::uint64_t>(left, buffer.size()));
        if (!in.read(buffer.data(), wanted)) {
            throw Error(ErrorKind::unavailable, "Không đọc được tệp trong kho: " + path);
        }
        const std::string_view piece(buffer.data(), static_cast<std::size_t>(wanted));
        hash.update(piece);
        archive.write(piece);
        left -= static_cast<std::uint64_t>(wanted);
    }
    archive.end();
    if (hash.finish() != sha256) {
        throw Error(
            ErrorKind::conflict, "Tệp trong kho đã bị hỏng nên chưa sao lưu được: " + sha256 +
                                     ". Hãy lấy lại tệp này từ một bản sao lưu cũ, rồi sao lưu lại"
        );
    }
    return {sha256, static_cast<std::int64_t>(size)};
}

void sync_folder_of(const std::string& path) {
    const auto folder = fs::absolute(path).parent_path();
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    if (::fsync(descriptor) != 0) log::warning("backup_folder_not_synced", {{"folder", folder.string()}});
    ::close(descriptor);
}

}  // namespace

std::string content_digest(const Manifest& manifest) {
    Sha256 hash;
    for (const auto& table : manifest.tables) {
        hash.update("table " + table.name + " " + std::to_string(table.rows) + " " + table.sha256 + "\n");
    }
    for (const auto& file : manifest.files) hash.update("file " + file.sha256 + " " + std::to_string(file.size) + "\n");
    return hash.finish();
}

Manifest backup(
    db::Database& database, const files::Store& files, const std::string& out_path, Moment now, const Progress& progress
) {
    if (fs::exists(out_path)) {
        throw Error(ErrorKind::conflict, out_path + ": tệp đã có, hãy chọn tên khác để không ghi đè bản sao lưu cũ");
    }
    const std::string unfinished = out_path + "." + hex(random_bytes(4)) + ".part";
    ArchiveWriter archive(unfinished, now.milliseconds / 1000);
    Manifest manifest;
    manifest.format = format_name;
    manifest.created = now;
    // A read runs again from its start when the connection breaks: what was written until then would be there twice.
    bool begun = false;
    database.read([&](db::Transaction& tx) {
        if (begun) throw Error(ErrorKind::unavailable, "Mất kết nối cơ sở dữ liệu khi đang sao lưu, hãy sao lưu lại");
        begun = true;
        write_tables(tx, archive, manifest, progress);
    });
    files.each([&](const std::string& sha256) {
        manifest.files.push_back(write_file(files, sha256, archive));
        if (manifest.files.size() % told_every == 0) tell(progress, std::to_string(manifest.files.size()) + " tệp");
    });
    manifest.sha256 = content_digest(manifest);
    const std::string text = to_json(manifest);
    archive.add(manifest_part, text);
    archive.add(manifest_digest_part, sha256(text));
    archive.finish();
    if (::rename(unfinished.c_str(), out_path.c_str()) != 0) {
        ::unlink(unfinished.c_str());
        throw Error(ErrorKind::unavailable, "Không đặt được tên cho tệp sao lưu: " + out_path);
    }
    sync_folder_of(out_path);
    tell(progress, std::to_string(manifest.files.size()) + " tệp, xong");
    return manifest;
}

FilesReport verify_files(const files::Store& files) {
    FilesReport report;
    files.each([&](const std::string& sha256) {
        ++report.checked;
        if (!files.intact(sha256)) report.damaged.push_back(sha256);
    });
    return report;
}

}  // namespace longdan::backup
