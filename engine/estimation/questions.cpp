#include "engine/estimation/expression.h"
#include "engine/estimation/json_object.h"
#include "engine/estimation/key_drivers.h"
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

/// Keys that belong to one kind of question only, with a check that what it needs is there.
void read_details(JsonObject& object, Question& question) {
    const std::string& stat = question.stat;
    const auto need = [&](std::string_view key) {
        if (object.get(key) == nullptr) object.refuse(key, "thiếu");
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
    const auto check = [&](std::string_view key, const std::string& expression) {
        try {
            Expression::parse(expression);
        } catch (const Error& error) {
            object.refuse(key, error.what());
        }
    };
    if (question.where) check("where", *question.where);
    const auto whole = [&](std::string_view key, double otherwise, double least, double most) {
        const double number = object.number(key).value_or(otherwise);
        if (!(number >= least && number <= most && number == std::floor(number)))
            object.refuse(key, fmt::format("cần một số nguyên từ {} đến {}", least, most));
        return number;
    };
    const bool has_y = stat != "rank" && stat != "contrast" && stat != "glm" && stat != "weights";
    if (has_y) {
        need("y");
        question.y = object.texts("y");
        if (question.y.empty()) object.refuse("y", "trống");
        for (const std::string& y : question.y) check("y", y);
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
        check("x", question.x);
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
    } else if (stat == "rank") {
        need("of");
        question.of = *object.text("of");
        question.draws = static_cast<std::size_t>(whole("draws", 10000, 100, 1e6));
        question.seed = static_cast<std::uint64_t>(whole("seed", 1, 0, 0x1p53));
    } else if (stat == "drivers") {
        if (question.y.size() < 3 || question.y.size() > 1 + KeyDriverModel::most_drivers) {
            object.refuse("y", fmt::format("cần kết quả rồi 2 đến {} yếu tố", KeyDriverModel::most_drivers));
        }
    } else if (stat == "alpha") {
        if (question.y.size() < 2) object.refuse("y", "cần ít nhất hai biểu thức");
    } else if (stat == "correlation") {
        if (question.y.size() < 2) object.refuse("y", "cần ít nhất hai biểu thức");
    }
}

}  // namespace

std::vector<Question> parse_questions(std::string_view text, const std::string& name) {
    static const std::set<std::string, std::less<>> stats = {
        "mean",  "total", "ratio", "proportion", "quantile", "variance", "correlation", "contrast",
        "chisq", "ttest", "glm",   "alpha",      "weights",  "drivers",  "rank"};
    const json::value value = parse_json(text, name);
    if (!value.is_array()) throw Error(ErrorKind::invalid, fmt::format("{}: cần một danh sách câu hỏi", name));
    std::vector<Question> questions;
    std::set<std::string> ids;
    for (const json::value& item : value.get_array()) {
        std::string where = fmt::format("{}, mục {}", name, questions.size() + 1);
        Question question;
        {
            JsonObject first(item, where);
            if (const auto id = first.text("id")) where += fmt::format(" ('{}')", *id);
        }
        JsonObject object(item, where);
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
             {"y", "x", "method", "rule", "interval", "probs", "deff", "group", "of", "coef", "formula", "family",
              "draws", "seed"}) {
            object.get(key);
        }
        object.finish();
        questions.push_back(std::move(question));
    }
    return questions;
}

}  // namespace longdan::estimation
