#include "engine/estimation/specification.h"

#include "engine/estimation/json_object.h"
#include "platform/base/error.h"

#include <algorithm>
#include <cmath>

#include <boost/json.hpp>
#include <fmt/core.h>

namespace longdan::estimation {
namespace {

namespace json = boost::json;

CalibrationSpec calibration_of(const json::value& value, const std::string& where) {
    JsonObject object(value, where);
    using Kind = CalibrationSpec::Kind;
    CalibrationSpec spec;
    if (object.get("kind") == nullptr) object.refuse("kind", "thiếu");
    spec.kind = object.choice<Kind>(
        "kind",
        {{"post", Kind::post},
         {"rake", Kind::rake},
         {"linear", Kind::linear},
         {"raking", Kind::raking},
         {"logit", Kind::logit}},
        Kind::post
    );
    if (const json::value* margins = object.get("margins")) {
        if (!margins->is_array()) object.refuse("margins", "cần một danh sách");
        for (const json::value& item : margins->get_array()) {
            JsonObject margin(item, where + ", margins");
            CalibrationSpec::Margin& into = spec.margins.emplace_back();
            into.by = margin.texts("by");
            into.totals = margin.totals("totals");
            if (into.by.empty()) margin.refuse("by", "thiếu");
            if (into.totals.empty()) margin.refuse("totals", "thiếu");
            for (const auto& [level, total] : into.totals) {
                if (total < 0) margin.refuse("totals", fmt::format("tổng của '{}' âm: {}", level, total));
            }
            margin.finish();
        }
    }
    spec.numeric = object.totals("numeric");
    spec.bounds = object.pair("bounds");
    spec.epsilon = object.number("epsilon").value_or(spec.epsilon);
    spec.r_rake_variance = object.choice<bool>("variance", {{"residual", false}, {"r-rake", true}}, false);
    object.finish();
    const bool distance = spec.kind != Kind::post && spec.kind != Kind::rake;
    if (spec.margins.empty() && spec.numeric.empty()) object.refuse("margins", "cần ít nhất một biên");
    if (!distance && !spec.numeric.empty()) object.refuse("numeric", "chỉ dùng với linear, raking, logit");
    if (spec.kind == Kind::post && spec.margins.size() != 1) object.refuse("margins", "post cần đúng một biên");
    if (spec.kind == Kind::logit && !spec.bounds) object.refuse("bounds", "logit cần hai cận");
    if (spec.kind == Kind::logit && !(spec.bounds->first < 1 && spec.bounds->second > 1)) {
        object.refuse("bounds", "cận dưới phải nhỏ hơn 1, cận trên phải lớn hơn 1");
    }
    if (!(spec.epsilon > 0)) object.refuse("epsilon", "phải dương");
    return spec;
}

ReplicateSpec replicates_of(const json::value& value, const std::string& where) {
    JsonObject object(value, where);
    using Kind = ReplicateSpec::Kind;
    ReplicateSpec spec;
    if (object.get("kind") == nullptr) object.refuse("kind", "thiếu");
    spec.kind = object.choice<Kind>(
        "kind",
        {{"bootstrap", Kind::bootstrap},
         {"jk1", Kind::jk1},
         {"jkn", Kind::jkn},
         {"brr", Kind::brr},
         {"fay", Kind::fay},
         {"given", Kind::given}},
        Kind::bootstrap
    );
    const double count = object.number("count").value_or(500);
    if (!(count >= 2 && count <= 1e6 && count == std::floor(count))) object.refuse("count", "cần một số nguyên từ 2");
    spec.count = static_cast<std::size_t>(count);
    const double seed = object.number("seed").value_or(1);
    if (!(seed >= 0 && seed < 0x1p63)) object.refuse("seed", "cần một số không âm");
    spec.seed = static_cast<std::uint64_t>(seed);
    spec.rho = object.number("rho").value_or(0);
    if (!(spec.rho >= 0 && spec.rho < 1)) object.refuse("rho", "cần một số từ 0 đến dưới 1");
    spec.columns = object.texts("columns");
    spec.scale = object.number("scale");
    spec.mse = object.truth("mse", false);
    object.finish();
    if (spec.kind == Kind::given && spec.columns.size() < 2) object.refuse("columns", "given cần ít nhất hai cột");
    return spec;
}

std::string folder_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

}  // namespace

std::vector<std::string> DesignSpec::columns() const {
    std::vector<std::string> names = strata;
    names.insert(names.end(), clusters.begin(), clusters.end());
    names.insert(names.end(), fpc.begin(), fpc.end());
    if (weights) names.push_back(*weights);
    if (probs) names.push_back(*probs);
    for (const CalibrationSpec& step : calibrate) {
        for (const auto& margin : step.margins) names.insert(names.end(), margin.by.begin(), margin.by.end());
        for (const auto& [name, total] : step.numeric) names.push_back(name);
    }
    if (replicates) names.insert(names.end(), replicates->columns.begin(), replicates->columns.end());
    return names;
}

DesignSpec parse_design(std::string_view text, const std::string& name) {
    const json::value value = parse_json(text, name);
    JsonObject object(value, name);
    DesignSpec spec;
    spec.text = object.texts("text");
    spec.strata = object.texts("strata");
    spec.clusters = object.texts("clusters");
    spec.fpc = object.texts("fpc");
    spec.weights = object.text("weights");
    spec.probs = object.text("probs");
    spec.nest = object.truth("nest", false);
    using Pps = UnequalProbabilities;
    spec.pps = object.choice<Pps>(
        "pps", {{"brewer", Pps::brewer}, {"overton", Pps::overton}, {"hr", Pps::hartley_rao}, {"joint", Pps::joint}},
        Pps::none
    );
    if (const auto joint = object.text("joint"))
        spec.joint_path = joint->starts_with('/') ? *joint : folder_of(name) + *joint;
    spec.yates_grundy = object.choice<bool>("pps_variance", {{"ht", false}, {"yg", true}}, false);
    spec.lonely = object.choice<LonelyPsu>(
        "lonely_psu",
        {{"fail", LonelyPsu::fail},
         {"certainty", LonelyPsu::certainty},
         {"remove", LonelyPsu::remove},
         {"adjust", LonelyPsu::adjust},
         {"average", LonelyPsu::average}},
        LonelyPsu::fail
    );
    spec.adjust_domain_lonely = object.truth("adjust_domain_lonely", false);
    if (const json::value* steps = object.get("calibrate")) {
        if (!steps->is_array()) object.refuse("calibrate", "cần một danh sách");
        for (const json::value& step : steps->get_array()) {
            spec.calibrate.push_back(
                calibration_of(step, fmt::format("{}, calibrate {}", name, spec.calibrate.size() + 1))
            );
        }
    }
    spec.trim = object.pair("trim");
    if (const json::value* replicates = object.get("replicates"))
        spec.replicates = replicates_of(*replicates, name + ", replicates");
    object.finish();
    if (spec.weights && spec.probs) object.refuse("probs", "không dùng cùng 'weights'");
    if (spec.pps != Pps::none && spec.fpc.empty()) object.refuse("pps", "cần 'fpc' là xác suất chọn bậc một");
    if (spec.pps == Pps::joint && spec.joint_path.empty()) object.refuse("joint", "thiếu tệp xác suất đồng thời");
    const bool pairwise = spec.pps == Pps::overton || spec.pps == Pps::hartley_rao || spec.pps == Pps::joint;
    if (pairwise && spec.clusters.size() > 1) object.refuse("pps", "chỉ 'brewer' dùng được với nhiều bậc");
    if (spec.yates_grundy && !pairwise) object.refuse("pps_variance", "'yg' cần pps overton, hr hoặc joint");
    return spec;
}

}  // namespace longdan::estimation
