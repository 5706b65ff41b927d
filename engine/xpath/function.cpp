#include "engine/xpath/function.h"

#include <algorithm>
#include <array>

namespace longdan::xpath {

namespace {

constexpr auto many = any_number_of_arguments;

/// Sorted by name.
constexpr std::array table = {
    FunctionFacts{"abs", Function::abs, 1, 1, false, false, false},
    FunctionFacts{"acos", Function::acos, 1, 1, false, false, false},
    FunctionFacts{"area", Function::area, 1, 1, false, false, false},
    FunctionFacts{"asin", Function::asin, 1, 1, false, false, false},
    FunctionFacts{"atan", Function::atan, 1, 1, false, false, false},
    FunctionFacts{"atan2", Function::atan2, 2, 2, false, false, false},
    FunctionFacts{"base64-decode", Function::base64_decode, 1, 1, false, false, false},
    FunctionFacts{"boolean", Function::boolean, 1, 1, false, false, false},
    FunctionFacts{"boolean-from-string", Function::boolean_from_string, 1, 1, false, false, false},
    FunctionFacts{"ceiling", Function::ceiling, 1, 1, false, false, false},
    FunctionFacts{"checklist", Function::checklist, 2, many, false, false, false},
    FunctionFacts{"coalesce", Function::coalesce, 2, 2, false, false, false},
    FunctionFacts{"concat", Function::concat, 0, many, false, false, false},
    FunctionFacts{"contains", Function::contains, 2, 2, false, false, false},
    FunctionFacts{"cos", Function::cos, 1, 1, false, false, false},
    FunctionFacts{"count", Function::count, 1, 1, false, false, false},
    FunctionFacts{"count-non-empty", Function::count_non_empty, 1, 1, false, false, false},
    FunctionFacts{"count-selected", Function::count_selected, 1, 1, false, false, false},
    FunctionFacts{"current", Function::current, 0, 0, false, false, true},
    FunctionFacts{"date", Function::date, 1, 1, false, false, false},
    FunctionFacts{"date-time", Function::date_time, 1, 1, false, false, false},
    FunctionFacts{"decimal-date-time", Function::decimal_date_time, 1, 1, false, false, false},
    FunctionFacts{"decimal-time", Function::decimal_time, 1, 1, false, false, false},
    FunctionFacts{"depend", Function::depend, 1, many, false, false, false},
    FunctionFacts{"digest", Function::digest, 2, 3, false, false, false},
    FunctionFacts{"distance", Function::distance, 1, many, false, false, false},
    FunctionFacts{"ends-with", Function::ends_with, 2, 2, false, false, false},
    FunctionFacts{"exp", Function::exp, 1, 1, false, false, false},
    FunctionFacts{"exp10", Function::exp10, 1, 1, false, false, false},
    FunctionFacts{"extract-signed", Function::extract_signed, 2, 2, false, false, false},
    FunctionFacts{"false", Function::false_, 0, 0, false, false, false},
    FunctionFacts{"floor", Function::floor, 1, 1, false, false, false},
    FunctionFacts{"format-date", Function::format_date, 2, 2, false, false, false},
    FunctionFacts{"format-date-time", Function::format_date_time, 2, 2, false, false, false},
    FunctionFacts{"geofence", Function::geofence, 2, 2, false, false, false},
    FunctionFacts{"id", Function::id, 1, 1, true, false, true},
    FunctionFacts{"if", Function::if_, 3, 3, false, false, false},
    FunctionFacts{"indexed-repeat", Function::indexed_repeat, 3, many, false, false, true},
    FunctionFacts{"instance", Function::instance, 1, 1, false, false, true},
    FunctionFacts{"int", Function::int_, 1, 1, false, false, false},
    FunctionFacts{"intersects", Function::intersects, 1, 1, false, false, false},
    FunctionFacts{"join", Function::join, 1, many, false, false, false},
    FunctionFacts{"jr:choice-name", Function::choice_name, 2, 2, true, false, false},
    FunctionFacts{"jr:itext", Function::itext, 1, 1, false, false, false},
    FunctionFacts{"lang", Function::lang, 1, 1, true, false, false},
    FunctionFacts{"last", Function::last, 0, 0, true, false, false},
    FunctionFacts{"local-name", Function::local_name, 0, 1, true, false, false},
    FunctionFacts{"log", Function::log, 1, 1, false, false, false},
    FunctionFacts{"log10", Function::log10, 1, 1, false, false, false},
    FunctionFacts{"max", Function::max, 0, many, false, false, false},
    FunctionFacts{"min", Function::min, 0, many, false, false, false},
    FunctionFacts{"name", Function::name, 0, 1, true, false, false},
    FunctionFacts{"namespace-uri", Function::namespace_uri, 0, 1, true, false, false},
    FunctionFacts{"normalize-space", Function::normalize_space, 0, 1, true, false, false},
    FunctionFacts{"not", Function::not_, 1, 1, false, false, false},
    FunctionFacts{"now", Function::now, 0, 0, false, true, false},
    FunctionFacts{"number", Function::number, 0, 1, true, false, false},
    FunctionFacts{"once", Function::once, 1, 1, true, true, false},
    FunctionFacts{"pi", Function::pi, 0, 0, false, false, false},
    FunctionFacts{"position", Function::position, 0, 1, true, false, false},
    FunctionFacts{"pow", Function::pow, 2, 2, false, false, false},
    FunctionFacts{"property", Function::property, 1, 1, false, false, false},
    FunctionFacts{"pulldata", Function::pulldata, 4, 4, false, false, false},
    FunctionFacts{"random", Function::random, 0, 0, false, true, false},
    FunctionFacts{"randomize", Function::randomize, 1, 2, false, true, true},
    FunctionFacts{"regex", Function::regex, 2, 2, false, false, false},
    FunctionFacts{"round", Function::round, 1, 2, false, false, false},
    FunctionFacts{"selected", Function::selected, 2, 2, false, false, false},
    FunctionFacts{"selected-at", Function::selected_at, 2, 2, false, false, false},
    FunctionFacts{"sin", Function::sin, 1, 1, false, false, false},
    FunctionFacts{"sqrt", Function::sqrt, 1, 1, false, false, false},
    FunctionFacts{"starts-with", Function::starts_with, 2, 2, false, false, false},
    FunctionFacts{"string", Function::string, 0, 1, true, false, false},
    FunctionFacts{"string-length", Function::string_length, 0, 1, true, false, false},
    FunctionFacts{"substr", Function::substr, 2, 3, false, false, false},
    FunctionFacts{"substring", Function::substring, 2, 3, false, false, false},
    FunctionFacts{"substring-after", Function::substring_after, 2, 2, false, false, false},
    FunctionFacts{"substring-before", Function::substring_before, 2, 2, false, false, false},
    FunctionFacts{"sum", Function::sum, 1, 1, false, false, false},
    FunctionFacts{"tan", Function::tan, 1, 1, false, false, false},
    FunctionFacts{"today", Function::today, 0, 0, false, true, false},
    FunctionFacts{"translate", Function::translate, 3, 3, false, false, false},
    FunctionFacts{"true", Function::true_, 0, 0, false, false, false},
    FunctionFacts{"uuid", Function::uuid, 0, 1, false, true, false},
    FunctionFacts{"version", Function::version, 0, 0, false, false, false},
    FunctionFacts{"weighted-checklist", Function::weighted_checklist, 2, many, false, false, false},
};

static_assert(std::is_sorted(table.begin(), table.end(), [](const auto& a, const auto& b) { return a.name < b.name; }));

/// Where each function stands in the table.
constexpr auto places = [] {
    std::array<std::uint8_t, table.size()> out{};
    for (std::size_t at = 0; at < table.size(); ++at) {
        out[static_cast<std::size_t>(table[at].function)] = static_cast<std::uint8_t>(at);
    }
    return out;
}();

/// Older names that forms still use.
std::string_view present_name(std::string_view name) {
    if (name == "enclosed-area") return "area";
    if (name == "is-selected") return "selected";
    return name;
}

}  // namespace

std::optional<FunctionFacts> find_function(std::string_view name) {
    const std::string_view wanted = present_name(name);
    const auto found = std::lower_bound(table.begin(), table.end(), wanted, [](const FunctionFacts& fact, auto text) {
        return fact.name < text;
    });
    if (found == table.end() || found->name != wanted) return std::nullopt;
    return *found;
}

const FunctionFacts& facts(Function function) { return table[places[static_cast<std::size_t>(function)]]; }

}  // namespace longdan::xpath
