#include "engine/estimation/answer.h"

#include "engine/estimation/distributions.h"
#include "engine/estimation/figures.h"
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

/// Figures that a contrast may refer to.
struct Kept {
    const Question* question;
    std::vector<Domain> domains;
    std::vector<DomainFigures> figures;
};

/// One row of a kept question: where it stands and the labels by which it can be called.
struct KeptRow {
    std::size_t domain;
    std::size_t figure;
    std::string label;
    std::string label_without_y;
};

std::vector<KeptRow> rows_of(const Kept& kept) {
    const auto joined = [](std::initializer_list<std::string_view> parts) {
        std::string label;
        for (const std::string_view part : parts) {
            if (part.empty()) continue;
            if (!label.empty()) label += ':';
            label += part;
        }
        return label;
    };
    std::set<std::string> ys;
    std::vector<KeptRow> rows;
    for (std::size_t d = 0; d < kept.domains.size(); ++d) {
        for (std::size_t f = 0; f < kept.figures[d].figures.size(); ++f) {
            const Figure& figure = kept.figures[d].figures[f];
            ys.insert(figure.y);
            rows.push_back(
                {d, f, joined({kept.domains[d].label, figure.y, figure.level}),
                 joined({kept.domains[d].label, figure.level})}
            );
        }
    }
    if (ys.size() > 1) {
        for (KeptRow& row : rows) row.label_without_y.clear();
    }
    return rows;
}

/// Adds factor times the scores of one figure to scores of width 1.
void add_scores(std::map<std::uint32_t, double>& into, const Fit& fit, std::size_t j, double factor) {
    for (std::size_t l = 0; l < fit.scores.leaf.size(); ++l) {
        into[fit.scores.leaf[l]] += factor * fit.scores.z[l * fit.scores.width + j];
    }
}

Figure contrast(const Survey& survey, const Question& question, const Kept& kept, const std::string& where) {
    const auto rows = rows_of(kept);
    double value = 0;
    std::map<std::uint32_t, double> scores;
    std::vector<double> replicates;
    RowList used;
    for (const DomainFigures& domain : kept.figures) used.insert(used.end(), domain.rows.begin(), domain.rows.end());
    for (const auto& [label, factor] : question.coef) {
        const auto at = std::find_if(rows.begin(), rows.end(), [&](const KeptRow& row) {
            return row.label == label || (!row.label_without_y.empty() && row.label_without_y == label);
        });
        if (at == rows.end())
            throw Error(ErrorKind::invalid, fmt::format("{}: mục '{}' không có dòng '{}'", where, question.of, label));
        const auto& fit = kept.figures[at->domain].fit;
        if (!fit)
            throw Error(
                ErrorKind::invalid,
                fmt::format("{}: dòng '{}' của mục '{}' không có phương sai để so sánh", where, label, question.of)
            );
        value += factor * fit->value[at->figure];
        add_scores(scores, *fit, at->figure, factor);
        if (!survey.has_replicates()) continue;
        replicates.resize(fit->replicates.rows());
        for (std::size_t r = 0; r < replicates.size(); ++r) replicates[r] += factor * fit->replicates(r, at->figure);
    }
    Fit combined;
    combined.value = {value};
    for (const auto& [leaf, score] : scores) {
        combined.scores.leaf.push_back(leaf);
        combined.scores.z.push_back(score);
    }
    combined.replicates = Matrix(replicates.size(), 1);
    for (std::size_t r = 0; r < replicates.size(); ++r) combined.replicates(r, 0) = replicates[r];
    const double se = std::sqrt(survey.covariance(combined, false)(0, 0));
    const double margin = student_quantile(0.5 + question.level / 2, degrees_of_freedom(survey, question, used)) * se;
    return {"", "", {{"estimate", value}, {"se", se}, {"ci_low", value - margin}, {"ci_high", value + margin}}};
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
        if (question.stat == "contrast") wanted.insert(question.of);
    }
    std::map<std::string, Kept> kept;
    std::vector<Answer> answers;
    for (std::size_t q = 0; q < questions.size(); ++q) {
        const Question& question = questions[q];
        const std::string where = fmt::format("{}, mục {} ('{}')", name, q + 1, question.id);
        if (question.stat == "contrast") {
            const auto of = kept.find(question.of);
            if (of == kept.end())
                throw Error(
                    ErrorKind::invalid, fmt::format("{}, khóa 'of': không có mục '{}' ở trước", where, question.of)
                );
            append(answers, question.id, "", contrast(survey, question, of->second, where));
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
