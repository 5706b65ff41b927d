#include "engine/estimation/cells.h"

#include "platform/base/error.h"
#include "platform/base/text.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/core.h>

namespace longdan::estimation {
namespace {

constexpr char joint = '\x1f';

[[noreturn]] void refuse(const std::string& message) { throw Error(ErrorKind::invalid, message); }

void append_key(std::string& key, std::string_view part) {
    for (const char sign : part) {
        if (static_cast<unsigned char>(sign) < 0x20) refuse(fmt::format("Khóa '{}' có ký tự điều khiển", part));
    }
    if (!key.empty()) key += joint;
    key += part;
}

std::vector<std::string> parts_of(std::string_view key) {
    std::vector<std::string> parts;
    for (const std::string_view part : split(key, joint)) parts.emplace_back(part);
    return parts;
}

bool is_empty(const CellSums& sums) {
    if (sums.n != 0 || sums.weight != 0 || sums.weight_square != 0) return false;
    return std::all_of(sums.items.begin(), sums.items.end(), [](const ItemSums& item) { return item == ItemSums{}; });
}

void add_to(CellSums& into, const CellSums& from) {
    into.n += from.n;
    into.weight = add_checked(into.weight, from.weight);
    into.weight_square = add_checked(into.weight_square, from.weight_square);
    for (std::size_t j = 0; j < into.items.size(); ++j) {
        into.items[j].n += from.items[j].n;
        into.items[j].weight = add_checked(into.items[j].weight, from.items[j].weight);
        into.items[j].weighted = add_checked(into.items[j].weighted, from.items[j].weighted);
        into.items[j].weighted_square = add_checked(into.items[j].weighted_square, from.items[j].weighted_square);
    }
}

/// The value in units of 10^-decimals; it must be a whole number of them, but for the noise of decimal fractions.
std::int64_t whole_units(double value, int decimals, const std::string& item) {
    const auto units = scaled(value, decimals);
    if (!units || std::llabs(*units) >= (1LL << 31)) {
        refuse(fmt::format("Giá trị {} của mục '{}' quá lớn cho bảng ô với {} chữ số thập phân", value, item, decimals)
        );
    }
    const double back = static_cast<double>(*units) / power_of_ten(decimals);
    if (std::fabs(back - value) > 1e-12 * std::max(1.0, std::fabs(value))) {
        refuse(fmt::format("Giá trị {} của mục '{}' có hơn {} chữ số thập phân", value, item, decimals));
    }
    return *units;
}

}  // namespace

int weight_decimals_for(double largest, std::int64_t rows) {
    const double room = 0x1p125 / static_cast<double>(std::max<std::int64_t>(rows, 1));
    for (int decimals = 12; decimals > 0; --decimals) {
        const double units = largest * power_of_ten(decimals);
        if (units < 0x1p61 && units * units < room) return decimals;
    }
    return 0;
}

CellTable::CellTable(CellLayout layout) : layout_(std::move(layout)) {
    std::set<std::string_view> seen;
    for (const auto* names : {&layout_.domains, &layout_.items}) {
        for (const std::string& name : *names) {
            if (name.empty() || !seen.insert(name).second)
                refuse(fmt::format("Bảng ô có tên trống hoặc lặp lại: '{}'", name));
        }
    }
    for (const int decimals : {layout_.weight_decimals, layout_.value_decimals}) {
        if (decimals < 0 || decimals > 12) refuse("Số chữ số thập phân của bảng ô phải từ 0 đến 12");
    }
}

void CellTable::declare_stratum(std::string_view stratum, std::int64_t population_psus) {
    if (population_psus <= 0) refuse(fmt::format("Tầng '{}': số đơn vị chọn bậc một của tổng thể phải dương", stratum));
    std::string key;
    append_key(key, stratum);
    const auto [at, inserted] = populations_.emplace(std::move(key), population_psus);
    if (!inserted && at->second != population_psus) {
        refuse(fmt::format("Tầng '{}' có hai số đơn vị của tổng thể: {} và {}", stratum, at->second, population_psus));
    }
}

void CellTable::declare_psu(std::string_view stratum, std::string_view psu) {
    std::string key;
    append_key(key, stratum);
    append_key(key, psu);
    declared_psus_.emplace(std::move(key), true);
}

CellSums& CellTable::cell(std::string_view stratum, std::string_view psu, std::span<const std::string_view> domains) {
    if (stratum.empty() || psu.empty()) refuse("Dòng không có tầng hoặc đơn vị chọn bậc một");
    if (domains.size() != layout_.domains.size()) {
        refuse(fmt::format("Dòng có {} khóa miền, bảng ô cần {}", domains.size(), layout_.domains.size()));
    }
    key_.clear();
    append_key(key_, stratum);
    append_key(key_, psu);
    for (const std::string_view domain : domains) append_key(key_, domain);
    CellSums& sums = cells_[key_];
    if (sums.items.empty()) sums.items.resize(layout_.items.size());
    return sums;
}

void CellTable::change(const CellRow& row, int sign) {
    if (row.values.size() != layout_.items.size()) {
        refuse(fmt::format("Dòng có {} giá trị, bảng ô cần {}", row.values.size(), layout_.items.size()));
    }
    const auto weight = scaled(row.weight, layout_.weight_decimals);
    if (!weight || *weight < 0) {
        refuse(fmt::format("Quyền số {} của tầng '{}', đơn vị '{}' không dùng được", row.weight, row.stratum, row.psu));
    }
    CellSums change;
    change.n = sign;
    change.weight = sign * static_cast<Wide>(*weight);
    change.weight_square = change.weight * *weight;
    change.items.resize(layout_.items.size());
    for (std::size_t j = 0; j < row.values.size(); ++j) {
        if (std::isnan(row.values[j])) continue;
        const std::int64_t units = whole_units(row.values[j], layout_.value_decimals, layout_.items[j]);
        change.items[j].n = sign;
        change.items[j].weight = change.weight;
        change.items[j].weighted = change.weight * units;
        change.items[j].weighted_square = change.weight * (static_cast<Wide>(units) * units);
    }
    add_to(cell(row.stratum, row.psu, row.domains), change);
}

void CellTable::add_sums(
    std::string_view stratum, std::string_view psu, std::span<const std::string_view> domains, const CellSums& sums
) {
    if (sums.items.size() != layout_.items.size()) {
        refuse(fmt::format("Nhóm có {} mục, bảng ô cần {}", sums.items.size(), layout_.items.size()));
    }
    add_to(cell(stratum, psu, domains), sums);
}

void CellTable::merge(const CellTable& other) {
    if (!(layout_ == other.layout_)) refuse("Hai bảng ô khác cấu trúc, không cộng được");
    for (const auto& [stratum, population] : other.populations_) declare_stratum(stratum, population);
    declared_psus_.insert(other.declared_psus_.begin(), other.declared_psus_.end());
    for (const auto& [key, sums] : other.cells_) {
        CellSums& mine = cells_[key];
        if (mine.items.empty()) mine.items.resize(layout_.items.size());
        add_to(mine, sums);
    }
}

CellTable::Contents CellTable::contents() const {
    std::map<std::vector<std::string>, const CellSums*> ordered;
    std::map<std::pair<std::string, std::string>, std::size_t> psus;
    for (const auto& [key, sums] : cells_) {
        if (is_empty(sums)) continue;
        auto parts = parts_of(key);
        psus.emplace(std::pair(parts[0], parts[1]), 0);
        ordered.emplace(std::move(parts), &sums);
    }
    for (const auto& [key, declared] : declared_psus_) {
        auto parts = parts_of(key);
        psus.emplace(std::pair(std::move(parts[0]), std::move(parts[1])), 0);
    }
    Contents contents;
    std::set<std::string> strata;
    for (auto& [key, index] : psus) {
        index = contents.psus.size();
        contents.psus.push_back({key.first, key.second});
        strata.insert(key.first);
    }
    for (const auto& [stratum, population] : populations_) strata.insert(stratum);
    for (const std::string& stratum : strata) {
        const auto population = populations_.find(stratum);
        contents.strata.push_back(
            {stratum, population == populations_.end() ? std::nullopt : std::optional(population->second)}
        );
    }
    for (const auto& [parts, sums] : ordered) {
        contents.cells.push_back({{parts.begin() + 2, parts.end()}, psus.at({parts[0], parts[1]}), sums});
    }
    return contents;
}

}  // namespace longdan::estimation
