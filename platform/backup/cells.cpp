#include "platform/backup/cells.h"

#include "platform/base/document.h"

#include <array>
#include <charconv>
#include <stdexcept>

#include <boost/json.hpp>

namespace longdan::backup {
namespace {

struct AppendCell {
    std::string& out;

    void operator()(std::monostate) const { out += "null"; }
    void operator()(std::int64_t integer) const { out += std::to_string(integer); }
    void operator()(double number) const {
        std::array<char, 32> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
        out += "{\"f\":\"";
        out.append(digits.data(), end);
        out += "\"}";
    }
    void operator()(const std::string& text) const { append_json_string(out, text); }
    void operator()(const db::Bytes& bytes) const {
        constexpr std::string_view digits = "0123456789abcdef";
        out += "{\"x\":\"";
        for (const std::byte byte : bytes) {
            out += digits[std::to_integer<unsigned>(byte) >> 4];
            out += digits[std::to_integer<unsigned>(byte) & 15];
        }
        out += "\"}";
    }
};

double number_of(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) throw std::invalid_argument("not a number");
    return number;
}

db::Bytes bytes_of(std::string_view text) {
    db::Bytes bytes;
    if (text.size() % 2 != 0) throw std::invalid_argument("not bytes");
    for (std::size_t i = 0; i < text.size(); i += 2) {
        unsigned byte = 0;
        const auto [end, error] = std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
        if (error != std::errc() || end != text.data() + i + 2) throw std::invalid_argument("not bytes");
        bytes.push_back(static_cast<std::byte>(byte));
    }
    return bytes;
}

db::Value value_of(const boost::json::value& cell) {
    switch (cell.kind()) {
        case boost::json::kind::null:
            return nullptr;
        case boost::json::kind::int64:
            return cell.get_int64();
        case boost::json::kind::string:
            return std::string_view(cell.get_string().data(), cell.get_string().size());
        case boost::json::kind::object: {
            const auto& object = cell.get_object();
            if (object.size() != 1 || !object.begin()->value().is_string()) break;
            const auto& text = object.begin()->value().get_string();
            if (object.begin()->key() == "f") return number_of({text.data(), text.size()});
            if (object.begin()->key() == "x") return bytes_of({text.data(), text.size()});
            break;
        }
        default:
            break;
    }
    throw std::invalid_argument("not a cell");
}

}  // namespace

void append_line(std::string& out, const std::vector<db::Value::Data>& cells) {
    out += '[';
    bool first = true;
    for (const auto& cell : cells) {
        if (!first) out += ',';
        first = false;
        std::visit(AppendCell{out}, cell);
    }
    out += "]\n";
}

std::vector<db::Value> read_line(std::string_view line) {
    boost::json::error_code error;
    const auto parsed = boost::json::parse({line.data(), line.size()}, error);
    if (error || !parsed.is_array()) throw std::invalid_argument("not a row");
    std::vector<db::Value> values;
    for (const auto& cell : parsed.get_array()) values.push_back(value_of(cell));
    return values;
}

db::Bytes packed_numbers(std::string_view array) {
    if (array.size() < 2 || array.front() != '{' || array.back() != '}') throw std::invalid_argument("not an array");
    db::Bytes packed;
    const char* at = array.data() + 1;
    const char* const end = array.data() + array.size() - 1;
    while (at < end) {
        std::int16_t number = 0;
        const auto [after, error] = std::from_chars(at, end, number);
        if (error != std::errc() || (after < end && *after != ','))
            throw std::invalid_argument("not an array of numbers");
        const auto bits = static_cast<std::uint16_t>(number);
        packed.push_back(static_cast<std::byte>(bits & 0xFF));
        packed.push_back(static_cast<std::byte>(bits >> 8));
        at = after < end ? after + 1 : end;
    }
    return packed;
}

std::string array_of(const db::Bytes& packed) {
    if (packed.size() % 2 != 0) throw std::invalid_argument("half a number");
    std::string array = "{";
    for (std::size_t i = 0; i < packed.size(); i += 2) {
        const auto bits = std::to_integer<unsigned>(packed[i]) | std::to_integer<unsigned>(packed[i + 1]) << 8;
        if (i > 0) array += ',';
        array += std::to_string(static_cast<std::int16_t>(static_cast<std::uint16_t>(bits)));
    }
    return array + "}";
}

}  // namespace longdan::backup
