#pragma once

#include "engine/estimation/estimate.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::estimation {

/// One step of calibration: weights are moved so that sums over the sample meet known totals.
struct CalibrationSpec {
    enum class Kind { post, rake, linear, raking, logit } kind = Kind::post;
    struct Margin {
        std::vector<std::string> by;
        std::map<std::string, double> totals;  ///< joint levels joined by ';'
    };
    std::vector<Margin> margins;
    std::map<std::string, double> numeric;  ///< column -> population total
    std::optional<std::pair<double, double>> bounds;
    double epsilon = 1e-7;
    bool r_rake_variance = false;
};

struct ReplicateSpec {
    enum class Kind { bootstrap, jk1, jkn, brr, fay, given } kind = Kind::bootstrap;
    std::size_t count = 500;
    std::uint64_t seed = 1;
    double rho = 0;
    std::vector<std::string> columns;
    std::optional<double> scale;
    bool mse = false;
};

enum class UnequalProbabilities { none, brewer, overton, hartley_rao, joint };

/// The design file (D.json): which columns say how the sample was drawn and how weights are adjusted.
struct DesignSpec {
    std::vector<std::string> text;
    std::vector<std::string> strata;
    std::vector<std::string> clusters;
    std::vector<std::string> fpc;
    std::optional<std::string> weights;
    std::optional<std::string> probs;
    bool nest = false;
    UnequalProbabilities pps = UnequalProbabilities::none;
    std::string joint_path;
    bool yates_grundy = false;
    LonelyPsu lonely = LonelyPsu::fail;
    bool adjust_domain_lonely = false;
    std::vector<CalibrationSpec> calibrate;
    std::optional<std::pair<double, double>> trim;
    std::optional<ReplicateSpec> replicates;

    /// Every column of the data it names.
    std::vector<std::string> columns() const;
};

/// One question of the ask file (A.json).
struct Question {
    std::string id;
    std::string stat;
    std::vector<std::string> by;
    std::optional<std::string> where;
    double level = 0.95;
    std::optional<double> df;  ///< nothing: from the design
    bool na_rm = true;
    std::vector<std::string> y;
    std::string x;
    std::string method;
    std::string rule;
    std::string interval;
    std::vector<double> probs;
    enum class DesignEffect { none, without_replacement, with_replacement } deff = DesignEffect::none;
    std::string group;
    std::string of;
    std::vector<std::pair<std::string, double>> coef;
    std::size_t draws = 10000;  ///< of ranks
    std::uint64_t seed = 1;
    std::string formula;
    std::string family;
};

/// Both throw Error(invalid) in one line that names the file, the item and the key: malformed JSON, a key that is not
/// known, a value of the wrong kind, a missing key.
DesignSpec parse_design(std::string_view json, const std::string& name);
std::vector<Question> parse_questions(std::string_view json, const std::string& name);

}  // namespace longdan::estimation
