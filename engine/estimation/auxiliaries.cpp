#include "engine/estimation/calibration.h"
#include "engine/estimation/exact.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/core.h>

namespace longdan::estimation {
namespace {

void number_cells(Auxiliaries& aux, std::size_t rows) {
    std::map<std::vector<std::uint32_t>, std::uint32_t> found;
    std::vector<std::uint32_t> key(aux.level.size());
    const auto read = [&](std::size_t row) {
        for (std::size_t m = 0; m < key.size(); ++m) key[m] = aux.level[m][row];
    };
    std::size_t span = 1;  // a table of all combinations, where it is small enough
    for (std::size_t m = 0; m < key.size(); ++m) span *= aux.numeric_begin;
    if (aux.numeric_begin > 2000 || aux.level.size() > 3 || span > (std::size_t{1} << 24)) {
        for (std::size_t row = 0; row < rows; ++row) {
            read(row);
            found.emplace(key, 0);
        }
    } else {
        std::vector<bool> seen(span);
        for (std::size_t row = 0; row < rows; ++row) {
            std::size_t at = 0;
            for (const auto& level : aux.level) at = at * aux.numeric_begin + level[row];
            if (seen[at]) continue;
            seen[at] = true;
            read(row);
            found.emplace(key, 0);
        }
    }
    for (auto& [levels, number] : found) {
        number = static_cast<std::uint32_t>(aux.cell_level.size());
        aux.cell_level.push_back(levels);
    }
    aux.cell.resize(rows);
    std::vector<std::uint32_t> last;
    std::uint32_t last_cell = 0;
    std::vector<std::uint32_t> table(span <= (std::size_t{1} << 24) && aux.level.size() <= 3 ? span : 0, missing_code);
    for (const auto& [levels, number] : found) {
        if (table.empty()) break;
        std::size_t at = 0;
        for (const std::uint32_t level : levels) at = at * aux.numeric_begin + level;
        table[at] = number;
    }
    for (std::size_t row = 0; row < rows; ++row) {
        if (!table.empty()) {
            std::size_t at = 0;
            for (const auto& level : aux.level) at = at * aux.numeric_begin + level[row];
            aux.cell[row] = table[at];
            continue;
        }
        read(row);
        if (key != last) last_cell = found.at(key);
        last = key;
        aux.cell[row] = last_cell;
    }
}

}  // namespace

std::vector<double> Auxiliaries::cell_sums(std::span<const double> weights) const {
    double largest = 0;
    for (const double weight : weights) largest = std::max(largest, std::fabs(weight));
    const OrderFree scale(largest);
    std::vector<Wide> sums(cells());
    for (std::size_t row = 0; row < weights.size(); ++row) sums[cell[row]] += scale.units(weights[row]);
    std::vector<double> result;
    for (const Wide sum : sums) result.push_back(scale.value(sum));
    return result;
}

Auxiliaries Auxiliaries::of(const DataTable& data, const CalibrationSpec& spec) {
    Auxiliaries aux;
    for (const auto& margin : spec.margins) {
        std::vector<Ranked> parts;
        for (const std::string& name : margin.by) parts.push_back(ranked(data.at(name)));
        std::map<std::string, std::uint32_t> column_of;
        for (const auto& [label, total] : margin.totals) {
            column_of.emplace(label, static_cast<std::uint32_t>(aux.totals.size()));
            aux.totals.push_back(total);
            std::string name;
            for (const std::string& by : margin.by) name += (name.empty() ? "" : ";") + by;
            aux.names.push_back(name + "=" + label);
        }
        std::vector<std::uint32_t> level(data.rows);
        std::map<std::vector<std::uint32_t>, std::uint32_t> known;
        std::vector<std::uint32_t> key(parts.size());
        std::vector<std::uint32_t> known_rank(parts.size() == 1 ? parts[0].labels.size() : 0, missing_code);
        const auto column_at = [&](std::size_t row) {
            for (std::size_t k = 0; k < parts.size(); ++k) {
                key[k] = parts[k].rank[row];
                if (key[k] == missing_code) data.refuse(row, margin.by[k], "thiếu giá trị, hiệu chỉnh cần đủ mọi dòng");
            }
            const auto [at, inserted] = known.emplace(key, 0);
            if (!inserted) return at->second;
            std::string label;
            for (std::size_t k = 0; k < parts.size(); ++k) label += (k == 0 ? "" : ";") + parts[k].labels[key[k]];
            const auto column = column_of.find(label);
            if (column == column_of.end())
                data.refuse(row, margin.by[0], fmt::format("hiệu chỉnh không có tổng của '{}'", label));
            return at->second = column->second;
        };
        for (std::size_t row = 0; row < data.rows; ++row) {
            const std::uint32_t rank = parts[0].rank[row];
            if (parts.size() > 1 || rank == missing_code) {
                const bool as_before = row > 0 && std::all_of(parts.begin(), parts.end(), [&](const Ranked& part) {
                                           return part.rank[row] == part.rank[row - 1];
                                       });
                level[row] = as_before ? level[row - 1] : column_at(row);
                continue;
            }
            if (known_rank[rank] == missing_code) known_rank[rank] = column_at(row);
            level[row] = known_rank[rank];
        }
        aux.level.push_back(std::move(level));
    }
    aux.numeric_begin = aux.totals.size();
    if (spec.numeric.empty()) number_cells(aux, data.rows);
    for (const auto& [name, total] : spec.numeric) {
        const Column& column = data.at(name);
        if (column.is_text()) data.refuse_text(column, "biên số cần một cột số");
        std::vector<double> values(data.rows);
        for (std::size_t row = 0; row < data.rows; ++row) {
            values[row] = column.number(row);
            if (std::isnan(values[row])) data.refuse(row, name, "thiếu giá trị, hiệu chỉnh cần đủ mọi dòng");
        }
        aux.numeric.push_back(std::move(values));
        aux.totals.push_back(total);
        aux.names.push_back(name);
    }
    return aux;
}

}  // namespace longdan::estimation
