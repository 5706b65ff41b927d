#include "platform/backup/archive.h"
#include "platform/backup/cells.h"
#include "platform/backup/parts.h"
#include "platform/backup/tables.h"
#include "platform/base/digest.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>
#include <stdexcept>

#include <boost/json.hpp>

namespace longdan::backup {
namespace {

constexpr std::size_t most_manifest_bytes = 512u << 20;
constexpr std::size_t most_piece_bytes = 512u << 20;  ///< a piece of a table ends with the row that fills it
constexpr std::size_t rows_at_once = 5000;

[[noreturn]] void damaged(const std::string& path, const std::string& what) {
    throw Error(ErrorKind::invalid, path + ": tệp sao lưu bị hỏng: " + what + ". Hãy dùng một bản sao lưu khác");
}

/// "tables/unit/000001.jsonl" -> "unit"; "" for anything else.
std::string table_of(std::string_view part) {
    if (!part.starts_with(tables_folder)) return "";
    part.remove_prefix(tables_folder.size());
    return std::string(part.substr(0, part.find('/')));
}

std::vector<std::string> texts(const boost::json::value& list) {
    std::vector<std::string> all;
    for (const auto& item : list.as_array()) all.emplace_back(item.as_string());
    return all;
}

Manifest read_manifest(const std::string& path, const std::string& text) {
    try {
        const boost::json::value parsed = boost::json::parse(text);
        const auto& object = parsed.as_object();
        Manifest manifest;
        manifest.format = object.at("format").as_string();
        manifest.version = object.at("version").as_int64();
        if (manifest.format != format_name || manifest.version != 1) {
            throw Error(
                ErrorKind::invalid, path + ": bản sao lưu của một phiên bản khác, chương trình này không đọc được"
            );
        }
        const auto created = parse_moment(std::string_view(object.at("created").as_string()));
        if (!created) damaged(path, "bảng kê không có ngày");
        manifest.created = *created;
        for (const auto& item : object.at("migrations").as_array()) {
            const auto& entry = item.as_object();
            manifest.migrations.push_back({std::string(entry.at("feature").as_string()), entry.at("number").as_int64()}
            );
        }
        for (const auto& item : object.at("tables").as_array()) {
            const auto& entry = item.as_object();
            manifest.tables.push_back(
                {std::string(entry.at("name").as_string()), texts(entry.at("columns")), entry.at("rows").as_int64(),
                 std::string(entry.at("sha256").as_string())}
            );
        }
        for (const auto& item : object.at("files").as_array()) {
            const auto& entry = item.as_object();
            manifest.files.push_back({std::string(entry.at("sha256").as_string()), entry.at("size").as_int64()});
        }
        manifest.sha256 = object.at("sha256").as_string();
        return manifest;
    } catch (const Error&) {
        throw;
    } catch (const std::exception&) {
        damaged(path, "không đọc được bảng kê");
    }
}

/// What the parts of an archive really hold.
struct Found {
    struct TableSum {
        Sha256 hash;
        std::int64_t rows = 0;
    };
    std::map<std::string, TableSum> tables;
    std::map<std::string, std::int64_t> files;
    std::string manifest;
    std::string manifest_digest;
};

template <class Take>
void read_part(ArchiveReader& archive, Take&& take) {
    std::array<char, 65536> buffer{};
    while (const std::size_t got = archive.read(buffer.data(), buffer.size()))
        take(std::string_view(buffer.data(), got));
}

Found read_everything(const std::string& path) {
    ArchiveReader archive(path);
    Found found;
    while (const auto part = archive.next()) {
        if (part->name == manifest_part) {
            found.manifest = archive.read_all(most_manifest_bytes);
        } else if (part->name == manifest_digest_part) {
            found.manifest_digest = archive.read_all(64);
        } else if (const auto table = table_of(part->name); !table.empty()) {
            auto& sum = found.tables[table];
            read_part(archive, [&](std::string_view piece) {
                sum.hash.update(piece);
                sum.rows += std::count(piece.begin(), piece.end(), '\n');
            });
        } else if (part->name.starts_with(files_folder)) {
            Sha256 hash;
            read_part(archive, [&](std::string_view piece) { hash.update(piece); });
            const std::string name = part->name.substr(files_folder.size());
            if (hash.finish() != name) damaged(path, "tệp " + name + " không đúng nội dung");
            found.files[name] = static_cast<std::int64_t>(part->size);
        } else {
            damaged(path, "có mục lạ «" + part->name + "»");
        }
    }
    return found;
}

void compare_tables(const std::string& path, const Manifest& manifest, Found& found) {
    std::set<std::string> known;
    for (const auto& table : manifest.tables) {
        known.insert(table.name);
        auto& sum = found.tables[table.name];
        if (sum.rows != table.rows || sum.hash.finish() != table.sha256) {
            damaged(
                path, "bảng " + table.name + " có " + std::to_string(sum.rows) + " dòng, không đúng với bảng kê (" +
                          std::to_string(table.rows) + " dòng)"
            );
        }
    }
    for (const auto& [name, sum] : found.tables) {
        if (!known.contains(name)) damaged(path, "bảng " + name + " không có trong bảng kê");
    }
}

void compare_files(const std::string& path, const Manifest& manifest, const Found& found) {
    for (const auto& file : manifest.files) {
        const auto there = found.files.find(file.sha256);
        if (there == found.files.end() || there->second != file.size) damaged(path, "thiếu tệp " + file.sha256);
    }
    if (found.files.size() != manifest.files.size()) damaged(path, "có tệp không nằm trong bảng kê");
}

std::string numbered(const MigrationEntry& entry) { return entry.feature + " " + std::to_string(entry.number); }

/// Restoring into tables of another state would lose or invent columns.
void require_same_migrations(const Manifest& manifest, std::span<const db::Migration> migrations) {
    std::set<std::string> ours;
    for (const auto& migration : migrations) ours.insert(numbered({std::string(migration.feature), migration.number}));
    std::set<std::string> theirs;
    for (const auto& entry : manifest.migrations) theirs.insert(numbered(entry));
    for (const auto& name : theirs) {
        if (ours.contains(name)) continue;
        throw Error(
            ErrorKind::conflict,
            "Bản sao lưu được làm bằng chương trình mới hơn (bước nâng cấp " + name + "): hãy dùng bản chương trình đó"
        );
    }
    for (const auto& name : ours) {
        if (theirs.contains(name)) continue;
        throw Error(
            ErrorKind::conflict, "Bản sao lưu được làm bằng chương trình cũ hơn (chưa có bước nâng cấp " + name +
                                     "): hãy khôi phục bằng đúng bản chương trình đã sao lưu, rồi nâng cấp"
        );
    }
}

struct TemporaryFolder {
    TemporaryFolder() { std::filesystem::create_directories(path); }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    const std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("longdan-restore-" + hex(random_bytes(8)));
};

/// The hash of each table as the migrations alone leave it: some put a first row in.
std::map<std::string, std::string> fresh_tables(std::span<const db::Migration> migrations) {
    const TemporaryFolder folder;
    db::Options options;
    options.address = (folder.path / "fresh.db").string();
    const auto database = db::open(options);
    database->migrate(migrations);
    std::map<std::string, std::string> digests;
    database->read([&](db::Transaction& tx) {
        for (const auto& table : tables(tx)) digests[table.name] = dump(tx, table, [](std::string_view) {}).sha256;
    });
    return digests;
}

void require_empty(
    db::Database& database, const files::Store& files, const Manifest& manifest,
    std::span<const db::Migration> migrations
) {
    const auto fresh = fresh_tables(migrations);
    database.read([&](db::Transaction& tx) {
        for (const auto& table : tables(tx)) {
            if (!has_rows(tx, table)) continue;
            const auto found = fresh.find(table.name);
            if (found != fresh.end() && dump(tx, table, [](std::string_view) {}).sha256 == found->second) continue;
            throw Error(
                ErrorKind::conflict, "Cơ sở dữ liệu đích đã có dữ liệu (bảng " + table.name +
                                         "): chỉ khôi phục vào cơ sở dữ liệu trống, để không mất gì"
            );
        }
    });
    std::set<std::string> known;
    for (const auto& file : manifest.files) known.insert(file.sha256);
    files.each([&](const std::string& sha256) {
        if (known.contains(sha256)) return;
        throw Error(
            ErrorKind::conflict, "Kho tệp đích đã có tệp khác (" + sha256 + "): chỉ khôi phục vào thư mục dữ liệu trống"
        );
    });
}

/// The database's own word on its tables must agree with the archive's before a row goes in.
void require_same_tables(const std::vector<Table>& own, const Manifest& manifest) {
    std::map<std::string, std::vector<std::string>> columns;
    for (const auto& table : own) columns[table.name] = table.columns;
    for (const auto& table : manifest.tables) {
        const auto found = columns.find(table.name);
        if (found != columns.end() && found->second == table.columns) continue;
        throw Error(ErrorKind::conflict, "Bảng " + table.name + " của bản sao lưu khác với bảng của chương trình này");
    }
    if (columns.size() != manifest.tables.size()) {
        throw Error(
            ErrorKind::conflict, "Chương trình này có bảng mà bản sao lưu không có: hãy dùng đúng bản chương trình"
        );
    }
}

/// A row of the archive as the target's column types want it.
std::vector<db::Value> row_for(const Table& table, std::string_view line) {
    auto row = read_line(line);
    if (row.size() != table.columns.size()) throw std::invalid_argument("another number of cells");
    for (std::size_t i = 0; i < row.size(); ++i) {
        const auto* bytes = std::get_if<db::Bytes>(&row[i].data());
        if (bytes && table.arrays[i]) row[i] = db::Value(array_of(*bytes));
    }
    return row;
}

void insert_lines(db::Transaction& tx, const Table& table, std::string_view lines, const std::string& path) {
    const std::vector<std::string_view> columns(table.columns.begin(), table.columns.end());
    std::vector<std::vector<db::Value>> rows;
    const auto flush = [&] {
        tx.insert_many(table.name, columns, rows);
        rows.clear();
    };
    while (!lines.empty()) {
        const auto end = lines.find('\n');
        try {
            rows.push_back(row_for(table, lines.substr(0, end)));
        } catch (const std::invalid_argument&) {
            damaged(path, "bảng " + table.name + " có dòng không đọc được");
        }
        lines.remove_prefix(end + 1);
        if (rows.size() >= rows_at_once) flush();
    }
    flush();
}

void restore_rows(db::Transaction& tx, const std::string& path, const Manifest& manifest, const Progress& progress) {
    const auto own = tables(tx);
    require_same_tables(own, manifest);
    LooseForeignKeys loose(tx);
    for (const auto& table : own) tx.execute("DELETE FROM " + table.name);  // what migrations put in by themselves
    std::map<std::string, const Table*> by_name;
    for (const auto& table : own) by_name[table.name] = &table;
    ArchiveReader archive(path);
    while (const auto part = archive.next()) {
        const auto table = table_of(part->name);
        if (table.empty()) continue;
        insert_lines(tx, *by_name.at(table), archive.read_all(most_piece_bytes), path);
    }
    loose.finish();
    for (const auto& table : manifest.tables) {
        const auto read_back = dump(tx, *by_name.at(table.name), [](std::string_view) {});
        if (read_back.sha256 != table.sha256) {
            throw Error(
                ErrorKind::conflict, "Bảng " + table.name + " đọc lại không giống bản sao lưu: đã hủy việc khôi phục"
            );
        }
        if (progress) progress(table.name + ": " + std::to_string(read_back.rows) + " dòng");
    }
}

void restore_files(const std::string& path, files::Store& files) {
    ArchiveReader archive(path);
    while (const auto part = archive.next()) {
        if (!part->name.starts_with(files_folder)) continue;
        const auto out = files.writer();
        read_part(archive, [&](std::string_view piece) { out->write(piece); });
        if (out->finish().sha256 != part->name.substr(files_folder.size())) damaged(path, "tệp " + part->name);
    }
}

}  // namespace

Manifest inspect(const std::string& in_path) {
    Found found = read_everything(in_path);
    if (found.manifest.empty() || found.manifest_digest != sha256(found.manifest)) {
        damaged(in_path, "thiếu bảng kê hoặc bảng kê bị sửa");
    }
    const Manifest manifest = read_manifest(in_path, found.manifest);
    compare_tables(in_path, manifest, found);
    compare_files(in_path, manifest, found);
    if (content_digest(manifest) != manifest.sha256) damaged(in_path, "mã băm chung không đúng");
    return manifest;
}

Manifest restore(
    const std::string& in_path, db::Database& database, files::Store& files, std::span<const db::Migration> migrations,
    const Progress& progress
) {
    const Manifest manifest = inspect(in_path);
    require_same_migrations(manifest, migrations);
    require_empty(database, files, manifest, migrations);
    database.migrate(migrations);
    restore_files(in_path, files);
    database.write([&](db::Transaction& tx) { restore_rows(tx, in_path, manifest, progress); });
    return manifest;
}

}  // namespace longdan::backup
