#pragma once

#include "platform/base/time.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A sampling design as data: a list of stages, read from data/designs (format: data/designs/README.md). Nothing in the
/// program knows how many stages there are or what they are called.
namespace longdan::rounds {

/// Where a rule comes from, shown beside it.
struct DesignNote {
    std::string about;   ///< "size", "fixed", "select", "measure", "list"
    std::string mark;    ///< confirmed, derived, background
    std::string text;    ///< Vietnamese
    std::string source;  ///< address; empty when there is none
};

/// How many units a stage takes within each unit of the stage before (for the first stage: within each province).
struct SizeRule {
    std::int64_t each = 0;
    std::map<std::string, std::int64_t> in;  ///< by province code, instead of `each`
    /// Of all units outside `in`: more or fewer than `each` so that the whole sample has this size. Too many: parents
    /// with the fewest units take one less, never under one. Too few: parents take one more in the order drawn.
    std::optional<std::int64_t> total;
    /// `each` counts within a unit of this earlier stage and is shared equally over its sampled parents.
    std::string of;
    std::string allocate = "proportional";  ///< over the strata of a parent: proportional (to measure or number), equal
    std::int64_t minimum = 0;               ///< in each stratum
};

struct DesignStage {
    std::string name;           ///< "Xã, phường, đặc khu"
    std::string unit;           ///< district, commune: from the unit registry; village, place: listed by the design
    std::int64_t list = 0;      ///< village, place: how many there are in a parent
    bool urban_strata = false;  ///< wards and townships apart from communes
    SizeRule size;
    std::vector<std::string> fixed;  ///< codes that are taken in any case, within the parent's number
    std::string select;              ///< srs, systematic, pps_systematic
    bool by_population = false;      ///< measure of size; where it is missing the median of the province stands in
    std::int64_t reserve = 0;        ///< in each stratum
    std::vector<DesignNote> notes;

    bool listed() const { return unit == "village" || unit == "place"; }
};

struct Design {
    std::string code;
    int version = 0;
    std::string name;
    std::string summary;
    std::string method;  ///< code of the method
    Day day;             ///< units as they were on this day
    double confidence = 0.95;
    std::string lonely_psu = "fail";     ///< fail, certainty, remove, adjust, average
    std::vector<std::string> provinces;  ///< codes covered; empty: all of the day
    std::vector<std::string> only;       ///< codes of the first stage's units covered; empty: all of the provinces
    std::vector<DesignStage> stages;

    /// Reads JSON. Throws Error(invalid) that names the stage and the key: unknown keys, wrong types, a stage out of
    /// order (district, commune, village, place), a last stage that is not "place", sizes under one.
    static Design parse(std::string_view json, std::string_view name);
    /// The stage that lists units of this level; nothing when there is none.
    const DesignStage* stage(std::string_view unit) const;
};

/// "Huyện", "Xã", "Thôn", "Người trả lời" for the level of a stage.
std::string_view level_label(std::string_view unit);

}  // namespace longdan::rounds
