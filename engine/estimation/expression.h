#pragma once

#include "engine/estimation/data_table.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::estimation {

/// A formula over the columns of a row: numbers, 'text', column names (in backticks when they hold other signs than
/// letters, digits and _), + - * /, == != < <= > >=, && || !, parentheses. A condition is 0 or 1 and may stand in
/// arithmetic; a missing operand makes the result missing. Text is compared by bytes.
class Expression {
  public:
    /// Throws Error(invalid) that shows the formula and the place where it cannot be read.
    static Expression parse(std::string_view text);

    Expression(Expression&&) noexcept;
    Expression& operator=(Expression&&) noexcept;
    ~Expression();

    const std::string& text() const { return text_; }
    /// The columns it names, each once.
    std::vector<std::string> columns() const;
    /// The column, when the whole expression is nothing but a name.
    std::optional<std::string> single_column() const;

    /// A condition of the form `column op whole number`, which kernels work out on packed bytes.
    struct Simple {
        std::string column;
        enum class Compare { equal, unequal, less, less_equal, greater, greater_equal } compare;
        double constant = 0;
    };
    std::optional<Simple> simple() const;

    struct Node;

  private:
    Expression(std::string text, std::unique_ptr<Node> root);
    friend class BoundExpression;

    std::string text_;
    std::unique_ptr<Node> root_;
};

/// An expression tied to a table: columns found, types checked.
class BoundExpression {
  public:
    /// Throws Error(invalid): a column that is not there, text where a number is needed, text compared with a number.
    BoundExpression(const Expression& expression, const DataTable& table);
    BoundExpression(BoundExpression&&) noexcept;
    ~BoundExpression();

    /// Values of the given rows; NaN where missing.
    void evaluate(std::span<const std::uint32_t> rows, std::span<double> values) const;
    /// Values of all rows of the table.
    std::vector<double> all() const;

  private:
    struct Step;
    std::size_t rows_ = 0;
    std::unique_ptr<Step> root_;
};

}  // namespace longdan::estimation
