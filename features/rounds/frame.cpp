#include "features/rounds/frame.h"

#include "platform/base/csv.h"

#include <charconv>

#include <fmt/format.h>

namespace longdan::rounds {

namespace {

const std::vector<std::string> columns = {"level", "code",   "unit",     "name",    "kind",
                                          "urban", "parent", "province", "measure", "quality"};

std::int64_t whole(const CsvTable& table, std::size_t row, std::string_view column) {
    const auto& text = table.at(row, column);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
        throw Error(ErrorKind::invalid, fmt::format("Dàn mẫu, dòng {}: cột {} phải là số nguyên", row + 2, column));
    }
    return number;
}

}  // namespace

std::vector<const FrameUnit*> Frame::children(std::string_view level, std::string_view parent) const {
    std::vector<const FrameUnit*> found;
    for (const auto& unit : units) {
        if (unit.level == level && unit.parent == parent) found.push_back(&unit);
    }
    return found;
}

std::vector<const FrameUnit*> Frame::level(std::string_view level) const {
    std::vector<const FrameUnit*> found;
    for (const auto& unit : units) {
        if (unit.level == level) found.push_back(&unit);
    }
    return found;
}

std::string Frame::to_csv() const {
    std::string out;
    append_csv_row(out, columns);
    for (const auto& unit : units) {
        append_csv_row(
            out, {unit.level, unit.code, unit.unit.text(), unit.name, unit.kind, unit.urban ? "1" : "0", unit.parent,
                  unit.province, std::to_string(unit.measure), unit.quality}
        );
    }
    return out;
}

Frame Frame::from_csv(std::string_view csv) {
    const auto table = CsvTable::parse(csv, "Dàn mẫu");
    Frame frame;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        FrameUnit unit;
        unit.level = table.at(row, "level");
        unit.code = table.at(row, "code");
        unit.unit = units::UnitId{whole(table, row, "unit")};
        unit.name = table.at(row, "name");
        unit.kind = table.at(row, "kind");
        unit.urban = table.at(row, "urban") == "1";
        unit.parent = table.at(row, "parent");
        unit.province = table.at(row, "province");
        unit.measure = whole(table, row, "measure");
        unit.quality = table.at(row, "quality");
        frame.units.push_back(std::move(unit));
    }
    return frame;
}

}  // namespace longdan::rounds
