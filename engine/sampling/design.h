#pragma once

#include "engine/sampling/allocate.h"
#include "engine/sampling/frame.h"
#include "engine/sampling/permanent.h"
#include "engine/sampling/precision.h"
#include "engine/sampling/select.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::sampling {

/// How many units a stage takes: n, what a precision needs or what a budget allows, shared over the strata; or a number
/// for each stratum.
struct Size {
    std::optional<std::int64_t> n;
    std::optional<Precision> precision;
    std::optional<double> budget;
    Allocation allocation = Allocation::proportional;
    std::string deviation_column;  ///< "sd": the mean of the column in a stratum is its S_h
    std::string cost_column;       ///< "cost": the mean of the column in a stratum is its c_h
    double power = 0.5;
    std::int64_t minimum = 0;
    std::map<std::string, std::int64_t> per_stratum;  ///< key: levels joined by ';' in the order of `strata`
    std::optional<std::int64_t> otherwise;            ///< for strata that per_stratum does not name
};

struct Stage {
    std::string unit;    ///< what is taken: "commune"
    std::string frame;   ///< file of the stage's frame; empty for the first stage
    std::string id;      ///< id column of the stage's frame
    std::string parent;  ///< column that names the unit of the stage before
    std::vector<std::string> strata;
    std::string measure;                 ///< column of whole sizes for PPS
    std::vector<std::string> certainty;  ///< ids taken in any case, within the stratum's number
    Size size;                           ///< from the second stage on: within each unit of the stage before
    Method select = Method::srs;
    std::vector<std::string> order_by;   ///< implicit stratification; whole-number columns by value, others by bytes
    std::vector<std::string> balance;    ///< columns of numbers for the cube
    std::int64_t reserve = 0;            ///< reserves in each stratum
    std::optional<Permanent> permanent;  ///< co-ordination with other samples: srs and pareto
};

struct Design {
    std::string id = "id";
    std::vector<Stage> stages;
    std::string sha256;  ///< of the JSON text
};

/// What reading the stage's frame needs.
FrameColumns columns_of(const Stage& stage);

/// Reads the JSON of docs/sampling.md. Throws Error(invalid) that names the stage and the key for anything missing,
/// unknown, of a wrong type or out of its range; line and column where the text is no JSON.
Design parse_design(std::string_view json, const std::string& name);

}  // namespace longdan::sampling
