#pragma once

#include "features/rounds/design.h"
#include "features/units/units.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::rounds {

/// A unit of the frame: provinces, then the units of each stage that stand in the unit registry.
struct FrameUnit {
    std::string level;  ///< province, district, commune
    std::string code;   ///< of the design's day
    units::UnitId unit;
    std::string name;  ///< full name
    std::string kind;
    bool urban = false;        ///< ward, township, urban district, town, city
    std::string parent;        ///< code of the unit of the stage before; of the province for the first stage
    std::string province;      ///< code
    std::int64_t measure = 0;  ///< people, at least 1 where the stage draws by population; else 0
    std::string quality;       ///< of the measure: ok, summed, …; "median" where it was filled in
};

/// What could be sampled, pinned: units of the design's day with their measures. The frame is its CSV: whoever has the
/// file, the design and the seed can repeat the draw.
struct Frame {
    std::vector<FrameUnit> units;  ///< by stage, then by code

    /// Units of one level under a parent, in order of code.
    std::vector<const FrameUnit*> children(std::string_view level, std::string_view parent) const;
    std::vector<const FrameUnit*> level(std::string_view level) const;
    std::string to_csv() const;
    /// Reads what to_csv wrote; throws Error(invalid) with the row.
    static Frame from_csv(std::string_view csv);
};

/// What the frame holds and what it leaves out, for people to check before they freeze it.
struct FrameReport {
    struct Province {
        std::string code;
        std::string name;
        std::map<std::string, std::int64_t> units;  ///< by level
        std::int64_t filled = 0;                    ///< measures that are a median
    };
    std::vector<Province> provinces;
    std::vector<std::string> left_out;  ///< sentences: "Huyện Bạch Long Vĩ (318): không có xã nào"
};

/// Units of the design's day. A measure that is missing or doubtful is replaced by the median of the good ones of its
/// province (of the country when there is none). A unit without anything under it on the next stage is left out and
/// reported. Throws Error(invalid) for a code in the design that no unit has on that day.
Frame build_frame(const Design& design, const units::Registry& registry, FrameReport& report);

}  // namespace longdan::rounds
