#include "engine/estimation/expression.h"

#include "platform/base/error.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/core.h>

namespace longdan::estimation {

struct Expression::Node {
    enum class Kind { number, text, column, negate, no, binary } kind = Kind::number;
    double number = 0;
    std::string text;  ///< the text, the column's name, or the operator
    std::unique_ptr<Node> left;
    std::unique_ptr<Node> right;
};

namespace {

using Node = Expression::Node;

/// Recursive descent, one level of binding strength after the other.
class Parser {
  public:
    explicit Parser(std::string_view text) : text_(text) {}

    std::unique_ptr<Node> parse() {
        auto root = binary(0);
        skip();
        if (at_ != text_.size()) refuse("thừa ký tự");
        return root;
    }

  private:
    static constexpr int levels = 5;
    static constexpr std::string_view operators[levels][7] = {
        {"||"}, {"&&"}, {"==", "!=", "<=", ">=", "<", ">"}, {"+", "-"}, {"*", "/"}};

    [[noreturn]] void refuse(std::string_view what) const {
        throw Error(ErrorKind::invalid, fmt::format("Biểu thức '{}', ký tự {}: {}", text_, at_ + 1, what));
    }

    void skip() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
    }

    std::string_view operator_at(int level) {
        skip();
        for (const std::string_view op : operators[level]) {
            if (!op.empty() && text_.substr(at_).starts_with(op)) return op;
        }
        return {};
    }

    std::unique_ptr<Node> binary(int level) {
        if (++depth_ > 600) refuse("lồng quá sâu");
        auto left = level + 1 < levels ? binary(level + 1) : unary();
        for (std::string_view op = operator_at(level); !op.empty(); op = operator_at(level)) {
            at_ += op.size();
            auto node = std::make_unique<Node>();
            node->kind = Node::Kind::binary;
            node->text = op;
            node->left = std::move(left);
            node->right = level + 1 < levels ? binary(level + 1) : unary();
            left = std::move(node);
        }
        --depth_;
        return left;
    }

    std::unique_ptr<Node> unary() {
        skip();
        if (at_ < text_.size() && (text_[at_] == '-' || text_[at_] == '!')) {
            if (++depth_ > 600) refuse("lồng quá sâu");
            auto node = std::make_unique<Node>();
            node->kind = text_[at_] == '-' ? Node::Kind::negate : Node::Kind::no;
            ++at_;
            node->left = unary();
            --depth_;
            return node;
        }
        return primary();
    }

    std::unique_ptr<Node> primary() {
        if (at_ == text_.size()) refuse("thiếu toán hạng");
        const char sign = text_[at_];
        if (sign == '(') {
            ++at_;
            auto node = binary(0);
            skip();
            if (at_ == text_.size() || text_[at_] != ')') refuse("thiếu dấu ngoặc đóng");
            ++at_;
            return node;
        }
        auto node = std::make_unique<Node>();
        if (sign == '\'' || sign == '`') {
            node->kind = sign == '`' ? Node::Kind::column : Node::Kind::text;
            node->text = quoted(sign);
            return node;
        }
        if ((sign >= '0' && sign <= '9') || sign == '.') {
            const char* const begin = text_.data() + at_;
            const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), node->number);
            if (error != std::errc() || !std::isfinite(node->number)) refuse("số không đọc được");
            at_ += static_cast<std::size_t>(end - begin);
            return node;
        }
        node->kind = Node::Kind::column;
        while (at_ < text_.size() && (is_name_sign(text_[at_]) || (text_[at_] == '.' && !node->text.empty())))
            node->text += text_[at_++];
        if (node->text.empty()) refuse("ký tự lạ");
        return node;
    }

    static bool is_name_sign(char sign) {
        return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9') ||
               sign == '_' || static_cast<unsigned char>(sign) >= 0x80;
    }

    std::string quoted(char sign) {
        std::string content;
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] != sign) {
                content += text_[at_];
            } else if (at_ + 1 < text_.size() && text_[at_ + 1] == sign) {
                content += sign;
                ++at_;
            } else {
                ++at_;
                return content;
            }
        }
        refuse("dấu nháy không đóng");
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

void collect(const Node& node, std::vector<std::string>& names) {
    if (node.kind == Node::Kind::column && std::find(names.begin(), names.end(), node.text) == names.end()) {
        names.push_back(node.text);
    }
    if (node.left) collect(*node.left, names);
    if (node.right) collect(*node.right, names);
}

enum class Operation {
    add,
    subtract,
    multiply,
    divide,
    equal,
    unequal,
    less,
    less_equal,
    greater,
    greater_equal,
    both,
    either
};

Operation operation_of(std::string_view op) {
    static constexpr std::pair<std::string_view, Operation> table[] = {
        {"+", Operation::add},      {"-", Operation::subtract},
        {"*", Operation::multiply}, {"/", Operation::divide},
        {"==", Operation::equal},   {"!=", Operation::unequal},
        {"<", Operation::less},     {"<=", Operation::less_equal},
        {">", Operation::greater},  {">=", Operation::greater_equal},
        {"&&", Operation::both},    {"||", Operation::either}};
    for (const auto& [text, operation] : table) {
        if (text == op) return operation;
    }
    return Operation::add;
}

double apply(Operation operation, double a, double b) {
    if (std::isnan(a) || std::isnan(b)) return std::numeric_limits<double>::quiet_NaN();
    switch (operation) {
        case Operation::add:
            return a + b;
        case Operation::subtract:
            return a - b;
        case Operation::multiply:
            return a * b;
        case Operation::divide:
            return a / b;
        case Operation::equal:
            return a == b;
        case Operation::unequal:
            return a != b;
        case Operation::less:
            return a < b;
        case Operation::less_equal:
            return a <= b;
        case Operation::greater:
            return a > b;
        case Operation::greater_equal:
            return a >= b;
        case Operation::both:
            return a != 0 && b != 0;
        case Operation::either:
            return a != 0 || b != 0;
    }
    return 0;
}

bool compares(Operation operation) { return operation >= Operation::equal && operation <= Operation::greater_equal; }

bool is_true(Operation operation, int order) { return apply(operation, order, 0) != 0; }

}  // namespace

Expression::Expression(std::string text, std::unique_ptr<Node> root) : text_(std::move(text)), root_(std::move(root)) {}
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;
Expression::~Expression() = default;

Expression Expression::parse(std::string_view text) { return {std::string(text), Parser(text).parse()}; }

std::vector<std::string> Expression::columns() const {
    std::vector<std::string> names;
    collect(*root_, names);
    return names;
}

std::optional<std::string> Expression::single_column() const {
    if (root_->kind != Node::Kind::column) return std::nullopt;
    return root_->text;
}

std::optional<Expression::Simple> Expression::simple() const {
    if (root_->kind != Node::Kind::binary || root_->left->kind != Node::Kind::column ||
        root_->right->kind != Node::Kind::number) {
        return std::nullopt;
    }
    const Operation operation = operation_of(root_->text);
    if (!compares(operation)) return std::nullopt;
    const int index = static_cast<int>(operation) - static_cast<int>(Operation::equal);
    return Simple{root_->left->text, static_cast<Simple::Compare>(index), root_->right->number};
}

/// A node with its column found; text against text has become a table of truths by level.
struct BoundExpression::Step {
    enum class Kind { number, column, negate, no, binary, level_truth, texts } kind = Kind::number;
    double number = 0;
    const Column* column = nullptr;
    const Column* other = nullptr;
    std::vector<bool> truth;
    Operation operation = Operation::add;
    std::unique_ptr<Step> left;
    std::unique_ptr<Step> right;

    static std::unique_ptr<Step> bind(const Node& node, const DataTable& table, const std::string& text);
    static std::unique_ptr<Step> bind_texts(const Node& node, const DataTable& table, const std::string& text);
    void evaluate(std::span<const std::uint32_t> rows, double* values) const;
};

namespace {

bool is_text(const Node& node, const DataTable& table) {
    return node.kind == Node::Kind::text || (node.kind == Node::Kind::column && table.at(node.text).is_text());
}

[[noreturn]] void refuse_text(const std::string& text, const DataTable& table, const Node& node) {
    const std::string what = fmt::format("biểu thức '{}' dùng chữ như số", text);
    if (node.kind == Node::Kind::column) table.refuse_text(table.at(node.text), what);
    throw Error(ErrorKind::invalid, fmt::format("{}: {}: '{}'", table.name, what, node.text));
}

}  // namespace

std::unique_ptr<BoundExpression::Step> BoundExpression::Step::bind_texts(
    const Node& node, const DataTable& table, const std::string& text
) {
    auto step = std::make_unique<Step>();
    step->operation = operation_of(node.text);
    const Node& a = *node.left;
    const Node& b = *node.right;
    if (!compares(step->operation) || !is_text(a, table) || !is_text(b, table)) {
        refuse_text(text, table, is_text(a, table) ? a : b);
    }
    if (a.kind == Node::Kind::text && b.kind == Node::Kind::text) {
        step->number = is_true(step->operation, a.text.compare(b.text));
    } else if (a.kind == Node::Kind::column && b.kind == Node::Kind::column) {
        step->kind = Kind::texts;
        step->column = &table.at(a.text);
        step->other = &table.at(b.text);
    } else {
        const bool column_first = a.kind == Node::Kind::column;
        step->kind = Kind::level_truth;
        step->column = &table.at(column_first ? a.text : b.text);
        for (const std::string& level : step->column->levels) {
            const int order = column_first ? level.compare(b.text) : a.text.compare(level);
            step->truth.push_back(is_true(step->operation, order));
        }
    }
    return step;
}

std::unique_ptr<BoundExpression::Step> BoundExpression::Step::bind(
    const Node& node, const DataTable& table, const std::string& text
) {
    if (node.kind == Node::Kind::binary && (is_text(*node.left, table) || is_text(*node.right, table))) {
        return bind_texts(node, table, text);
    }
    auto step = std::make_unique<Step>();
    switch (node.kind) {
        case Node::Kind::number:
            step->number = node.number;
            break;
        case Node::Kind::text:
            refuse_text(text, table, node);
        case Node::Kind::column:
            step->kind = Kind::column;
            step->column = &table.at(node.text);
            if (step->column->is_text()) refuse_text(text, table, node);
            break;
        case Node::Kind::negate:
            step->kind = Kind::negate;
            break;
        case Node::Kind::no:
            step->kind = Kind::no;
            break;
        case Node::Kind::binary:
            step->kind = Kind::binary;
            step->operation = operation_of(node.text);
            break;
    }
    if (node.left) step->left = bind(*node.left, table, text);
    if (node.right) step->right = bind(*node.right, table, text);
    return step;
}

void BoundExpression::Step::evaluate(std::span<const std::uint32_t> rows, double* values) const {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const std::size_t count = rows.size();
    switch (kind) {
        case Kind::number:
            std::fill_n(values, count, number);
            return;
        case Kind::column:
            for (std::size_t i = 0; i < count; ++i) values[i] = column->number(rows[i]);
            return;
        case Kind::negate:
            left->evaluate(rows, values);
            for (std::size_t i = 0; i < count; ++i) values[i] = -values[i];
            return;
        case Kind::no:
            left->evaluate(rows, values);
            for (std::size_t i = 0; i < count; ++i) values[i] = std::isnan(values[i]) ? nan : values[i] == 0;
            return;
        case Kind::level_truth:
            for (std::size_t i = 0; i < count; ++i) {
                const std::uint32_t code = column->codes[rows[i]];
                values[i] = code == missing_code ? nan : truth[code];
            }
            return;
        case Kind::texts:
            for (std::size_t i = 0; i < count; ++i) {
                const std::uint32_t a = column->codes[rows[i]];
                const std::uint32_t b = other->codes[rows[i]];
                const bool missing = a == missing_code || b == missing_code;
                values[i] = missing ? nan : is_true(operation, column->levels[a].compare(other->levels[b]));
            }
            return;
        case Kind::binary: {
            constexpr std::size_t chunk = 512;
            double buffer[chunk];
            for (std::size_t begin = 0; begin < count; begin += chunk) {
                const auto part = rows.subspan(begin, std::min(chunk, count - begin));
                left->evaluate(part, values + begin);
                right->evaluate(part, buffer);
                for (std::size_t i = 0; i < part.size(); ++i)
                    values[begin + i] = apply(operation, values[begin + i], buffer[i]);
            }
            return;
        }
    }
}

BoundExpression::BoundExpression(const Expression& expression, const DataTable& table)
    : rows_(table.rows), root_(Step::bind(*expression.root_, table, expression.text())) {}
BoundExpression::BoundExpression(BoundExpression&&) noexcept = default;
BoundExpression::~BoundExpression() = default;

void BoundExpression::evaluate(std::span<const std::uint32_t> rows, std::span<double> values) const {
    root_->evaluate(rows, values.data());
}

std::vector<double> BoundExpression::all() const {
    std::vector<double> values(rows_);
    constexpr std::size_t chunk = 4096;
    std::vector<std::uint32_t> rows(chunk);
    for (std::size_t begin = 0; begin < rows_; begin += chunk) {
        const std::size_t count = std::min(chunk, rows_ - begin);
        for (std::size_t i = 0; i < count; ++i) rows[i] = static_cast<std::uint32_t>(begin + i);
        evaluate({rows.data(), count}, {values.data() + begin, count});
    }
    return values;
}

}  // namespace longdan::estimation
