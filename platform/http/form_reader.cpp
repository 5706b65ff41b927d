#include "platform/base/text.h"
#include "platform/http/http.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace longdan::http {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t letters(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

/// Takes the dots out of "1.234.567"; a text whose dots do not part thousands comes back as it is.
std::string without_thousands(std::string_view text) {
    std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    digits = digits.substr(0, digits.find(','));
    const auto groups = split(digits, '.');
    if (groups.size() < 2 || groups.front().empty() || groups.front().size() > 3) return std::string(text);
    for (std::size_t i = 1; i < groups.size(); ++i) {
        if (groups[i].size() != 3) return std::string(text);
    }
    std::string out(text);
    std::erase(out, '.');
    return out;
}

std::optional<std::int64_t> read_integer(std::string_view text) {
    const std::string plain = without_thousands(trimmed(text));
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
    if (error != std::errc() || end != plain.data() + plain.size()) return std::nullopt;
    return value;
}

std::optional<double> read_number(std::string_view text) {
    const std::string_view cut = trimmed(text);
    // With a comma the dots part thousands; without one a dot is the decimal point: "12.500" is twelve and a half.
    std::string plain = cut.find(',') == std::string_view::npos ? std::string(cut) : without_thousands(cut);
    std::replace(plain.begin(), plain.end(), ',', '.');
    if (plain.empty() ||
        !std::all_of(plain.begin(), plain.end(), [](char c) { return is_digit(c) || c == '.' || c == '-'; })) {
        return std::nullopt;
    }
    double value = 0;
    const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
    if (error != std::errc() || end != plain.data() + plain.size()) return std::nullopt;
    return value;
}

std::optional<Day> read_day(std::string_view text) {
    const auto parts = split(text, '/');
    if (parts.size() != 3) return Day::parse(text);
    if (parts[0].empty() || parts[0].size() > 2 || parts[1].empty() || parts[1].size() > 2 || parts[2].size() != 4) {
        return std::nullopt;
    }
    const auto two = [](std::string_view part) {
        return part.size() == 1 ? "0" + std::string(part) : std::string(part);
    };
    return Day::parse(std::string(parts[2]) + "-" + two(parts[1]) + "-" + two(parts[0]));
}

std::string shown(double limit) {
    int decimals = 0;
    while (decimals < 6 && std::abs(limit * std::pow(10, decimals) - std::round(limit * std::pow(10, decimals))) > 1e-9
    ) {
        ++decimals;
    }
    return vietnamese_number(limit, decimals);
}

/// Years and other small numbers are written without thousands marks.
std::string shown(std::int64_t limit) {
    return std::abs(limit) < 10000 ? std::to_string(limit) : vietnamese_number(static_cast<double>(limit), 0);
}

std::string labelled(std::string_view label, std::string_view message) {
    return std::string(label) + ": " + std::string(message);
}

}  // namespace

std::string FormReader::text(std::string_view name, std::string_view label, std::size_t max_length, bool required) {
    const auto sent = fields_.find(name);
    if (sent && !is_utf8(*sent)) {
        add_error(name, labelled(label, "có ký tự không hợp lệ, hãy nhập lại"));
        return {};
    }
    std::string value = sent ? cleaned(*sent) : std::string();
    if (value.empty()) {
        if (required) add_error(name, labelled(label, "hãy nhập"));
        return {};
    }
    if (std::any_of(value.begin(), value.end(), [](char c) {
            return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
        })) {
        add_error(name, labelled(label, "có ký tự không hợp lệ, hãy nhập lại"));
        return {};
    }
    if (letters(value) > max_length) {
        add_error(
            name,
            labelled(
                label, "dài " + std::to_string(letters(value)) + " ký tự, nhiều nhất là " + std::to_string(max_length)
            )
        );
        return {};
    }
    return value;
}

std::string FormReader::raw(std::string_view name, std::string_view label, std::size_t max_length) {
    const auto sent = fields_.find(name);
    if (!sent || sent->empty()) {
        add_error(name, labelled(label, "hãy nhập"));
        return {};
    }
    if (!is_utf8(*sent)) {
        add_error(name, labelled(label, "có ký tự không hợp lệ, hãy nhập lại"));
        return {};
    }
    if (letters(*sent) > max_length) {
        add_error(name, labelled(label, "nhiều nhất là " + std::to_string(max_length) + " ký tự"));
        return {};
    }
    return std::string(*sent);
}

std::int64_t FormReader::integer(std::string_view name, std::string_view label, std::int64_t low, std::int64_t high) {
    const auto sent = fields_.find(name);
    if (!sent || trimmed(*sent).empty()) {
        add_error(name, labelled(label, "hãy nhập"));
        return low;
    }
    return maybe_integer(name, label, low, high).value_or(low);
}

std::optional<std::int64_t> FormReader::maybe_integer(
    std::string_view name, std::string_view label, std::int64_t low, std::int64_t high
) {
    const auto sent = fields_.find(name);
    if (!sent || trimmed(*sent).empty()) return std::nullopt;
    const auto value = read_integer(*sent);
    if (!value) {
        add_error(name, labelled(label, "phải là số nguyên"));
        return std::nullopt;
    }
    if (*value < low || *value > high) {
        add_error(name, labelled(label, "phải từ " + shown(low) + " đến " + shown(high)));
        return std::nullopt;
    }
    return value;
}

double FormReader::number(std::string_view name, std::string_view label, double low, double high) {
    const auto sent = fields_.find(name);
    if (!sent || trimmed(*sent).empty()) {
        add_error(name, labelled(label, "hãy nhập"));
        return low;
    }
    const auto value = read_number(*sent);
    if (!value) {
        add_error(name, labelled(label, "phải là số, ví dụ 12,5"));
        return low;
    }
    if (!(*value >= low && *value <= high)) {
        add_error(name, labelled(label, "phải từ " + shown(low) + " đến " + shown(high)));
        return low;
    }
    return *value;
}

std::optional<Day> FormReader::day(std::string_view name, std::string_view label, bool required) {
    const auto sent = fields_.find(name);
    const std::string_view text = sent ? trimmed(*sent) : std::string_view();
    if (text.empty()) {
        if (required) add_error(name, labelled(label, "hãy nhập ngày"));
        return std::nullopt;
    }
    const auto value = read_day(text);
    if (!value) add_error(name, labelled(label, "không phải là một ngày, hãy nhập như 31/01/2026"));
    return value;
}

std::optional<Moment> FormReader::moment(std::string_view name, std::string_view label, bool required) {
    const auto sent = fields_.find(name);
    const std::string text(sent ? trimmed(*sent) : std::string_view());
    if (text.empty()) {
        if (required) add_error(name, labelled(label, "hãy nhập ngày và giờ"));
        return std::nullopt;
    }
    auto value = parse_moment(text);
    if (!value) value = parse_moment(text + "+07:00");
    if (!value) add_error(name, labelled(label, "không phải là ngày và giờ, hãy nhập như 2026-01-31T08:30"));
    return value;
}

bool FormReader::checked(std::string_view name) const {
    const auto sent = fields_.find(name);
    return sent && !sent->empty() && *sent != "0" && *sent != "false";
}

std::string FormReader::choice(
    std::string_view name, std::string_view label, const std::vector<std::string_view>& allowed
) {
    const auto sent = fields_.find(name);
    if (!sent || sent->empty()) {
        add_error(name, labelled(label, "hãy chọn"));
        return {};
    }
    if (std::find(allowed.begin(), allowed.end(), *sent) == allowed.end()) {
        add_error(name, labelled(label, "hãy chọn một mục có trong danh sách"));
        return {};
    }
    return std::string(*sent);
}

void FormReader::add_error(std::string_view name, std::string message) {
    errors_.push_back({std::string(name), std::move(message)});
}

void FormReader::require_ok() const {
    if (errors_.empty()) return;
    const std::string message =
        errors_.size() == 1 ? errors_.front().message : "Có " + std::to_string(errors_.size()) + " mục cần sửa lại";
    throw Error(ErrorKind::invalid, message, errors_);
}

}  // namespace longdan::http
