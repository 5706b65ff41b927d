#include "platform/db/db.h"

#include <stdexcept>

namespace longdan::db {
namespace {

const char* kind_of(const Value::Data& cell) {
    constexpr const char* names[] = {"NULL", "an integer", "a number", "text", "bytes"};
    return names[cell.index()];
}

[[noreturn]] void wrong_kind(std::string_view column, const Value::Data& cell, const char* wanted) {
    throw std::logic_error("column '" + std::string(column) + "' is " + kind_of(cell) + ", not " + wanted);
}

std::int64_t integer_of(std::string_view column, const Value::Data& cell) {
    if (const auto* integer = std::get_if<std::int64_t>(&cell)) return *integer;
    wrong_kind(column, cell, "an integer");
}

double number_of(std::string_view column, const Value::Data& cell) {
    if (const auto* number = std::get_if<double>(&cell)) return *number;
    if (const auto* integer = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*integer);
    wrong_kind(column, cell, "a number");
}

const std::string& text_of(std::string_view column, const Value::Data& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    wrong_kind(column, cell, "text");
}

}  // namespace

std::size_t Row::index(std::string_view column) const {
    const auto& names = columns_->names;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == column) return i;
    }
    std::string known;
    for (const auto& name : names) known += (known.empty() ? "" : ", ") + name;
    throw std::logic_error("no column '" + std::string(column) + "' in the answer, which has: " + known);
}

std::int64_t Row::integer(std::string_view column) const { return integer_of(column, cells_[index(column)]); }
double Row::number(std::string_view column) const { return number_of(column, cells_[index(column)]); }
std::string Row::text(std::string_view column) const { return text_of(column, cells_[index(column)]); }

Bytes Row::bytes(std::string_view column) const {
    const auto& cell = cells_[index(column)];
    if (const auto* bytes = std::get_if<Bytes>(&cell)) return *bytes;
    wrong_kind(column, cell, "bytes");
}

bool Row::is_null(std::string_view column) const { return cells_[index(column)].index() == 0; }

std::optional<std::int64_t> Row::maybe_integer(std::string_view column) const {
    const auto& cell = cells_[index(column)];
    if (cell.index() == 0) return std::nullopt;
    return integer_of(column, cell);
}

std::optional<double> Row::maybe_number(std::string_view column) const {
    const auto& cell = cells_[index(column)];
    if (cell.index() == 0) return std::nullopt;
    return number_of(column, cell);
}

std::optional<std::string> Row::maybe_text(std::string_view column) const {
    const auto& cell = cells_[index(column)];
    if (cell.index() == 0) return std::nullopt;
    return text_of(column, cell);
}

std::optional<Moment> Row::maybe_moment(std::string_view column) const {
    const auto value = maybe_integer(column);
    if (!value) return std::nullopt;
    return Moment{*value};
}

std::optional<Day> Row::maybe_day(std::string_view column) const {
    const auto value = maybe_integer(column);
    if (!value) return std::nullopt;
    return Day{static_cast<std::int32_t>(*value)};
}

std::optional<Row> Transaction::query_one(std::string_view sql, const Parameters& parameters) {
    Rows rows = query(sql, parameters);
    if (rows.size() > 1) throw std::logic_error("one row was expected, several came: " + std::string(sql));
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

}  // namespace longdan::db
