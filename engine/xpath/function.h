#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace longdan::xpath {

/// Every function of an expression: those of XPath 1.0 that forms use and those of the ODK XForms specification
/// (https://getodk.github.io/xforms-spec, "XPath Functions"). docs/xpath.md has one example of each.
enum class Function : std::uint8_t {
    abs,
    acos,
    area,
    asin,
    atan,
    atan2,
    base64_decode,
    boolean,
    boolean_from_string,
    ceiling,
    checklist,
    choice_name,
    coalesce,
    concat,
    contains,
    cos,
    count,
    count_non_empty,
    count_selected,
    current,
    date,
    date_time,
    decimal_date_time,
    decimal_time,
    depend,
    digest,
    distance,
    ends_with,
    exp,
    exp10,
    extract_signed,
    false_,
    floor,
    format_date,
    format_date_time,
    geofence,
    id,
    if_,
    indexed_repeat,
    instance,
    int_,
    intersects,
    itext,
    join,
    lang,
    last,
    local_name,
    log,
    log10,
    max,
    min,
    name,
    namespace_uri,
    normalize_space,
    not_,
    now,
    number,
    once,
    pi,
    position,
    pow,
    property,
    pulldata,
    random,
    randomize,
    regex,
    round,
    selected,
    selected_at,
    sin,
    sqrt,
    starts_with,
    string,
    string_length,
    substr,
    substring,
    substring_after,
    substring_before,
    sum,
    tan,
    today,
    translate,
    true_,
    uuid,
    version,
    weighted_checklist,
    refused,  ///< a bad call that is refused when it is evaluated; the node's text says why
};

inline constexpr std::uint8_t any_number_of_arguments = 255;

struct FunctionFacts {
    std::string_view name;  ///< as written: "count-selected", "jr:choice-name"
    Function function;
    std::uint8_t fewest_arguments;
    std::uint8_t most_arguments;
    bool reads_context;  ///< without arguments it reads the node at hand
    bool is_volatile;    ///< may give another value the next time it is asked
    bool gives_nodes;
};

/// The function of that name; nothing for an unknown one.
std::optional<FunctionFacts> find_function(std::string_view name);
/// For every function but `refused`.
const FunctionFacts& facts(Function function);

}  // namespace longdan::xpath
