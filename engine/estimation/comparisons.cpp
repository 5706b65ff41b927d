#include "engine/estimation/distributions.h"
#include "engine/estimation/figures.h"
#include "engine/estimation/models.h"
#include "engine/estimation/regression.h"
#include "platform/base/error.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/core.h>

namespace longdan::estimation {
namespace {

const double nan = std::nan("");

/// The classes of one side of a table: levels of a text column, else the values of an expression.
struct Classes {
    std::optional<BoundExpression> expression;
    const Column* text = nullptr;

    Classes(const DataTable& data, const std::string& formula) {
        const Expression parsed = Expression::parse(formula);
        const auto name = parsed.single_column();
        if (name && data.at(*name).is_text()) {
            text = &data.at(*name);
        } else {
            expression.emplace(parsed, data);
        }
    }

    std::vector<double> evaluate(const RowList& rows) const {
        std::vector<double> values(rows.size());
        if (expression) {
            expression->evaluate(rows, values);
            return values;
        }
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const std::uint32_t code = text->codes[rows[i]];
            values[i] = code == missing_code ? nan : code;
        }
        return values;
    }
};

/// Rao, Scott, Annals of Statistics 1984; Wald statistics: Koch, Freeman, Freeman 1975; adjusted: Thomas, Rao 1987.
class AskedTable final : public Asked {
  public:
    AskedTable(const Survey& survey, const Question& question)
        : question_(question), row_(survey.data(), question.y[0]), column_(survey.data(), question.y[1]) {}

    DomainFigures in(const Survey& survey, const Domain& domain) const override {
        const auto row_values = row_.evaluate(domain.rows);
        const auto column_values = column_.evaluate(domain.rows);
        const auto row_index = index_of(row_values);
        const auto column_index = index_of(column_values);
        const Table table = tabulate(survey, domain, {row_values, column_values}, row_index, column_index);
        DomainFigures result;
        result.rows = table.rows;
        Figure figure{
            question_.y[0] + ":" + question_.y[1], "", {{"statistic", nan}, {"ndf", nan}, {"ddf", nan}, {"p", nan}}};
        if (table.r > 1 && table.c > 1) {
            const bool wald = question_.method == "Wald" || question_.method == "adjWald";
            figure.quantities = wald ? wald_test(survey, table) : rao_scott_test(survey, table, domain);
        }
        if (!question_.na_rm && table.rows.size() != domain.rows.size()) {
            for (auto& [name, value] : figure.quantities) {
                if (name == "statistic" || name == "p") value = nan;
            }
        }
        result.figures.push_back(std::move(figure));
        return result;
    }

  private:
    struct Table {
        std::size_t r = 0;
        std::size_t c = 0;
        RowList rows;
        std::vector<std::vector<double>> cells;  // indicator of each cell, row index fastest, by row of data
    };

    static std::map<double, std::size_t> index_of(const std::vector<double>& values) {
        std::map<double, std::size_t> index;
        for (const double value : values) {
            if (!std::isnan(value)) index.emplace(value, 0);
        }
        std::size_t next = 0;
        for (auto& [value, at] : index) at = next++;
        return index;
    }

    static Table tabulate(
        const Survey& survey, const Domain& domain, std::vector<std::vector<double>> values,
        const std::map<double, std::size_t>& row_index, const std::map<double, std::size_t>& column_index
    ) {
        const Answered data = answered(survey, domain, std::move(values));
        Table table{row_index.size(), column_index.size(), data.rows, {}};
        table.cells.assign(table.r * table.c, std::vector<double>(data.rows.size()));
        for (std::size_t i = 0; i < data.rows.size(); ++i) {
            const std::size_t cell = row_index.at(data.columns[0][i]) + table.r * column_index.at(data.columns[1][i]);
            table.cells[cell][i] = 1;
        }
        return table;
    }

    double full_df(const Survey& survey) const {
        if (question_.df) return *question_.df;
        RowList all(survey.data().rows);
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint32_t>(i);
        return survey.design().degrees_of_freedom(all, survey.weights_of(all));
    }

    Quantities rao_scott_test(const Survey& survey, const Table& table, const Domain& domain) const {
        const std::size_t cells = table.r * table.c;
        auto columns = table.cells;
        columns.insert(columns.begin(), std::vector<double>(table.rows.size(), 1));
        const Fit fit = survey.fit(MeanModel(), table.rows, columns, true);
        const double n =
            survey.keeps_all_rows() ? static_cast<double>(survey.data().rows) : static_cast<double>(domain.rows.size());
        std::vector<double> row_share(table.r);
        std::vector<double> column_share(table.c);
        for (std::size_t k = 0; k < cells; ++k) {
            row_share[k % table.r] += fit.value[k];
            column_share[k / table.r] += fit.value[k];
        }
        double pearson = 0;
        for (std::size_t k = 0; k < cells; ++k) {
            const double expected = row_share[k % table.r] * column_share[k / table.r];
            pearson += n * (fit.value[k] - expected) * (fit.value[k] - expected) / expected;
        }
        const std::size_t width = (table.r - 1) * (table.c - 1);
        Matrix scaled(cells, width);  // contrasts of interaction over cell shares
        Matrix contrast(cells, width);
        for (std::size_t k = 0; k < cells; ++k) {
            for (std::size_t j = 0; j < width; ++j) {
                const double row = (k % table.r == j % (table.r - 1) ? 1.0 : 0.0) - 1 / static_cast<double>(table.r);
                const double column = (k / table.r == j / (table.r - 1) ? 1.0 : 0.0) - 1 / static_cast<double>(table.c);
                contrast(k, j) = row * column;
                scaled(k, j) = fit.value[k] == 0 ? 0 : row * column / fit.value[k];
            }
        }
        Matrix simple = product(transposed(contrast), scaled);
        for (std::size_t i = 0; i < width; ++i) {
            for (std::size_t j = 0; j < width; ++j) simple(i, j) /= n;
        }
        const Matrix design = product(transposed(scaled), product(fit.covariance, scaled));
        const Matrix delta = SymmetricSolver(simple).solve(design);
        double trace = 0;
        double trace_square = 0;
        for (std::size_t i = 0; i < width; ++i) {
            trace += delta(i, i);
            for (std::size_t j = 0; j < width; ++j) trace_square += delta(i, j) * delta(j, i);
        }
        const double k = static_cast<double>(width);
        if (question_.method == "Chisq") {
            return {
                {"statistic", pearson}, {"ndf", k}, {"ddf", nan}, {"p", chi_square_upper(pearson / (trace / k), k)}};
        }
        const double d0 = trace * trace / trace_square;
        const double statistic = pearson / trace;
        const double ddf = d0 * full_df(survey);
        return {{"statistic", statistic}, {"ndf", d0}, {"ddf", ddf}, {"p", f_upper(statistic, d0, ddf)}};
    }

    Quantities wald_test(const Survey& survey, const Table& table) const {
        const std::size_t cells = table.r * table.c;
        const Fit fit = survey.fit(TotalModel(), table.rows, table.cells, true);
        std::vector<double> row_total(table.r);
        std::vector<double> column_total(table.c);
        double total = 0;
        for (std::size_t k = 0; k < cells; ++k) {
            row_total[k % table.r] += fit.value[k];
            column_total[k / table.r] += fit.value[k];
            total += fit.value[k];
        }
        const std::size_t width = (table.r - 1) * (table.c - 1);
        Matrix jacobian(width, cells);
        std::vector<double> residual(width);
        for (std::size_t j = 0; j < width; ++j) {
            const std::size_t row = 1 + j % (table.r - 1);
            const std::size_t column = 1 + j / (table.r - 1);
            residual[j] = fit.value[row + table.r * column] - row_total[row] * column_total[column] / total;
            for (std::size_t k = 0; k < cells; ++k) {
                const bool same_row = k % table.r == row;
                const bool same_column = k / table.r == column;
                jacobian(j, k) = (same_row && same_column ? 1.0 : 0.0) - (same_row ? column_total[column] / total : 0) -
                                 (same_column ? row_total[row] / total : 0) +
                                 row_total[row] * column_total[column] / total / total;
            }
        }
        const Matrix covariance = product(jacobian, product(fit.covariance, transposed(jacobian)));
        const auto solved = SymmetricSolver(covariance).solve(residual);
        double statistic = 0;
        for (std::size_t j = 0; j < width; ++j) statistic += residual[j] * solved[j];
        const double k = static_cast<double>(width);
        const double df = full_df(survey);
        const double ddf = question_.method == "Wald" ? df : df - k + 1;
        statistic *= question_.method == "Wald" ? 1 / k : ddf / (k * df);
        return {{"statistic", statistic}, {"ndf", k}, {"ddf", ddf}, {"p", f_upper(statistic, k, ddf)}};
    }

    const Question& question_;
    Classes row_;
    Classes column_;
};

class AskedTTest final : public Asked {
  public:
    AskedTTest(const Survey& survey, const Question& question)
        : question_(question),
          variables_(survey.data(), question.y, false),
          group_(ranked(survey.data().at(question.group))) {}

    DomainFigures in(const Survey& survey, const Domain& domain) const override {
        auto columns = variables_.evaluate(domain.rows);
        std::vector<double>& group = columns.emplace_back(domain.rows.size());
        for (std::size_t i = 0; i < group.size(); ++i) {
            const std::uint32_t rank = group_.rank[domain.rows[i]];
            group[i] = rank == missing_code ? nan : rank;
        }
        const Answered data = answered(survey, domain, std::move(columns));
        std::set<double> groups(data.columns[1].begin(), data.columns[1].end());
        if (groups.size() != 2) {
            const std::size_t row = data.rows.empty() ? 0 : data.rows.front();
            survey.data().refuse(row, question_.group, fmt::format("ttest cần hai nhóm, ở đây có {}", groups.size()));
        }
        const double first = *groups.begin();
        std::vector<std::vector<double>> sums(4, std::vector<double>(data.rows.size()));
        for (std::size_t i = 0; i < data.rows.size(); ++i) {
            const std::size_t g = data.columns[1][i] == first ? 0 : 1;
            sums[g][i] = 1;
            sums[2 + g][i] = data.columns[0][i];
        }
        const auto fit = std::make_shared<Fit>(survey.fit(DifferenceModel(), data.rows, sums));
        const double df =
            question_.df ? *question_.df : survey.design().degrees_of_freedom(data.rows, data.weights) - 1;
        const double t = fit->value[0] / fit->se(0);
        Figure figure{
            question_.y[0],
            "",
            {{"estimate", fit->value[0]}, {"se", fit->se(0)}, {"t", t}, {"df", df}, {"p", student_two_sided(t, df)}}};
        if (!question_.na_rm && data.incomplete) {
            for (auto& [name, value] : figure.quantities) value = nan;
        }
        return {{std::move(figure)}, fit, data.rows};
    }

  private:
    const Question& question_;
    Variables variables_;
    Ranked group_;
};

struct Formula {
    std::string response;
    std::vector<std::string> terms;
};

Formula parse_formula(const std::string& text) {
    const auto refuse = [&](std::string_view what) {
        throw Error(ErrorKind::invalid, fmt::format("Công thức '{}': {}", text, what));
    };
    const auto clean = [](std::string_view part) {
        while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
        while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
        if (part.size() > 1 && part.front() == '`' && part.back() == '`') part = part.substr(1, part.size() - 2);
        return std::string(part);
    };
    const std::size_t tilde = text.find('~');
    if (tilde == std::string::npos) refuse("thiếu '~'");
    Formula formula{clean(std::string_view(text).substr(0, tilde)), {}};
    std::string part;
    bool quoted = false;
    for (const char sign : text.substr(tilde + 1) + "+") {
        quoted = quoted != (sign == '`');
        if (sign != '+' || quoted) {
            part += sign;
            continue;
        }
        const std::string name = clean(part);
        part.clear();
        if (name.empty()) refuse("thiếu tên cột");
        if (name != "1") formula.terms.push_back(name);
    }
    if (formula.response.empty()) refuse("thiếu tên cột bên trái");
    return formula;
}

class AskedRegression final : public Asked {
  public:
    AskedRegression(const Survey& survey, const Question& question)
        : question_(question), formula_(parse_formula(question.formula)) {
        survey.data().at(formula_.response);
        for (const std::string& term : formula_.terms) survey.data().at(term);
        if (survey.data().at(formula_.response).is_text() && question.family == "gaussian") {
            survey.data().refuse_text(survey.data().at(formula_.response), "hồi quy tuyến tính cần biến số");
        }
    }

    DomainFigures in(const Survey& survey, const Domain& domain) const override {
        Domain complete{domain.label, {}};
        for (const std::uint32_t row : domain.rows) {
            bool known = !survey.data().at(formula_.response).is_missing(row);
            for (const std::string& term : formula_.terms) known = known && !survey.data().at(term).is_missing(row);
            if (known) complete.rows.push_back(row);
        }
        DomainFigures result;
        result.rows = complete.rows;
        RegressionData data = design_matrix(survey, complete.rows);
        data.mean_weight = mean_weight(survey, domain.rows);
        const auto fit =
            std::make_shared<Fit>(survey.fit(RegressionModel(data, question_.family == "quasibinomial"), complete.rows)
            );
        std::size_t rank = 0;
        for (const double value : fit->value) rank += std::isnan(value) ? 0 : 1;
        const double df = question_.df
                              ? *question_.df
                              : survey.design().degrees_of_freedom(complete.rows, survey.weights_of(complete.rows)) +
                                    1 - static_cast<double>(rank);
        for (std::size_t j = 0; j < data.terms.size(); ++j) {
            const bool known =
                !std::isnan(fit->value[j]) && (question_.na_rm || complete.rows.size() == domain.rows.size());
            const double se = known ? fit->se(j) : nan;
            const double value = known ? fit->value[j] : nan;
            result.figures.push_back(
                {data.terms[j].name,
                 data.terms[j].level,
                 {{"estimate", value}, {"se", se}, {"t", value / se}, {"p", student_two_sided(value / se, df)}}}
            );
        }
        result.fit = fit;
        return result;
    }

  private:
    static double mean_weight(const Survey& survey, const RowList& rows) {
        double sum = 0;
        for (const double weight : survey.weights_of(rows)) sum += weight;
        return sum / static_cast<double>(survey.keeps_all_rows() ? survey.data().rows : rows.size());
    }

    RegressionData design_matrix(const Survey& survey, const RowList& rows) const {
        const DataTable& table = survey.data();
        const Column& response = table.at(formula_.response);
        RegressionData data;
        data.terms.push_back({"(Intercept)", ""});
        std::vector<std::vector<double>> columns(1, std::vector<double>(rows.size(), 1));
        for (const std::string& name : formula_.terms) {
            const Column& column = table.at(name);
            if (!column.is_text()) {
                data.terms.push_back({name, ""});
                auto& values = columns.emplace_back();
                for (const std::uint32_t row : rows) values.push_back(column.number(row));
                continue;
            }
            std::set<std::uint32_t> levels;
            for (const std::uint32_t row : rows) levels.insert(column.codes[row]);
            if (!levels.empty()) levels.erase(levels.begin());
            for (const std::uint32_t level : levels) {
                data.terms.push_back({name, column.levels[level]});
                auto& values = columns.emplace_back();
                for (const std::uint32_t row : rows) values.push_back(column.codes[row] == level);
            }
        }
        data.x = Matrix(rows.size(), columns.size());
        for (std::size_t j = 0; j < columns.size(); ++j) {
            for (std::size_t i = 0; i < rows.size(); ++i) data.x(i, j) = columns[j][i];
        }
        std::uint32_t first = missing_code;
        if (response.is_text()) {
            for (const std::uint32_t row : rows) first = std::min(first, response.codes[row]);
        }
        for (const std::uint32_t row : rows) {
            const double value = response.is_text() ? response.codes[row] != first : response.number(row);
            if (question_.family == "quasibinomial" && !(value >= 0 && value <= 1)) {
                table.refuse(row, formula_.response, "hồi quy logit cần giá trị từ 0 đến 1");
            }
            data.y.push_back(value);
        }
        return data;
    }

    const Question& question_;
    Formula formula_;
};

}  // namespace

std::unique_ptr<Asked> ask_comparison(const Survey& survey, const Question& question) {
    if (question.stat == "chisq") return std::make_unique<AskedTable>(survey, question);
    if (question.stat == "ttest") return std::make_unique<AskedTTest>(survey, question);
    return std::make_unique<AskedRegression>(survey, question);
}

}  // namespace longdan::estimation
