#include "platform/base/text.h"
#include "platform/http/http.h"

#include <algorithm>
#include <stdexcept>

namespace longdan::http {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

bool Fields::is(std::string_view key, std::string_view name) const {
    return names_ == Names::exact ? key == name : same_name(key, name);
}

std::optional<std::string_view> Fields::find(std::string_view name) const {
    for (const auto& [key, value] : pairs_) {
        if (is(key, name)) return value;
    }
    return std::nullopt;
}

std::vector<std::string_view> Fields::all(std::string_view name) const {
    std::vector<std::string_view> found;
    for (const auto& [key, value] : pairs_) {
        if (is(key, name)) found.push_back(value);
    }
    return found;
}

std::string_view Request::parameter(std::string_view name) const {
    for (const auto& [key, value] : parameters) {
        if (key == name) return value;
    }
    throw std::logic_error("the route has no parameter '" + std::string(name) + "'");
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
    for (const std::string_view line : headers.all("cookie")) {
        for (std::string_view pair : split(line, ';')) {
            pair = trimmed(pair);
            const auto equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
        }
    }
    return std::nullopt;
}

}  // namespace longdan::http
