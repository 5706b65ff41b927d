#include "features/results/results.h"
#include "platform/base/csv.h"
#include "platform/base/digest.h"

#include <array>
#include <charconv>
#include <fstream>
#include <iterator>
#include <set>

namespace longdan::results {

namespace {

constexpr std::array<std::string_view, 4> file_names{"figures.csv", "indicators.csv", "breaks.csv", "editions.csv"};

std::string hash_of(const std::string& folder) {
    Sha256 hash;
    for (const auto name : file_names) {
        const std::string path = folder + "/" + std::string(name);
        std::ifstream file(path, std::ios::binary);
        if (!file) throw Error(ErrorKind::invalid, "Không đọc được " + path);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        hash.update(std::string(name) + " " + std::to_string(text.size()) + "\n");
        hash.update(text);
    }
    return hash.finish();
}

[[noreturn]] void refuse(std::string_view file, std::size_t row, std::string_view column, const std::string& why) {
    throw Error(
        ErrorKind::invalid,
        std::string(file) + ", dòng " + std::to_string(row + 2) + ", cột " + std::string(column) + ": " + why
    );
}

template <class Number>
std::optional<Number> number_in(
    const CsvTable& table, std::string_view file, std::size_t row, std::string_view column
) {
    const std::string& cell = table.at(row, column);
    if (cell.empty()) return std::nullopt;
    Number number{};
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
    if (error != std::errc() || end != cell.data() + cell.size()) refuse(file, row, column, "không phải là số");
    return number;
}

void store_indicators(db::Transaction& tx, const CsvTable& table, std::set<std::string>& known) {
    std::vector<std::vector<db::Value>> rows;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        known.insert(table.at(row, "index") + "|" + table.at(row, "indicator"));
        rows.push_back(
            {table.at(row, "index"), table.at(row, "indicator"), static_cast<std::int64_t>(row),
             table.at(row, "section"), table.at(row, "measure"), table.at(row, "name"), table.at(row, "english_name")}
        );
    }
    tx.execute("DELETE FROM published_indicator");
    constexpr std::array<std::string_view, 7> columns{"index_code", "indicator", "position",    "section",
                                                      "measure",    "name",      "english_name"};
    tx.insert_many("published_indicator", columns, rows);
}

UnitId unit_in(const CsvTable& table, const units::Registry& registry, std::size_t row) {
    const std::string& code = table.at(row, "code");
    if (code.empty()) return {};
    const auto level = units::level_of(table.at(row, "level"));
    if (!level) refuse("figures.csv", row, "level", "không có cấp này");
    const UnitId unit = units::unit_id(table.at(row, "epoch"), *level, code);
    if (!registry.find(unit)) refuse("figures.csv", row, "code", "không có đơn vị mã " + code);
    return unit;
}

std::size_t store_figures(
    db::Transaction& tx, const CsvTable& table, const units::Registry& registry, const std::set<std::string>& known
) {
    static const std::set<std::string> statuses{"printed", "derived",  "approximate",
                                                "listed",  "conflict", "background"};
    std::vector<std::vector<db::Value>> rows;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const std::string& indicator = table.at(row, "indicator");
        if (!known.contains(table.at(row, "index") + "|" + indicator))
            refuse("figures.csv", row, "indicator", "không có chỉ báo " + indicator + " trong indicators.csv");
        if (!statuses.contains(table.at(row, "status"))) refuse("figures.csv", row, "status", "không có từ này");
        if (table.at(row, "source").empty()) refuse("figures.csv", row, "source", "không được để trống");
        const auto year = number_in<std::int64_t>(table, "figures.csv", row, "year");
        if (!year) refuse("figures.csv", row, "year", "không được để trống");
        const UnitId unit = unit_in(table, registry, row);
        rows.push_back(
            {static_cast<std::int64_t>(row), table.at(row, "index"), *year, indicator, table.at(row, "group"),
             unit ? db::Value(unit) : db::Value(nullptr), table.at(row, "label"),
             number_in<double>(table, "figures.csv", row, "value"), table.at(row, "value"),
             number_in<std::int64_t>(table, "figures.csv", row, "rank"), table.at(row, "source"), table.at(row, "note"),
             table.at(row, "status")}
        );
    }
    tx.execute("DELETE FROM published_figure");
    constexpr std::array<std::string_view, 13> columns{"position", "index_code", "year",  "indicator", "ranked_group",
                                                       "unit_id",  "label",      "value", "printed",   "unit_rank",
                                                       "source",   "note",       "status"};
    tx.insert_many("published_figure", columns, rows);
    return rows.size();
}

std::size_t store_breaks(db::Transaction& tx, const CsvTable& table) {
    std::vector<std::vector<db::Value>> rows;
    for (std::size_t row = 0; row < table.rows(); ++row)
        rows.push_back(
            {static_cast<std::int64_t>(row), table.at(row, "index"), table.at(row, "group"),
             number_in<std::int64_t>(table, "breaks.csv", row, "year"), table.at(row, "kind"),
             table.at(row, "sentence"), table.at(row, "english_sentence"), table.at(row, "source")}
        );
    tx.execute("DELETE FROM published_break");
    constexpr std::array<std::string_view, 8> columns{"position", "index_code", "ranked_group",     "year",
                                                      "kind",     "sentence",   "english_sentence", "source"};
    tx.insert_many("published_break", columns, rows);
    return rows.size();
}

void store_editions(db::Transaction& tx, const CsvTable& table) {
    std::vector<std::vector<db::Value>> rows;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const auto day = Day::parse(table.at(row, "published_on"));
        if (!day) refuse("editions.csv", row, "published_on", "không phải ngày dạng 2025-04-06");
        rows.push_back({table.at(row, "index"), number_in<std::int64_t>(table, "editions.csv", row, "year"), *day});
    }
    tx.execute("DELETE FROM published_edition");
    constexpr std::array<std::string_view, 3> columns{"index_code", "year", "published_on"};
    tx.insert_many("published_edition", columns, rows);
}

}  // namespace

SeedReport seed(db::Transaction& tx, const std::string& data_folder) {
    SeedReport report;
    const std::string hash = hash_of(data_folder);
    const auto stored = tx.query_one("SELECT sha256 FROM published_seed WHERE only_row = 1");
    if (stored && stored->text("sha256") == hash) return report;

    const auto registry = units::Registry::load(tx);
    std::set<std::string> known;
    store_indicators(tx, CsvTable::load(data_folder + "/indicators.csv"), known);
    report.figures = store_figures(tx, CsvTable::load(data_folder + "/figures.csv"), *registry, known);
    report.breaks = store_breaks(tx, CsvTable::load(data_folder + "/breaks.csv"));
    store_editions(tx, CsvTable::load(data_folder + "/editions.csv"));
    tx.execute("DELETE FROM published_seed");
    tx.execute("INSERT INTO published_seed (only_row, sha256) VALUES (1, :hash)", {{"hash", hash}});
    report.changed = true;
    return report;
}

}  // namespace longdan::results
