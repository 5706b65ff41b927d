#include "platform/base/document.h"
#include "platform/base/text.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <boost/json.hpp>

namespace {

/// The value written with the program's own writer of texts and numbers.
void append(std::string& out, const boost::json::value& value) {
    if (value.is_string()) {
        longdan::append_json_string(out, {value.get_string().data(), value.get_string().size()});
    } else if (value.is_array()) {
        out += '[';
        for (std::size_t i = 0; i < value.get_array().size(); ++i) {
            if (i > 0) out += ',';
            append(out, value.get_array()[i]);
        }
        out += ']';
    } else if (value.is_object()) {
        out += '{';
        bool first = true;
        for (const auto& [key, item] : value.get_object()) {
            if (!first) out += ',';
            first = false;
            longdan::append_json_string(out, {key.data(), key.size()});
            out += ':';
            append(out, item);
        }
        out += '}';
    } else if (value.is_double()) {
        longdan::append_json_number(out, value.get_double());
    } else {
        out += boost::json::serialize(value);
    }
}

/// Equal, but for numbers: an infinity becomes null, and the reader may be one unit in the last place off.
bool same(const boost::json::value& value, const boost::json::value& copy) {
    if (value.is_double()) {
        const double number = value.get_double();
        if (!std::isfinite(number)) return copy.is_null();
        return std::abs(copy.to_number<double>() - number) <= 1e-14 * std::abs(number) + 1e-300;
    }
    if (value.is_array()) {
        if (!copy.is_array() || copy.get_array().size() != value.get_array().size()) return false;
        return std::equal(value.get_array().begin(), value.get_array().end(), copy.get_array().begin(), same);
    }
    if (value.is_object()) {
        if (!copy.is_object() || copy.get_object().size() != value.get_object().size()) return false;
        for (const auto& [key, item] : value.get_object()) {
            const auto* found = copy.get_object().if_contains(key);
            if (!found || !same(item, *found)) return false;
        }
        return true;
    }
    return value == copy;
}

}  // namespace

/// What the reader of JSON takes, the writer of documents gives back: the same value, and nothing that could end an
/// HTML element it stands in. A number may come back from the reader one unit in the last place off, never more.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    boost::json::error_code error;
    const auto value = boost::json::parse({reinterpret_cast<const char*>(data), size}, error);
    if (error) return 0;
    std::string text;
    append(text, value);
    if (text.find('<') != std::string::npos || text.find("\xE2\x80\xA8") != std::string::npos) std::abort();
    const auto again = boost::json::parse(text, error);
    if (error) std::abort();
    if (!same(value, again)) std::abort();
    return 0;
}
