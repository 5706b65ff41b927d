#include "engine/estimation/linear_program.h"

#include "platform/base/error.h"

#include <cmath>
#include <optional>

namespace longdan::estimation {
namespace {

constexpr double tiny = 1e-9;

/// Rows of equations in terms of a basis, the right side in the last column, the reduced costs in the last row.
class Tableau {
  public:
    Tableau(const Matrix& equations, const std::vector<double>& right)
        : rows_(equations.rows()),
          columns_(equations.columns()),
          body_(rows_ + 1, columns_ + rows_ + 1),
          basis_(rows_) {
        for (std::size_t i = 0; i < rows_; ++i) {
            const double sign = right[i] < 0 ? -1 : 1;
            for (std::size_t j = 0; j < columns_; ++j) body_(i, j) = sign * equations(i, j);
            body_(i, columns_ + i) = 1;
            body_(i, last()) = sign * right[i];
            basis_[i] = columns_ + i;
        }
    }

    /// Phase one: an artificial variable a row, driven to zero. False when that cannot be.
    bool find_start() {
        std::vector<double> cost(columns_ + rows_);
        for (std::size_t i = 0; i < rows_; ++i) cost[columns_ + i] = 1;
        set_cost(cost);
        improve(columns_ + rows_);
        if (value() > tiny * (1 + largest_right())) return false;
        for (std::size_t i = 0; i < rows_; ++i) {
            if (basis_[i] < columns_) continue;
            for (std::size_t j = 0; j < columns_; ++j) {
                if (std::fabs(body_(i, j)) <= tiny) continue;
                pivot(i, j);
                break;
            }
        }
        return true;
    }

    /// Phase two. False when the cost falls without end.
    bool minimise(const std::vector<double>& cost) {
        std::vector<double> all(cost);
        all.resize(columns_ + rows_);
        set_cost(all);
        return improve(columns_);
    }

    double value() const { return -body_(rows_, last()); }

    std::vector<double> point() const {
        std::vector<double> x(columns_);
        for (std::size_t i = 0; i < rows_; ++i) {
            if (basis_[i] < columns_) x[basis_[i]] = body_(i, last());
        }
        return x;
    }

  private:
    std::size_t last() const { return columns_ + rows_; }

    double largest_right() const {
        double top = 0;
        for (std::size_t i = 0; i < rows_; ++i) top = std::max(top, std::fabs(body_(i, last())));
        return top;
    }

    void set_cost(const std::vector<double>& cost) {
        for (std::size_t j = 0; j <= last(); ++j) {
            double reduced = j < last() ? cost[j] : 0;
            for (std::size_t i = 0; i < rows_; ++i) reduced -= cost[basis_[i]] * body_(i, j);
            body_(rows_, j) = reduced;
        }
    }

    void pivot(std::size_t row, std::size_t column) {
        const double factor = 1 / body_(row, column);
        for (double& entry : body_.row(row)) entry *= factor;
        for (std::size_t i = 0; i <= rows_; ++i) {
            const double times = body_(i, column);
            if (i == row || times == 0) continue;
            const auto from = body_.row(row);
            const auto into = body_.row(i);
            for (std::size_t j = 0; j < from.size(); ++j) into[j] -= times * from[j];
            body_(i, column) = 0;
        }
        basis_[row] = column;
    }

    std::optional<std::size_t> entering(std::size_t allowed, bool first) const {
        std::optional<std::size_t> best;
        for (std::size_t j = 0; j < allowed; ++j) {
            if (body_(rows_, j) >= -tiny) continue;
            if (!best || body_(rows_, j) < body_(rows_, *best)) best = j;
            if (first) break;
        }
        return best;
    }

    std::optional<std::size_t> leaving(std::size_t column) const {
        std::optional<std::size_t> best;
        double least = 0;
        for (std::size_t i = 0; i < rows_; ++i) {
            if (body_(i, column) <= tiny) continue;
            const double ratio = body_(i, last()) / body_(i, column);
            const bool tied = best && std::fabs(ratio - least) <= tiny && basis_[i] < basis_[*best];
            if (!best || ratio < least - tiny || tied) {
                best = i;
                least = ratio;
            }
        }
        return best;
    }

    bool improve(std::size_t allowed) {
        double reached = value();
        std::size_t without_gain = 0;
        while (true) {
            const auto column = entering(allowed, without_gain > rows_);
            if (!column) return true;
            const auto row = leaving(*column);
            if (!row) return false;
            pivot(*row, *column);
            without_gain = value() < reached - tiny ? 0 : without_gain + 1;
            reached = std::min(reached, value());
        }
    }

    std::size_t rows_;
    std::size_t columns_;
    Matrix body_;
    std::vector<std::size_t> basis_;
};

}  // namespace

LinearSolution minimise(const LinearProgram& program) {
    if (program.right.size() != program.equations.rows() || program.cost.size() != program.equations.columns()) {
        throw Error(ErrorKind::invalid, "Bài toán quy hoạch tuyến tính có số hàng hoặc số cột không khớp");
    }
    Tableau tableau(program.equations, program.right);
    LinearSolution solution;
    if (!tableau.find_start()) {
        solution.state = LinearSolution::State::infeasible;
        return solution;
    }
    if (!tableau.minimise(program.cost)) {
        solution.state = LinearSolution::State::unbounded;
        return solution;
    }
    solution.value = tableau.value();
    solution.x = tableau.point();
    return solution;
}

}  // namespace longdan::estimation
