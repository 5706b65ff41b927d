#include "engine/scoring/expression.h"

#include "platform/base/error.h"

#include <algorithm>

#include <fmt/format.h>

namespace longdan::scoring {

/// Precedence climbing; every step is appended after those it uses.
class ExpressionParser {
  public:
    using Operation = Expression::Operation;

    explicit ExpressionParser(std::string_view text) : text_(text) {}

    Expression run() {
        if (text_.size() > 2000) refuse("biểu thức dài quá 2000 ký tự (longer than 2000 signs)");
        expression(0);
        blanks();
        if (at_ < text_.size()) refuse("thừa ký tự sau biểu thức (unexpected text after the expression)");
        return std::move(out_);
    }

  private:
    struct Binary {
        std::string_view sign;
        int strength;
        Operation operation;
    };
    static constexpr std::array<Binary, 12> binaries = {{
        {"||", 1, Operation::either},
        {"&&", 2, Operation::both},
        {"==", 3, Operation::equal},
        {"!=", 3, Operation::not_equal},
        {"<=", 4, Operation::less_equal},
        {">=", 4, Operation::greater_equal},
        {"<", 4, Operation::less},
        {">", 4, Operation::greater},
        {"+", 5, Operation::add},
        {"-", 5, Operation::subtract},
        {"*", 6, Operation::multiply},
        {"/", 6, Operation::divide},
    }};

    [[noreturn]] void refuse(std::string_view message) const {
        throw Error(ErrorKind::invalid, fmt::format("ký tự thứ {} (sign {}): {}", at_ + 1, at_ + 1, message));
    }

    void blanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
    }

    std::size_t append(Operation operation, std::size_t a = 0, std::size_t b = 0, std::size_t c = 0) {
        out_.steps_.push_back({operation, {}, 0, a, b, c});
        return out_.steps_.size() - 1;
    }

    std::size_t expression(int strength) {
        if (++depth_ > 64) refuse("ngoặc lồng nhau quá sâu (nested too deep)");
        std::size_t left = operand();
        while (true) {
            blanks();
            const auto found = std::find_if(binaries.begin(), binaries.end(), [&](const Binary& binary) {
                return text_.substr(at_).starts_with(binary.sign);
            });
            if (found == binaries.end() || found->strength <= strength) break;
            at_ += found->sign.size();
            const std::size_t right = expression(found->strength);
            left = append(found->operation, left, right);
        }
        --depth_;
        return left;
    }

    std::size_t operand() {
        blanks();
        if (at_ >= text_.size()) refuse("thiếu số, biến hoặc hàm (a number, variable or function is wanted)");
        const char sign = text_[at_];
        if (sign == '(') {
            ++at_;
            const std::size_t inside = expression(0);
            expect(')');
            return inside;
        }
        if (sign == '-' || sign == '!') {
            ++at_;
            if (++depth_ > 64) refuse("dấu lồng nhau quá sâu (nested too deep)");
            const std::size_t inside = operand();
            --depth_;
            return append(sign == '-' ? Operation::negate : Operation::opposite, inside);
        }
        if ((sign >= '0' && sign <= '9') || sign == '.') return number();
        if ((sign >= 'a' && sign <= 'z') || sign == '_') return word();
        refuse(fmt::format("không hiểu '{}' (not understood)", sign));
    }

    void expect(char sign) {
        blanks();
        if (at_ >= text_.size() || text_[at_] != sign) refuse(fmt::format("thiếu '{}' (is missing)", sign));
        ++at_;
    }

    std::size_t number() {
        const std::size_t start = at_;
        while (at_ < text_.size() && ((text_[at_] >= '0' && text_[at_] <= '9') || text_[at_] == '.')) ++at_;
        const auto value = Exact::parse(text_.substr(start, at_ - start));
        if (!value) {
            at_ = start;
            refuse("số viết sai (malformed number)");
        }
        const std::size_t step = append(Operation::number);
        out_.steps_[step].number = *value;
        return step;
    }

    std::size_t word() {
        const std::size_t start = at_;
        while (at_ < text_.size() && ((text_[at_] >= 'a' && text_[at_] <= 'z') || text_[at_] == '_')) ++at_;
        const std::string_view name = text_.substr(start, at_ - start);
        const auto known = std::find(variable_names.begin(), variable_names.end(), name);
        if (known != variable_names.end()) {
            const std::size_t step = append(Operation::variable);
            out_.steps_[step].argument = static_cast<std::size_t>(known - variable_names.begin());
            return step;
        }
        blanks();
        if (at_ >= text_.size() || text_[at_] != '(') {
            at_ = start;
            refuse(fmt::format("không có biến '{}' (unknown variable)", name));
        }
        return call(name, start);
    }

    std::size_t call(std::string_view name, std::size_t start) {
        ++at_;
        std::vector<std::size_t> arguments;
        do {
            arguments.push_back(expression(0));
            blanks();
        } while (at_ < text_.size() && text_[at_] == ',' && ++at_ > 0);
        expect(')');
        const auto wants = [&](std::size_t count) {
            if (arguments.size() == count) return;
            at_ = start;
            refuse(fmt::format("'{}' cần {} tham số (arguments wanted)", name, count));
        };
        if (name == "min" || name == "max") {
            std::size_t all = arguments[0];
            for (std::size_t i = 1; i < arguments.size(); ++i) {
                all = append(name == "min" ? Operation::minimum : Operation::maximum, all, arguments[i]);
            }
            return all;
        }
        if (name == "abs" || name == "floor") {
            wants(1);
            return append(name == "abs" ? Operation::absolute : Operation::floor, arguments[0]);
        }
        if (name == "round") {
            wants(2);
            return append(Operation::round, arguments[0], arguments[1]);
        }
        if (name == "if") {
            wants(3);
            return append(Operation::choose, arguments[0], arguments[1], arguments[2]);
        }
        at_ = start;
        refuse(fmt::format("không có hàm '{}' (unknown function)", name));
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
    Expression out_;
};

namespace {

using Operation = Expression::Operation;
using Maybe = std::optional<Exact>;

Maybe condition(bool yes) { return Exact(yes ? 1 : 0); }

Exact floor_of(const Exact& value) {
    Exact nearest = value.rounded(0);
    if (value < nearest) nearest = nearest - Exact(1);
    return nearest;
}

Maybe apply(Operation operation, const Exact& a, const Exact& b) {
    switch (operation) {
        case Operation::add:
            return a + b;
        case Operation::subtract:
            return a - b;
        case Operation::multiply:
            return a * b;
        case Operation::divide:
            return b.is_zero() ? Maybe() : Maybe(a / b);
        case Operation::less:
            return condition(a < b);
        case Operation::less_equal:
            return condition(a <= b);
        case Operation::greater:
            return condition(a > b);
        case Operation::greater_equal:
            return condition(a >= b);
        case Operation::equal:
            return condition(a == b);
        case Operation::not_equal:
            return condition(a != b);
        case Operation::both:
            return condition(!a.is_zero() && !b.is_zero());
        case Operation::either:
            return condition(!a.is_zero() || !b.is_zero());
        case Operation::minimum:
            return smaller(a, b);
        case Operation::maximum:
            return larger(a, b);
        case Operation::round: {
            const Exact decimals = smaller(larger(b, 0), 12);
            return a.rounded(static_cast<int>(floor_of(decimals).to_double()));
        }
        default:
            return std::nullopt;
    }
}

}  // namespace

Expression Expression::compile(std::string_view text) { return ExpressionParser(text).run(); }

std::optional<Exact> Expression::evaluate(const Variables& variables) const {
    std::vector<Maybe> values(steps_.size());
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        const Step& step = steps_[i];
        switch (step.operation) {
            case Operation::number:
                values[i] = step.number;
                break;
            case Operation::variable:
                values[i] = variables[step.argument];
                break;
            case Operation::choose:
                if (values[step.a]) values[i] = values[step.a]->is_zero() ? values[step.c] : values[step.b];
                break;
            case Operation::negate:
                if (values[step.a]) values[i] = Exact(0) - *values[step.a];
                break;
            case Operation::opposite:
                if (values[step.a]) values[i] = condition(values[step.a]->is_zero());
                break;
            case Operation::absolute:
                if (values[step.a]) values[i] = larger(*values[step.a], Exact(0) - *values[step.a]);
                break;
            case Operation::floor:
                if (values[step.a]) values[i] = floor_of(*values[step.a]);
                break;
            default:
                if (values[step.a] && values[step.b])
                    values[i] = apply(step.operation, *values[step.a], *values[step.b]);
        }
    }
    return values.back();
}

std::vector<Variable> Expression::variables() const {
    std::vector<Variable> out;
    for (const Step& step : steps_) {
        if (step.operation != Operation::variable) continue;
        const auto variable = static_cast<Variable>(step.argument);
        if (std::find(out.begin(), out.end(), variable) == out.end()) out.push_back(variable);
    }
    return out;
}

}  // namespace longdan::scoring
