#include "features/rounds/figures.h"
#include "platform/base/csv.h"
#include "platform/base/document.h"

#include <charconv>
#include <map>
#include <tuple>

#include <fmt/format.h>

namespace longdan::rounds {

namespace {

using results::Figure;

std::string number(const std::optional<double>& value) {
    std::string out;
    if (value) append_json_number(out, *value);
    return out;
}

class Reader {
  public:
    explicit Reader(const CsvTable& table) : table_(table) {}

    std::int64_t whole(std::size_t row, std::string_view column) const {
        std::int64_t value = 0;
        read(row, column, value);
        return value;
    }
    std::optional<double> maybe_number(std::size_t row, std::string_view column) const {
        if (table_.at(row, column).empty()) return std::nullopt;
        double value = 0;
        read(row, column, value);
        return value;
    }

  private:
    template <class Number>
    void read(std::size_t row, std::string_view column, Number& value) const {
        const auto& text = table_.at(row, column);
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + text.size()) {
            throw Error(ErrorKind::invalid, fmt::format("Tệp kết quả, dòng {}: cột {} phải là số", row + 2, column));
        }
    }

    const CsvTable& table_;
};

using Key = std::tuple<results::Series, std::string, std::int64_t, std::string>;
Key key_of(const Figure& figure) { return {figure.series, figure.indicator, figure.unit.value, figure.breakdown}; }

bool same(const Figure& a, const Figure& b) {
    return a.value == b.value && a.se == b.se && a.ci_low == b.ci_low && a.ci_high == b.ci_high && a.n == b.n &&
           a.df == b.df && a.rank == b.rank && a.flag == b.flag;
}

}  // namespace

std::string figures_csv(const std::vector<Figure>& figures, const std::vector<FigureUnit>& provinces, bool simulated) {
    std::map<std::int64_t, std::string> codes;
    for (const auto& province : provinces) codes[province.unit.value] = province.code;
    std::vector<std::string> header = {"series", "indicator", "unit_code", "unit", "breakdown", "value", "se",
                                       "ci_low", "ci_high",   "n",         "df",   "rank",      "flag"};
    if (simulated) header.push_back("note");
    std::string out;
    append_csv_row(out, header);
    for (const auto& figure : figures) {
        const auto code = codes.find(figure.unit.value);
        std::vector<std::string> row = {
            std::string(results::name(figure.series)),
            figure.indicator,
            code == codes.end() ? "" : code->second,
            figure.unit.text(),
            figure.breakdown,
            number(figure.value),
            number(figure.se),
            number(figure.ci_low),
            number(figure.ci_high),
            std::to_string(figure.n),
            number(figure.df),
            figure.rank ? std::to_string(*figure.rank) : "",
            figure.flag};
        if (simulated) row.push_back("dữ liệu mô phỏng");
        append_csv_row(out, row);
    }
    return out;
}

std::vector<Figure> read_figures(std::string_view csv) {
    const auto table = CsvTable::parse(csv, "Tệp kết quả");
    const Reader reader(table);
    std::vector<Figure> figures;
    figures.reserve(table.rows());
    for (std::size_t row = 0; row < table.rows(); ++row) {
        Figure figure;
        figure.series = results::series_of(table.at(row, "series"));
        figure.indicator = table.at(row, "indicator");
        figure.unit = identity::UnitId{reader.whole(row, "unit")};
        figure.breakdown = table.at(row, "breakdown");
        figure.value = reader.maybe_number(row, "value");
        figure.se = reader.maybe_number(row, "se");
        figure.ci_low = reader.maybe_number(row, "ci_low");
        figure.ci_high = reader.maybe_number(row, "ci_high");
        figure.n = reader.whole(row, "n");
        figure.df = reader.maybe_number(row, "df");
        if (!table.at(row, "rank").empty()) figure.rank = static_cast<int>(reader.whole(row, "rank"));
        figure.flag = table.at(row, "flag");
        figures.push_back(std::move(figure));
    }
    return figures;
}

std::int64_t count_changes(const std::vector<Figure>& before, const std::vector<Figure>& after) {
    std::map<Key, const Figure*> old;
    for (const auto& figure : before) old[key_of(figure)] = &figure;
    std::int64_t changes = 0;
    for (const auto& figure : after) {
        const auto found = old.find(key_of(figure));
        if (found == old.end()) {
            ++changes;
            continue;
        }
        if (!same(*found->second, figure)) ++changes;
        old.erase(found);
    }
    return changes + static_cast<std::int64_t>(old.size());
}

}  // namespace longdan::rounds
