#pragma once

#include "platform/base/document.h"
#include "platform/db/db.h"
#include "platform/files/files.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// One archive file with everything an installation keeps: the rows of all tables and the stored files. It is a tar.gz
/// that ordinary tools open (tables/NAME/000001.jsonl, files/SHA256, manifest.json), the same for both databases, so an
/// installation can move from SQLite to PostgreSQL and back. docs/decisions/backup.md
namespace longdan::backup {

struct TableEntry {
    std::string name;
    std::vector<std::string> columns;  ///< in the order of the cells of a row
    std::int64_t rows = 0;
    std::string sha256;  ///< of all lines of the table
    LONGDAN_DOCUMENT(TableEntry, name, columns, rows, sha256)
};

struct FileEntry {
    std::string sha256;
    std::int64_t size = 0;
    LONGDAN_DOCUMENT(FileEntry, sha256, size)
};

struct MigrationEntry {
    std::string feature;
    std::int64_t number = 0;
    LONGDAN_DOCUMENT(MigrationEntry, feature, number)
};

struct Manifest {
    std::string format;  ///< "longdan-backup"
    std::int64_t version = 1;
    Moment created;
    std::vector<MigrationEntry> migrations;  ///< the state of the tables
    std::vector<TableEntry> tables;
    std::vector<FileEntry> files;
    std::string sha256;  ///< of the content: equal for equal rows and files, whatever the database and the day
    LONGDAN_DOCUMENT(Manifest, format, version, created, migrations, tables, files, sha256)
};

/// Told about each table and, now and then, about files: what a command shows while it waits.
using Progress = std::function<void(std::string_view)>;

/// Writes the archive beside `out_path` and renames it when it is whole and synced. All tables are of one moment;
/// files are read after it, so that every file a row names is there. Refuses an `out_path` that exists (conflict)
/// and a stored file that is damaged (conflict, names it).
Manifest backup(
    db::Database& database, const files::Store& files, const std::string& out_path, Moment now,
    const Progress& progress = {}
);

/// Reads the whole archive and checks every part against the manifest. A damaged or incomplete one throws
/// Error(invalid) that names the part.
Manifest inspect(const std::string& in_path);

/// Puts the archive into an empty database and file store, all rows in one transaction, and checks the rows by
/// reading them back. `migrations` are the program's; they are applied first. Refuses, before anything changes: a
/// damaged archive (invalid), an archive of other migrations (conflict), a database with rows other than those the
/// migrations put in, or a store with files that are not in the archive (conflict).
Manifest restore(
    const std::string& in_path, db::Database& database, files::Store& files, std::span<const db::Migration> migrations,
    const Progress& progress = {}
);

/// For `longdan verify`: reads every stored file and names those whose bytes no longer have their hash.
struct FilesReport {
    std::int64_t checked = 0;
    std::vector<std::string> damaged;
};
FilesReport verify_files(const files::Store& files);

}  // namespace longdan::backup
