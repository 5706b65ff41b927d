#include "platform/backup/backup.h"

#include "platform/backup/archive.h"
#include "platform/base/digest.h"
#include "platform/db/test_support/test_database.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <set>

#include <gtest/gtest.h>

using namespace longdan;
namespace fs = std::filesystem;

namespace {

constexpr db::Migration migrations[] = {
    {"test", 1, "tables",
     "CREATE TABLE unit (id BIGINT PRIMARY KEY, parent BIGINT REFERENCES unit (id), name TEXT NOT NULL,"
     " chief BIGINT REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED);"
     "CREATE TABLE person (id BIGINT PRIMARY KEY, unit BIGINT NOT NULL REFERENCES unit (id), share DOUBLE PRECISION,"
     " photo {{bytes}});"
     "CREATE TABLE answer (round BIGINT NOT NULL, bucket BIGINT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (bucket, "
     "code, round));"
     "CREATE TABLE tally (word TEXT, amount BIGINT, codes {{bytes}});"
     "INSERT INTO tally (word, amount) VALUES ('by the migration', 0)",
     "CREATE TABLE unit (id BIGINT PRIMARY KEY, name TEXT NOT NULL, parent BIGINT REFERENCES unit (id), chief BIGINT);"
     "CREATE TABLE person (id BIGINT PRIMARY KEY, unit BIGINT NOT NULL REFERENCES unit (id), share DOUBLE PRECISION,"
     " photo {{bytes}});"
     "ALTER TABLE unit ADD CONSTRAINT chief_is_a_person FOREIGN KEY (chief) REFERENCES person (id) DEFERRABLE "
     "INITIALLY DEFERRED;"
     "CREATE TABLE answer (round BIGINT NOT NULL, bucket BIGINT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (bucket, "
     "code, round));"
     "CREATE TABLE tally (word TEXT, amount BIGINT, codes SMALLINT[]);"
     "INSERT INTO tally (word, amount) VALUES ('by the migration', 0)"},
};

const Moment noon{1'795'320'000'000};

/// A database, a file store and a place for archives.
struct Installation {
    explicit Installation(db::Engine engine)
        : folder((fs::temp_directory_path() / ("longdan-backup-" + hex(random_bytes(6)))).string()),
          database(engine),
          files(folder + "/files") {}
    ~Installation() { fs::remove_all(folder); }

    std::string folder;
    db::TestDatabase database;
    files::Store files;
};

constexpr int many = 9500;  ///< answers that fill more than one piece of an archive

void fill(Installation& installation, int answer_count = 300) {
    auto& database = *installation.database;
    database.migrate(migrations);
    database.write([&](db::Transaction& tx) {
        tx.execute("DELETE FROM tally");
        tx.execute("INSERT INTO unit (id, parent, name) VALUES (9, NULL, 'Việt Nam')");
        tx.execute("INSERT INTO unit (id, parent, name) VALUES (1, 9, :name)", {{"name", "Hà \"Nội\"\n\\"}});
        tx.execute(
            "INSERT INTO person (id, unit, share, photo) VALUES (:id, 1, :share, :photo)",
            {{"id", std::numeric_limits<std::int64_t>::max()},
             {"share", 0.1},
             {"photo", db::Bytes{std::byte{0}, std::byte{200}}}}
        );
        tx.execute("INSERT INTO person (id, unit, share, photo) VALUES (2, 9, 3, NULL)");
        tx.execute("UPDATE unit SET chief = 2 WHERE id = 1");
        std::vector<std::vector<db::Value>> answers;
        for (int i = 0; i < answer_count; ++i)
            answers.push_back({i % 7, i % 64, "mã-" + std::to_string(i) + (i % 2 ? "A" : "ă") + std::string(100, '-')});
        constexpr std::string_view columns[] = {"round", "bucket", "code"};
        tx.insert_many("answer", columns, answers);
        for (const char* word : {"b", "a", "ă", "Z"}) {
            tx.execute("INSERT INTO tally (word, amount) VALUES (:word, 1)", {{"word", word}});
        }
        tx.execute("INSERT INTO tally (word, amount) VALUES (NULL, 2)");
        tx.execute("INSERT INTO tally (word, amount) VALUES ('a', NULL)");
        tx.execute(tx.by_engine(
            "INSERT INTO tally (word, codes) VALUES ('packed', X'0100FEFF'), ('none', X'')",
            "INSERT INTO tally (word, codes) VALUES ('packed', '{1,-2}'), ('none', '{}')"
        ));
    });
    installation.files.put("xin chào");
    installation.files.put(std::string(300'000, 'x'));
    installation.files.put("");
}

std::string read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}
void write(const std::string& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

ErrorKind refusal(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.kind();
    }
    ADD_FAILURE() << "nothing was refused";
    return ErrorKind::unavailable;
}

/// Copies an archive, with a chance to change each part; an empty new name leaves it out.
void rewrite(
    const std::string& from, const std::string& to,
    const std::function<void(std::string& name, std::string& bytes)>& change
) {
    backup::ArchiveReader in(from);
    backup::ArchiveWriter out(to, 0);
    while (const auto part = in.next()) {
        std::string name = part->name;
        std::string bytes = in.read_all(1u << 30);
        change(name, bytes);
        if (!name.empty()) out.add(name, bytes);
    }
    out.finish();
}

void expect_untouched(Installation& target) {
    target.database->read([](db::Transaction& tx) {
        const auto sql = tx.by_engine(
            "SELECT count(*) AS n FROM sqlite_master",
            "SELECT count(*) AS n FROM pg_tables WHERE schemaname = current_schema()"
        );
        EXPECT_EQ(tx.query_one(sql)->integer("n"), 0);
    });
    target.files.each([](const std::string& sha256) { ADD_FAILURE() << sha256; });
}

void goes_over_and_back(db::Engine here, db::Engine there) {
    Installation first(here);
    fill(first, many);
    const auto made = backup::backup(*first.database, first.files, first.folder + "/1.tar.gz", noon);
    ASSERT_EQ(made.tables.size(), 4u);
    std::set<std::string> parts;
    backup::ArchiveReader archive(first.folder + "/1.tar.gz");
    while (const auto part = archive.next()) parts.insert(part->name);
    EXPECT_TRUE(parts.contains("tables/answer/000002.jsonl")) << "a large table comes in pieces";
    EXPECT_EQ(made.tables[0].name, "answer");
    EXPECT_EQ(made.tables[0].rows, many);
    EXPECT_EQ(made.files.size(), 3u);
    EXPECT_EQ(made.created, noon);

    Installation second(there);
    const auto restored = backup::restore(first.folder + "/1.tar.gz", *second.database, second.files, migrations);
    EXPECT_EQ(restored.sha256, made.sha256);
    const auto again = backup::backup(*second.database, second.files, second.folder + "/2.tar.gz", noon);
    EXPECT_EQ(again.sha256, made.sha256);
    EXPECT_EQ(to_json(again), to_json(made));
    EXPECT_EQ(read(first.folder + "/1.tar.gz"), read(second.folder + "/2.tar.gz"))
        << "the same bytes from either database";

    EXPECT_THROW(
        second.database->write([](db::Transaction& tx) { tx.execute("INSERT INTO person (id, unit) VALUES (5, 77)"); }),
        db::ConstraintViolation
    ) << "foreign keys are back";
    Installation third(here);
    backup::restore(second.folder + "/2.tar.gz", *third.database, third.files, migrations);
    third.database->read([](db::Transaction& tx) {
        const auto row = tx.query_one("SELECT share, photo FROM person WHERE unit = 1");
        EXPECT_EQ(row->number("share"), 0.1);
        EXPECT_EQ(row->bytes("photo"), (db::Bytes{std::byte{0}, std::byte{200}}));
        EXPECT_EQ(tx.query_one("SELECT chief FROM unit WHERE id = 1")->integer("chief"), 2);
        EXPECT_FALSE(tx.query_one("SELECT word FROM tally WHERE word = 'by the migration'"));
    });
}

}  // namespace

TEST(backup, an_installation_moves_from_sqlite_to_sqlite) {
    goes_over_and_back(db::Engine::sqlite, db::Engine::sqlite);
}

TEST(backup, an_installation_moves_from_sqlite_to_postgresql_and_back) {
    if (!db::can_test_on(db::Engine::postgresql)) GTEST_SKIP() << "no test server";
    goes_over_and_back(db::Engine::sqlite, db::Engine::postgresql);
}

TEST(backup, an_installation_moves_from_postgresql_to_sqlite_and_back) {
    if (!db::can_test_on(db::Engine::postgresql)) GTEST_SKIP() << "no test server";
    goes_over_and_back(db::Engine::postgresql, db::Engine::sqlite);
}

TEST(backup, every_kind_of_damage_is_found_before_anything_changes) {
    Installation source(db::Engine::sqlite);
    fill(source);
    const std::string good = source.folder + "/good.tar.gz";
    const std::string bad = source.folder + "/bad.tar.gz";
    backup::backup(*source.database, source.files, good, noon);
    Installation target(db::Engine::sqlite);
    const auto restore = [&] { backup::restore(bad, *target.database, target.files, migrations); };

    const std::string bytes = read(good);
    for (const double share : {0.0, 0.001, 0.5, 0.9, 0.99, 0.999999}) {
        write(bad, bytes.substr(0, static_cast<std::size_t>(share * static_cast<double>(bytes.size()))));
        EXPECT_EQ(refusal(restore), ErrorKind::invalid) << "cut at " << share;
    }
    for (std::size_t at = 12; at < bytes.size(); at += bytes.size() / 40) {
        std::string flipped = bytes;
        flipped[at] = static_cast<char>(flipped[at] ^ 1);
        write(bad, flipped);
        EXPECT_EQ(refusal(restore), ErrorKind::invalid) << "flipped at " << at;
    }
    write(bad, bytes + "more");
    EXPECT_EQ(refusal(restore), ErrorKind::invalid);
    write(bad, "not an archive");
    EXPECT_EQ(refusal(restore), ErrorKind::invalid);

    using Change = std::function<void(std::string&, std::string&)>;
    const std::pair<const char*, Change> changes[] = {
        {"a row is missing",
         [](std::string& name, std::string& part) {
             if (name == "tables/answer/000001.jsonl") part.erase(0, part.find('\n') + 1);
         }},
        {"a row is changed",
         [](std::string& name, std::string& part) {
             if (name.starts_with("tables/unit/")) part.replace(part.find("Nam"), 3, "nam");
         }},
        {"a table is missing",
         [](std::string& name, std::string&) {
             if (name.starts_with("tables/tally/")) name.clear();
         }},
        {"a table is added",
         [](std::string& name, std::string&) {
             if (name.starts_with("tables/tally/")) name = "tables/other/000001.jsonl";
         }},
        {"a file is missing",
         [](std::string& name, std::string& part) {
             if (part == "xin chào") name.clear();
         }},
        {"a file is changed",
         [](std::string&, std::string& part) {
             if (part == "xin chào") part = "xin chao";
         }},
        {"the manifest is missing",
         [](std::string& name, std::string&) {
             if (name == "manifest.json") name.clear();
         }},
        {"the manifest is changed",
         [](std::string& name, std::string& part) {
             if (name == "manifest.json") part.replace(part.find(":300,"), 5, ":299,");
         }},
        {"a stranger is among the parts",
         [](std::string& name, std::string&) {
             if (name == "manifest.json") name = "other";
         }},
    };
    for (const auto& [what, change] : changes) {
        fs::remove(bad);
        rewrite(good, bad, change);
        EXPECT_EQ(refusal(restore), ErrorKind::invalid) << what;
        EXPECT_EQ(refusal([&] { backup::inspect(bad); }), ErrorKind::invalid) << what;
    }
    expect_untouched(target);
    EXPECT_NO_THROW(backup::inspect(good));
}

LONGDAN_ON_BOTH_DATABASES(backup, only_an_empty_installation_is_restored_into) {
    Installation source(database.engine());
    fill(source);
    const std::string archive = source.folder + "/a.tar.gz";
    backup::backup(*source.database, source.files, archive, noon);
    EXPECT_EQ(
        refusal([&] { backup::restore(archive, *source.database, source.files, migrations); }), ErrorKind::conflict
    );
    Installation other_files(database.engine());
    other_files.files.put("somebody else's");
    EXPECT_EQ(
        refusal([&] { backup::restore(archive, *other_files.database, other_files.files, migrations); }),
        ErrorKind::conflict
    );
    files::Store empty(source.folder + "/empty");
    database.migrate(migrations);
    database.write([](db::Transaction& tx) { tx.execute("UPDATE tally SET amount = 1"); });
    EXPECT_EQ(refusal([&] { backup::restore(archive, database, empty, migrations); }), ErrorKind::conflict);
    database.write([](db::Transaction& tx) { tx.execute("UPDATE tally SET amount = 0"); });
    backup::restore(archive, database, empty, migrations);  // what the migrations put in by themselves is nobody's
    EXPECT_EQ(backup::verify_files(empty).checked, 3);
}

LONGDAN_ON_BOTH_DATABASES(backup, an_archive_of_another_version_of_the_tables_is_refused) {
    Installation source(database.engine());
    fill(source);
    const std::string archive = source.folder + "/a.tar.gz";
    backup::backup(*source.database, source.files, archive, noon);
    files::Store empty(source.folder + "/empty");
    const auto more =
        db::together({migrations, std::vector<db::Migration>{{"test", 2, "more", "CREATE TABLE more (id BIGINT)"}}});
    EXPECT_EQ(refusal([&] { backup::restore(archive, database, empty, more); }), ErrorKind::conflict);
    EXPECT_EQ(refusal([&] { backup::restore(archive, database, empty, {}); }), ErrorKind::conflict);
}

TEST(backup, an_archive_that_exists_is_not_written_over) {
    Installation source(db::Engine::sqlite);
    fill(source);
    write(source.folder + "/a.tar.gz", "precious");
    EXPECT_EQ(
        refusal([&] { backup::backup(*source.database, source.files, source.folder + "/a.tar.gz", noon); }),
        ErrorKind::conflict
    );
    EXPECT_EQ(read(source.folder + "/a.tar.gz"), "precious");
}

TEST(backup, a_damaged_stored_file_is_named_and_no_archive_is_left) {
    Installation source(db::Engine::sqlite);
    fill(source);
    const auto stored = source.files.put("sắp hỏng");
    write(source.files.path(stored.sha256), "hỏng");
    const auto report = backup::verify_files(source.files);
    EXPECT_EQ(report.checked, 4);
    EXPECT_EQ(report.damaged, std::vector{stored.sha256});
    try {
        backup::backup(*source.database, source.files, source.folder + "/a.tar.gz", noon);
        FAIL() << "nothing was refused";
    } catch (const Error& error) {
        EXPECT_NE(std::string_view(error.what()).find(stored.sha256), std::string_view::npos);
    }
    for (const auto& entry : fs::directory_iterator(source.folder)) {
        EXPECT_EQ(entry.path().string().find("tar.gz"), std::string::npos) << entry.path();
    }
}
