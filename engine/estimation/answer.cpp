#include "engine/estimation/answer.h"

#include "engine/estimation/figures.h"
#include "engine/estimation/kept_figures.h"
#include "engine/estimation/parallel.h"
#include "platform/base/error.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include <fmt/core.h>

namespace longdan::estimation {
namespace {

std::unique_ptr<Asked> ask(const Survey& survey, const Question& question) {
    const std::string& stat = question.stat;
    if (stat == "chisq" || stat == "ttest" || stat == "glm") return ask_comparison(survey, question);
    if (stat == "variance" || stat == "correlation" || stat == "alpha" || stat == "weights")
        return ask_moments(survey, question);
    if (stat == "proportion" || stat == "quantile") return ask_proportion(survey, question);
    if (stat == "drivers") return ask_drivers(survey, question);
    return ask_figures(survey, question);
}

/// The names of a formula's columns: words and backticked names.
void add_formula_columns(const std::string& formula, std::set<std::string>& names) {
    std::string word;
    bool quoted = false;
    for (const char sign : formula + " ") {
        if (sign == '`') {
            quoted = !quoted;
        } else if (!quoted && (sign == ' ' || sign == '+' || sign == '~')) {
            if (!word.empty() && word != "1") names.insert(word);
            word.clear();
        } else {
            word += sign;
        }
    }
}

void append(std::vector<Answer>& answers, const std::string& id, const std::string& by, Figure figure) {
    answers.push_back({id, by, std::move(figure.level), std::move(figure.y), std::move(figure.quantities)});
}

void append_field(std::string& out, std::string_view field) {
    if (field.find_first_of(",\"\n\r") == std::string_view::npos) {
        out += field;
        return;
    }
    out += '"';
    for (const char sign : field) {
        if (sign == '"') out += '"';
        out += sign;
    }
    out += '"';
}

}  // namespace

std::vector<std::string> columns_of(const std::vector<Question>& questions, const std::vector<std::string>& header) {
    std::set<std::string> names;
    const auto add = [&](const std::string& text) {
        for (const std::string& name : Expression::parse(text).columns()) names.insert(name);
    };
    for (const Question& question : questions) {
        names.insert(question.by.begin(), question.by.end());
        for (const std::string& y : question.y) add(y);
        if (!question.x.empty()) add(question.x);
        if (question.where) add(*question.where);
        if (!question.group.empty()) names.insert(question.group);
        add_formula_columns(question.formula, names);
    }
    std::vector<std::string> ordered;  // as in the file, names that are not there last
    for (const std::string& name : header) {
        if (names.erase(name) > 0) ordered.push_back(name);
    }
    ordered.insert(ordered.end(), names.begin(), names.end());
    return ordered;
}

std::vector<Answer> answer(const Survey& survey, const std::vector<Question>& questions, const std::string& name) {
    std::set<std::string> wanted;
    for (const Question& question : questions) {
        if (!question.of.empty()) wanted.insert(question.of);
    }
    std::map<std::string, Kept> kept;
    std::vector<Answer> answers;
    for (std::size_t q = 0; q < questions.size(); ++q) {
        const Question& question = questions[q];
        const std::string where = fmt::format("{}, mục {} ('{}')", name, q + 1, question.id);
        if (!question.of.empty()) {
            const auto of = kept.find(question.of);
            if (of == kept.end())
                throw Error(
                    ErrorKind::invalid, fmt::format("{}, khóa 'of': không có mục '{}' ở trước", where, question.of)
                );
            if (question.stat == "contrast") {
                append(answers, question.id, "", contrast(survey, question, of->second, where));
                continue;
            }
            for (auto& [label, figure] : ranking(survey, question, of->second, where))
                append(answers, question.id, label, std::move(figure));
            continue;
        }
        const auto asked = ask(survey, question);
        if (!wanted.contains(question.id)) {
            if (auto all = asked->everywhere(survey)) {
                for (auto& [label, domain] : *all) {
                    for (Figure& figure : domain.figures) append(answers, question.id, label, std::move(figure));
                }
                continue;
            }
        }
        auto domains = domains_of(survey, question.by, question.where);
        std::vector<DomainFigures> figures(domains.size());
        in_parallel(survey.threads(), domains.size(), [&](std::size_t d) {
            figures[d] = asked->in(survey, domains[d]);
            if (!wanted.contains(question.id)) {
                figures[d].fit.reset();
                figures[d].rows = {};
            }
        });
        for (std::size_t d = 0; d < domains.size(); ++d) {
            for (const Figure& figure : figures[d].figures) append(answers, question.id, domains[d].label, figure);
        }
        if (wanted.contains(question.id))
            kept.emplace(question.id, Kept{&question, std::move(domains), std::move(figures)});
    }
    return answers;
}

std::string to_csv(const std::vector<Answer>& answers) {
    std::string out = "id,by,level,y,quantity,value,flag\n";
    for (const Answer& answer : answers) {
        std::string head;
        for (const std::string* field : {&answer.id, &answer.by, &answer.level, &answer.y}) {
            append_field(head, *field);
            head += ',';
        }
        for (const auto& [quantity, value] : answer.quantities) {
            out += head;
            out += quantity;
            out += ',';
            if (std::isnan(value)) {
                out += "NA";
            } else if (std::isinf(value)) {
                out += value > 0 ? "Inf" : "-Inf";
            } else {
                char digits[32];
                const auto [end, error] =
                    std::to_chars(digits, digits + sizeof digits, value, std::chars_format::general, 17);
                out.append(digits, end);
            }
            out += ",\n";
        }
    }
    return out;
}

}  // namespace longdan::estimation
