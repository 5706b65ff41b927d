#include "engine/estimation/json_object.h"

#include "platform/base/error.h"

#include <algorithm>
#include <cmath>

#include <boost/json.hpp>
#include <fmt/core.h>

namespace longdan::estimation {

namespace json = boost::json;

json::value parse_json(std::string_view text, const std::string& name) {
    json::error_code error;
    json::stream_parser parser;
    const std::size_t read = parser.write_some(text.data(), text.size(), error);
    if (!error) parser.finish(error);
    const std::string_view rest = text.substr(std::min(read, text.size()));
    if (error || rest.find_first_not_of(" \t\r\n") != std::string_view::npos) {
        const auto line =
            1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min(read, text.size())), '\n');
        throw Error(ErrorKind::invalid, fmt::format("{}, dòng {}: JSON không hợp lệ", name, line));
    }
    return parser.release();
}

JsonObject::JsonObject(const json::value& value, std::string where) : where_(std::move(where)) {
    if (!value.is_object()) throw Error(ErrorKind::invalid, fmt::format("{}: cần một đối tượng JSON", where_));
    object_ = &value.get_object();
}

void JsonObject::refuse(std::string_view key, std::string_view what) const {
    throw Error(ErrorKind::invalid, fmt::format("{}, khóa '{}': {}", where_, key, what));
}

const json::value* JsonObject::get(std::string_view key) {
    known_.emplace(key);
    const json::value* value = object_->if_contains(key);
    return value != nullptr && !value->is_null() ? value : nullptr;
}

bool JsonObject::has(std::string_view key) const { return object_->contains(key); }

std::optional<std::string> JsonObject::text(std::string_view key) {
    const json::value* value = get(key);
    if (value == nullptr) return std::nullopt;
    if (!value->is_string()) refuse(key, "cần một chuỗi");
    return std::string(value->get_string());
}

std::vector<std::string> JsonObject::texts(std::string_view key) {
    std::vector<std::string> result;
    const json::value* value = get(key);
    if (value == nullptr) return result;
    if (value->is_string()) return {std::string(value->get_string())};
    if (!value->is_array()) refuse(key, "cần một danh sách chuỗi");
    for (const json::value& item : value->get_array()) {
        if (!item.is_string()) refuse(key, "cần một danh sách chuỗi");
        result.emplace_back(item.get_string());
    }
    return result;
}

std::optional<double> JsonObject::number(std::string_view key) {
    const json::value* value = get(key);
    if (value == nullptr) return std::nullopt;
    if (!value->is_number()) refuse(key, "cần một số");
    return value->to_number<double>();
}

std::vector<double> JsonObject::numbers(std::string_view key) {
    std::vector<double> result;
    const json::value* value = get(key);
    if (value == nullptr) return result;
    if (value->is_number()) return {value->to_number<double>()};
    if (!value->is_array()) refuse(key, "cần một danh sách số");
    for (const json::value& item : value->get_array()) {
        if (!item.is_number()) refuse(key, "cần một danh sách số");
        result.push_back(item.to_number<double>());
    }
    return result;
}

std::optional<std::pair<double, double>> JsonObject::pair(std::string_view key) {
    const auto both = numbers(key);
    if (both.empty()) return std::nullopt;
    if (both.size() != 2 || !(both[0] <= both[1])) refuse(key, "cần hai số, số nhỏ trước");
    return std::pair(both[0], both[1]);
}

bool JsonObject::truth(std::string_view key, bool otherwise) {
    const json::value* value = get(key);
    if (value == nullptr) return otherwise;
    if (!value->is_bool()) refuse(key, "cần true hoặc false");
    return value->get_bool();
}

std::map<std::string, double> JsonObject::totals(std::string_view key) {
    std::map<std::string, double> result;
    const json::value* value = get(key);
    if (value == nullptr) return result;
    if (!value->is_object()) refuse(key, "cần một đối tượng tên: số");
    for (const auto& entry : value->get_object()) {
        if (!entry.value().is_number())
            refuse(key, fmt::format("tổng của '{}' không phải số", std::string_view(entry.key())));
        const double total = entry.value().to_number<double>();
        if (!std::isfinite(total))
            refuse(key, fmt::format("tổng của '{}' không phải số", std::string_view(entry.key())));
        result[std::string(entry.key())] = total;
    }
    return result;
}

void JsonObject::finish() const {
    for (const auto& entry : *object_) {
        if (!known_.contains(entry.key())) refuse(entry.key(), "không hiểu khóa này");
    }
}

}  // namespace longdan::estimation
