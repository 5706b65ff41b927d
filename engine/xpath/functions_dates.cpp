#include "engine/xpath/date_time.h"
#include "engine/xpath/evaluator.h"

#include <cmath>

/// Functions about days and times.
namespace longdan::xpath {

namespace {

constexpr Date no_date{std::numeric_limits<double>::quiet_NaN()};

Date from_days(double days) { return {std::round(days * milliseconds_of_day)}; }

}  // namespace

/// A number counts days since 1970-01-01T00:00Z; a text is ISO 8601, or such a number.
Date Evaluator::date_of(const Value& value) const {
    if (const auto* date = std::get_if<Date>(&value)) return *date;
    if (const auto* days = std::get_if<double>(&value)) return from_days(*days);
    if (std::holds_alternative<bool>(value)) return no_date;
    const std::string text = text_of(value, zone());
    if (const auto date = parse_loose_date(text, zone())) return *date;
    const bool is_number = text.find_first_not_of("-.0123456789") == std::string::npos;
    return is_number ? from_days(number_of(std::string_view(text), zone())) : no_date;
}

Value Evaluator::call_about_dates(ExpressionId id, const Scope& scope) {
    const ExpressionNode& made = node(id);
    switch (made.function) {
        case Function::now:
            return Date{static_cast<double>(context_.now.milliseconds)};
        case Function::today: {
            const double offset = zone().offset_minutes * 60000.0;
            const double local = static_cast<double>(context_.now.milliseconds) + offset;
            return Date{std::floor(local / milliseconds_of_day) * milliseconds_of_day - offset};
        }
        default:
            break;
    }
    const Value given = value(made.operands[0], scope);
    const bool is_text = std::holds_alternative<std::string>(given) || std::holds_alternative<NodeSet>(given);
    const std::string written = is_text ? text_of(given, zone()) : std::string();
    switch (made.function) {
        case Function::date:
        case Function::date_time:
            if (is_text && written.empty()) return std::string();
            return date_of(given);
        case Function::decimal_date_time: {
            if (const auto* days = std::get_if<double>(&given)) return *days;
            return number_of(date_of(given));
        }
        case Function::decimal_time: {
            if (is_text && written.find('-') != 4) return decimal_time(written, zone());
            if (std::holds_alternative<double>(given)) return std::nan("");
            const double local = (date_of(given).milliseconds + zone().offset_minutes * 60000.0) / milliseconds_of_day;
            return local - std::floor(local);
        }
        default:
            return format_date(date_of(given), text(made.operands[1], scope), zone());
    }
}

}  // namespace longdan::xpath
