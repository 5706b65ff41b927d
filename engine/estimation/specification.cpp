#include "engine/estimation/specification.h"

#include "platform/base/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <boost/json.hpp>
#include <fmt/core.h>

namespace longdan::estimation {
namespace {

namespace json = boost::json;

json::value parse_json(std::string_view text, const std::string& name) {
    json::error_code error;
    json::stream_parser parser;
    const std::size_t read = parser.write_some(text.data(), text.size(), error);
    if (!error) parser.finish(error);
    const std::string_view rest = text.substr(std::min(read, text.size()));
    if (error || rest.find_first_not_of(" \t\r\n") != std::string_view::npos) {
        const auto line =
            1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min(read, text.size())), '\n');
        throw Error(ErrorKind::invalid, fmt::format("{}, dòng {}: JSON không hợp lệ", name, line));
    }
    return parser.release();
}

/// A JSON object read key by key; what nobody asked for is refused at the end.
class Object {
  public:
    Object(const json::value& value, std::string where) : where_(std::move(where)) {
        if (!value.is_object()) throw Error(ErrorKind::invalid, fmt::format("{}: cần một đối tượng JSON", where_));
        object_ = &value.get_object();
    }

    [[noreturn]] void refuse(std::string_view key, std::string_view what) const {
        throw Error(ErrorKind::invalid, fmt::format("{}, khóa '{}': {}", where_, key, what));
    }

    const std::string& where() const { return where_; }

    const json::value* get(std::string_view key) {
        known_.emplace(key);
        const json::value* value = object_->if_contains(key);
        return value != nullptr && !value->is_null() ? value : nullptr;
    }

    bool has(std::string_view key) const { return object_->contains(key); }

    std::optional<std::string> text(std::string_view key) {
        const json::value* value = get(key);
        if (value == nullptr) return std::nullopt;
        if (!value->is_string()) refuse(key, "cần một chuỗi");
        return std::string(value->get_string());
    }

    /// A list of texts; a single text counts as a list of one.
    std::vector<std::string> texts(std::string_view key) {
        std::vector<std::string> result;
        const json::value* value = get(key);
        if (value == nullptr) return result;
        if (value->is_string()) return {std::string(value->get_string())};
        if (!value->is_array()) refuse(key, "cần một danh sách chuỗi");
        for (const json::value& item : value->get_array()) {
            if (!item.is_string()) refuse(key, "cần một danh sách chuỗi");
            result.emplace_back(item.get_string());
        }
        return result;
    }

    std::optional<double> number(std::string_view key) {
        const json::value* value = get(key);
        if (value == nullptr) return std::nullopt;
        if (!value->is_number()) refuse(key, "cần một số");
        return value->to_number<double>();
    }

    std::vector<double> numbers(std::string_view key) {
        std::vector<double> result;
        const json::value* value = get(key);
        if (value == nullptr) return result;
        if (value->is_number()) return {value->to_number<double>()};
        if (!value->is_array()) refuse(key, "cần một danh sách số");
        for (const json::value& item : value->get_array()) {
            if (!item.is_number()) refuse(key, "cần một danh sách số");
            result.push_back(item.to_number<double>());
        }
        return result;
    }

    std::optional<std::pair<double, double>> pair(std::string_view key) {
        const auto both = numbers(key);
        if (both.empty()) return std::nullopt;
        if (both.size() != 2 || !(both[0] <= both[1])) refuse(key, "cần hai số, số nhỏ trước");
        return std::pair(both[0], both[1]);
    }

    bool truth(std::string_view key, bool otherwise) {
        const json::value* value = get(key);
        if (value == nullptr) return otherwise;
        if (!value->is_bool()) refuse(key, "cần true hoặc false");
        return value->get_bool();
    }

    template <class T>
    T choice(std::string_view key, std::initializer_list<std::pair<std::string_view, T>> choices, T otherwise) {
        const auto chosen = text(key);
        if (!chosen) return otherwise;
        std::string all;
        for (const auto& [name, value] : choices) {
            if (name == *chosen) return value;
            if (!all.empty()) all += ", ";
            all += name;
        }
        refuse(key, fmt::format("'{}' không phải một trong: {}", *chosen, all));
    }

    std::map<std::string, double> totals(std::string_view key) {
        std::map<std::string, double> result;
        const json::value* value = get(key);
        if (value == nullptr) return result;
        if (!value->is_object()) refuse(key, "cần một đối tượng tên: số");
        for (const auto& entry : value->get_object()) {
            if (!entry.value().is_number())
                refuse(key, fmt::format("tổng của '{}' không phải số", std::string_view(entry.key())));
            const double total = entry.value().to_number<double>();
            if (!std::isfinite(total))
                refuse(key, fmt::format("tổng của '{}' không phải số", std::string_view(entry.key())));
            result[std::string(entry.key())] = total;
        }
        return result;
    }

    const json::object& raw() const { return *object_; }

    void finish() const {
        for (const auto& entry : *object_) {
            if (!known_.contains(entry.key())) refuse(entry.key(), "không hiểu khóa này");
        }
    }

  private:
    const json::object* object_ = nullptr;
    std::string where_;
    std::set<std::string, std::less<>> known_;
};

CalibrationSpec calibration_of(const json::value& value, const std::string& where) {
    Object object(value, where);
    using Kind = CalibrationSpec::Kind;
    CalibrationSpec spec;
    if (!object.has("kind")) object.refuse("kind", "thiếu");
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
            Object margin(item, where + ", margins");
            CalibrationSpec::Margin& into = spec.margins.emplace_back();
            into.by = margin.texts("by");
            into.totals = margin.totals("totals");
            if (into.by.empty()) margin.refuse("by", "thiếu");
            if (into.totals.empty()) margin.refuse("totals", "thiếu");
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
    Object object(value, where);
    using Kind = ReplicateSpec::Kind;
    ReplicateSpec spec;
    if (!object.has("kind")) object.refuse("kind", "thiếu");
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
    Object object(value, name);
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

namespace {

/// Keys that belong to one kind of question only, with a check that what it needs is there.
void read_details(Object& object, Question& question) {
    const std::string& stat = question.stat;
    const auto need = [&](std::string_view key) {
        if (!object.has(key)) object.refuse(key, "thiếu");
    };
    const auto one_y = [&] {
        if (question.y.size() != 1) object.refuse("y", "cần đúng một biểu thức");
    };
    const auto pick = [&](std::string_view key, std::initializer_list<std::string_view> choices) {
        const std::string chosen = object.text(key).value_or(std::string(*choices.begin()));
        if (std::find(choices.begin(), choices.end(), chosen) == choices.end()) {
            object.refuse(key, fmt::format("không hiểu '{}'", chosen));
        }
        return chosen;
    };
    const bool has_y = stat != "contrast" && stat != "glm" && stat != "weights";
    if (has_y) {
        need("y");
        question.y = object.texts("y");
        if (question.y.empty()) object.refuse("y", "trống");
    }
    if (stat == "mean" || stat == "total" || stat == "ratio") {
        if (const json::value* deff = object.get("deff")) {
            using Effect = Question::DesignEffect;
            if (deff->is_bool()) {
                question.deff = deff->get_bool() ? Effect::without_replacement : Effect::none;
            } else if (deff->is_string() && deff->get_string() == "replace") {
                question.deff = Effect::with_replacement;
            } else {
                object.refuse("deff", "cần true, false hoặc \"replace\"");
            }
        }
    }
    if (stat == "ratio") {
        one_y();
        const auto x = object.texts("x");
        if (x.size() != 1) object.refuse("x", "cần đúng một biểu thức");
        question.x = x[0];
    } else if (stat == "proportion") {
        one_y();
        question.method = pick("method", {"logit", "beta", "asin", "xlogit", "mean", "likelihood"});
    } else if (stat == "quantile") {
        one_y();
        question.rule = pick("rule", {"math", "school", "hf7"});
        question.interval = pick("interval", {"mean", "beta", "xlogit"});
        need("probs");
        question.probs = object.numbers("probs");
        for (const double p : question.probs) {
            if (!(p >= 0 && p <= 1)) object.refuse("probs", "cần các số từ 0 đến 1");
        }
    } else if (stat == "contrast") {
        need("of");
        need("coef");
        question.of = *object.text("of");
        const json::value* coef = object.get("coef");
        if (coef == nullptr || !coef->is_object()) object.refuse("coef", "cần một đối tượng nhãn: số");
        for (const auto& entry : coef->get_object()) {
            if (!entry.value().is_number())
                object.refuse("coef", fmt::format("hệ số của '{}' không phải số", std::string_view(entry.key())));
            question.coef.emplace_back(entry.key(), entry.value().to_number<double>());
        }
    } else if (stat == "chisq") {
        if (question.y.size() != 2) object.refuse("y", "cần hai biểu thức: hàng, cột");
        question.method = pick("method", {"F", "Chisq", "Wald", "adjWald"});
    } else if (stat == "ttest") {
        one_y();
        need("group");
        question.group = *object.text("group");
    } else if (stat == "glm") {
        need("formula");
        question.formula = *object.text("formula");
        question.family = pick("family", {"gaussian", "quasibinomial"});
    } else if (stat == "alpha") {
        if (question.y.size() < 2) object.refuse("y", "cần ít nhất hai biểu thức");
    } else if (stat == "correlation") {
        if (question.y.size() < 2) object.refuse("y", "cần ít nhất hai biểu thức");
    }
}

}  // namespace

std::vector<Question> parse_questions(std::string_view text, const std::string& name) {
    static const std::set<std::string, std::less<>> stats = {
        "mean",     "total", "ratio", "proportion", "quantile", "variance", "correlation",
        "contrast", "chisq", "ttest", "glm",        "alpha",    "weights"};
    const json::value value = parse_json(text, name);
    if (!value.is_array()) throw Error(ErrorKind::invalid, fmt::format("{}: cần một danh sách câu hỏi", name));
    std::vector<Question> questions;
    std::set<std::string> ids;
    for (const json::value& item : value.get_array()) {
        std::string where = fmt::format("{}, mục {}", name, questions.size() + 1);
        Question question;
        {
            Object first(item, where);
            if (const auto id = first.text("id")) where += fmt::format(" ('{}')", *id);
        }
        Object object(item, where);
        question.id = object.text("id").value_or("");
        question.stat = object.text("stat").value_or("");
        if (question.id.empty()) object.refuse("id", "thiếu");
        if (!ids.insert(question.id).second) object.refuse("id", "đã có ở mục trước");
        if (!stats.contains(question.stat)) object.refuse("stat", fmt::format("không hiểu '{}'", question.stat));
        question.by = object.texts("by");
        question.where = object.text("where");
        question.level = object.number("level").value_or(0.95);
        if (!(question.level > 0 && question.level < 1)) object.refuse("level", "cần một số giữa 0 và 1");
        if (const json::value* df = object.get("df")) {
            if (df->is_number() && df->to_number<double>() > 0) {
                question.df = df->to_number<double>();
            } else if (df->is_string() && df->get_string() == "inf") {
                question.df = std::numeric_limits<double>::infinity();
            } else if (!df->is_string() || df->get_string() != "design") {
                object.refuse("df", "cần \"design\", \"inf\" hoặc một số dương");
            }
        }
        question.na_rm = object.truth("na_rm", true);
        read_details(object, question);
        for (const auto key :
             {"y", "x", "method", "rule", "interval", "probs", "deff", "group", "of", "coef", "formula", "family"}) {
            object.get(key);
        }
        object.finish();
        questions.push_back(std::move(question));
    }
    return questions;
}

}  // namespace longdan::estimation
