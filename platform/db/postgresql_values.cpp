#include "platform/db/postgresql_values.h"

#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include <libpq-fe.h>

namespace longdan::db {
namespace {

// Numbers of built-in types, fixed in the server's catalogue (pg_type.dat).
enum : unsigned {
    type_bool = 16,
    type_bytea = 17,
    type_int8 = 20,
    type_int2 = 21,
    type_int4 = 23,
    type_text = 25,
    type_oid = 26,
    type_float4 = 700,
    type_float8 = 701,
    type_numeric = 1700,
};

std::string shortest(double number) {
    if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return {digits.data(), end};
}

template <class Number>
Number parsed_number(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
        throw std::logic_error("PostgreSQL sent what is not a number: " + std::string(text));
    }
    return number;
}

double parsed_double(std::string_view text) {
    if (text == "NaN") return std::nan("");
    if (text == "Infinity") return HUGE_VAL;
    if (text == "-Infinity") return -HUGE_VAL;
    return parsed_number<double>(text);
}

/// Sums of integers come as numeric: whole ones that fit are integers again, as on SQLite.
Value::Data parsed_numeric(std::string_view text) {
    std::int64_t whole = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (error == std::errc() && end == text.data() + text.size()) return whole;
    return parsed_double(text);
}

Bytes parsed_bytes(std::string_view text) {
    const auto digit = [](char sign) { return sign <= '9' ? sign - '0' : sign - 'a' + 10; };
    Bytes bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 2; i + 1 < text.size(); i += 2) {  // after \x
        bytes.push_back(static_cast<std::byte>(digit(text[i]) << 4 | digit(text[i + 1])));
    }
    return bytes;
}

Value::Data cell_of(unsigned type, std::string_view text) {
    switch (type) {
        case type_bool:
            return std::int64_t{text == "t"};
        case type_int2:
        case type_int4:
        case type_int8:
        case type_oid:
            return parsed_number<std::int64_t>(text);
        case type_float4:
        case type_float8:
            return parsed_double(text);
        case type_numeric:
            return parsed_numeric(text);
        case type_bytea:
            return parsed_bytes(text);
        default:
            return std::string(text);
    }
}

void append_copy_text(std::string& out, std::string_view text) {
    check_text(text);
    for (const char sign : text) {
        switch (sign) {
            case '\\':
                out += "\\\\";
                break;
            case '\t':
                out += "\\t";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            default:
                out += sign;
        }
    }
}

struct CopyCell {
    std::string& out;
    void operator()(std::monostate) const { out += "\\N"; }
    void operator()(std::int64_t integer) const { out += std::to_string(integer); }
    void operator()(double number) const { out += std::isnan(number) ? "\\N" : shortest(number); }
    void operator()(const std::string& text) const { append_copy_text(out, text); }
    void operator()(const Bytes& bytes) const {
        constexpr std::string_view digits = "0123456789abcdef";
        out += "\\\\x";
        for (const std::byte byte : bytes) {
            out += digits[std::to_integer<unsigned>(byte) >> 4];
            out += digits[std::to_integer<unsigned>(byte) & 15];
        }
    }
};

}  // namespace

BoundValues::BoundValues(const Parameters& parameters, const std::vector<std::string>& names, std::string_view sql) {
    refuse_unused(parameters, names, sql);
    numbers_.reserve(names.size());
    for (const auto& name : names) bind(parameter(parameters, name, sql));
}

void BoundValues::add(unsigned type, char letter, const char* value, std::size_t length, int format) {
    types_.push_back(type);
    type_key_ += letter;
    values_.push_back(value);
    lengths_.push_back(static_cast<int>(length));
    formats_.push_back(format);
}

void BoundValues::bind(const Value& value) {
    const auto& data = value.data();
    if (const auto* integer = std::get_if<std::int64_t>(&data)) {
        numbers_.push_back(std::to_string(*integer));
        add(type_int8, 'i', numbers_.back().c_str(), 0, 0);
    } else if (const auto* number = std::get_if<double>(&data); number && !std::isnan(*number)) {
        numbers_.push_back(shortest(*number));
        add(type_float8, 'd', numbers_.back().c_str(), 0, 0);
    } else if (const auto* text = std::get_if<std::string>(&data)) {
        check_text(*text);
        add(type_text, 't', text->c_str(), 0, 0);
    } else if (const auto* bytes = std::get_if<Bytes>(&data)) {
        const char* start = bytes->empty() ? "" : reinterpret_cast<const char*>(bytes->data());
        add(type_bytea, 'b', start, bytes->size(), 1);
    } else {
        type_key_ += 'n';
    }
}

void append_copy_row(std::string& out, const std::vector<Value>& row) {
    bool first = true;
    for (const auto& value : row) {
        if (!first) out += '\t';
        first = false;
        std::visit(CopyCell{out}, value.data());
    }
    out += '\n';
}

Rows rows_of(const pg_result* result) {
    const int width = PQnfields(result);
    auto columns = std::make_shared<Row::Columns>();
    std::vector<unsigned> types;
    for (int column = 0; column < width; ++column) {
        columns->names.emplace_back(PQfname(result, column));
        types.push_back(PQftype(result, column));
    }
    const int height = PQntuples(result);
    Rows rows;
    rows.reserve(static_cast<std::size_t>(height));
    for (int line = 0; line < height; ++line) {
        std::vector<Value::Data> cells;
        cells.reserve(types.size());
        for (int column = 0; column < width; ++column) {
            if (PQgetisnull(result, line, column)) {
                cells.emplace_back(std::monostate{});
                continue;
            }
            const std::string_view text(
                PQgetvalue(result, line, column), static_cast<std::size_t>(PQgetlength(result, line, column))
            );
            cells.push_back(cell_of(types[static_cast<std::size_t>(column)], text));
        }
        rows.emplace_back(columns, std::move(cells));
    }
    return rows;
}

}  // namespace longdan::db
