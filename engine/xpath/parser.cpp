#include "engine/xpath/parser.h"

#include <array>
#include <charconv>
#include <limits>

namespace longdan::xpath {

namespace {

constexpr std::size_t deepest_nesting = 200;
constexpr std::string_view javarosa = "http://openrosa.org/javarosa";

/// XPath 1.0, section 3: from weak to strong; a longer sign stands before one it begins with.
constexpr std::array binaries = {
    BinaryOperator{"or", 1, ExpressionKind::logical_or},
    BinaryOperator{"and", 2, ExpressionKind::logical_and},
    BinaryOperator{"!=", 3, ExpressionKind::not_equal},
    BinaryOperator{"=", 3, ExpressionKind::equal},
    BinaryOperator{"<=", 4, ExpressionKind::less_equal},
    BinaryOperator{"<", 4, ExpressionKind::less},
    BinaryOperator{">=", 4, ExpressionKind::greater_equal},
    BinaryOperator{">", 4, ExpressionKind::greater},
    BinaryOperator{"+", 5, ExpressionKind::add},
    BinaryOperator{"-", 5, ExpressionKind::subtract},
    BinaryOperator{"*", 6, ExpressionKind::multiply},
    BinaryOperator{"div", 6, ExpressionKind::divide},
    BinaryOperator{"mod", 6, ExpressionKind::modulo},
    BinaryOperator{"|", 8, ExpressionKind::unite},
};
constexpr int strength_of_minus = 7;

}  // namespace

class Parser::Nesting {
  public:
    explicit Nesting(Parser& parser) : parser_(parser) {
        if (++parser_.nesting_ > deepest_nesting) {
            parser_.refuse(parser_.at_, "biểu thức lồng nhau quá sâu (nested too deep)");
        }
    }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;
    ~Nesting() { --parser_.nesting_; }

  private:
    Parser& parser_;
};

Syntax Parser::run() {
    if (text_.size() > largest_expression) {
        refuse(0, fmt::format("biểu thức dài quá {} byte (expression too long)", largest_expression));
    }
    if (blanks(); at_ == text_.size()) refuse(at_, "biểu thức trống (empty expression)");
    expression(0);
    if (at_ < text_.size()) {
        refuse(at_, fmt::format("thừa \"{}\" sau biểu thức (unexpected text after the expression)", rest()));
    }
    return std::move(out_);
}

Parser::Part Parser::finish(ExpressionNode node, Part part) {
    if (part.height > deepest_expression) refuse(node.offset, "biểu thức lồng nhau quá sâu (nested too deep)");
    node.fixed = !part.reads_context && !part.uses_chance;
    node.counts = part.counts;
    if (node.kind == ExpressionKind::path) node.plain = is_plain(node);
    part.id = static_cast<ExpressionId>(out_.nodes.size());
    out_.nodes.push_back(std::move(node));
    return part;
}

const BinaryOperator* Parser::binary_operator() {
    blanks();
    for (const auto& binary : binaries) {
        if (!text_.substr(at_).starts_with(binary.sign)) continue;
        if (starts_name(binary.sign.front()) && starts_name(sign(binary.sign.size()))) continue;
        return &binary;
    }
    return nullptr;
}

Parser::Part Parser::expression(int strength) {
    const Nesting nesting(*this);
    Part left = operand();
    while (const auto* binary = binary_operator()) {
        if (binary->strength <= strength) break;
        const std::size_t offset = at_;
        at_ += binary->sign.size();
        const Part right = expression(binary->strength);
        if (binary->kind == ExpressionKind::unite) {
            want_nodes(left, offset);
            want_nodes(right, offset);
        }
        ExpressionNode made = node(binary->kind, offset);
        made.operands = {left.id, right.id};
        Part part;
        part.take(left);
        part.take(right);
        left = finish(std::move(made), part);
    }
    return left;
}

Parser::Part Parser::operand() {
    blanks();
    if (sign() != '-') return path();
    const std::size_t offset = at_++;
    const Part inner = expression(strength_of_minus);
    ExpressionNode made = node(ExpressionKind::negate, offset);
    made.operands = {inner.id};
    Part part;
    part.take(inner);
    return finish(std::move(made), part);
}

bool Parser::gives_nodes(const ExpressionNode& made) const {
    switch (made.kind) {
        case ExpressionKind::path:
        case ExpressionKind::unite:
            return true;
        case ExpressionKind::call:
            // if() and coalesce() may give nodes; that is seen when they are evaluated.
            return made.function == Function::refused || facts(made.function).gives_nodes ||
                   made.function == Function::if_ || made.function == Function::depend;
        default:
            return false;
    }
}

void Parser::want_nodes(const Part& part, std::size_t offset) const {
    if (gives_nodes(out_.nodes[part.id])) return;
    refuse(offset, "ở đây cần một đường dẫn tới các nút, không phải một giá trị (a path is wanted, not a value)");
}

bool Parser::begins_primary() const {
    const char first = sign();
    if (first == '(' || first == '"' || first == '\'' || first == '$' || is_digit(first)) return true;
    if (first == '.' && is_digit(sign(1))) return true;
    if (!starts_name(first)) return false;
    std::size_t at = at_;
    while (at < text_.size() &&
           (continues_name(text_[at]) || (text_[at] == ':' && at + 1 < text_.size() && starts_name(text_[at + 1])))) {
        ++at;
    }
    const std::string_view name = text_.substr(at_, at - at_);
    while (at < text_.size() && is_blank(text_[at])) ++at;
    if (at >= text_.size() || text_[at] != '(') return false;
    return name != "node" && name != "text" && name != "comment" && name != "processing-instruction";
}

Parser::Part Parser::primary() {
    const char first = sign();
    if (first == '"' || first == '\'') return text_literal(first);
    if (first == '$') {
        refuse(at_, "biến có dấu $ chỉ dùng trong bảng XLSForm, không có trong XPath (variables are not supported)");
    }
    if (first == '(') {
        ++at_;
        const Part inner = expression(0);
        want(")");
        return inner;
    }
    return starts_name(first) ? call() : number_literal();
}

Parser::Part Parser::text_literal(char quote) {
    ExpressionNode made = node(ExpressionKind::text, at_);
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) refuse(at_, "chuỗi chưa có dấu nháy đóng (a closing quote is missing)");
    made.text = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return finish(std::move(made), {});
}

Parser::Part Parser::number_literal() {
    ExpressionNode made = node(ExpressionKind::number, at_);
    const char* const begin = text_.data() + at_;
    const char* const end = text_.data() + text_.size();
    const auto [stop, error] = std::from_chars(begin, end, made.number, std::chars_format::general);
    if (error != std::errc() && error != std::errc::result_out_of_range) {
        refuse(at_, fmt::format("\"{}\" không phải là số (not a number)", rest()));
    }
    if (error == std::errc::result_out_of_range) made.number = std::numeric_limits<double>::infinity();
    at_ += static_cast<std::size_t>(stop - begin);
    return finish(std::move(made), {});
}

Parser::Part Parser::call() {
    ExpressionNode made = node(ExpressionKind::call, at_);
    const std::size_t offset = at_;
    std::string name(plain_name());
    if (sign() == ':') {
        ++at_;
        const std::string prefix = space_of(name) == javarosa ? "jr" : name;
        name = prefix + ":" + std::string(plain_name());
    }
    const auto found = find_function(name);
    std::string problem;
    if (!found) problem = fmt::format("không có hàm {}() (unknown function {}())", name, name);
    want("(");
    Part part;
    if (!take(")")) {
        do {
            const Part argument = expression(0);
            part.take(argument);
            made.operands.push_back(argument.id);
        } while (take(","));
        want(")");
    }
    const std::size_t given = made.operands.size();
    if (found) problem = problem_of_arguments(*found, made);
    if (!problem.empty()) {
        if (bad_calls_ == BadCalls::refuse) refuse(offset, problem);
        made.function = Function::refused;
        made.text = problem;
        part.reads_context = true;
        return finish(std::move(made), part);
    }
    made.function = found->function;
    part.reads_context = part.reads_context || (found->reads_context && (given == 0 || found->fewest_arguments > 0));
    part.uses_chance = part.uses_chance || draws_by_chance(found->function, given);
    part.counts =
        part.counts || found->function == Function::last || (found->function == Function::position && given == 0);
    return finish(std::move(made), part);
}

bool Parser::draws_by_chance(Function function, std::size_t arguments) {
    return function == Function::random || function == Function::uuid ||
           (function == Function::randomize && arguments < 2);
}

std::string Parser::problem_of_arguments(const FunctionFacts& fact, const ExpressionNode& made) const {
    const std::size_t given = made.operands.size();
    const bool odd_pairs = (fact.function == Function::indexed_repeat && given % 2 == 0) ||
                           (fact.function == Function::weighted_checklist && given % 2 != 0);
    if (given < fact.fewest_arguments || given > fact.most_arguments || odd_pairs) {
        return fmt::format("hàm {}() không nhận {} đối số (wrong number of arguments: {})", fact.name, given, given);
    }
    const bool wants_nodes = [&] {
        switch (fact.function) {
            case Function::count:
            case Function::count_non_empty:
            case Function::sum:
            case Function::randomize:
            case Function::indexed_repeat:
                return true;
            case Function::position:
            case Function::name:
            case Function::local_name:
            case Function::namespace_uri:
                return given > 0;
            default:
                return false;
        }
    }();
    if (!wants_nodes || gives_nodes(out_.nodes[made.operands.front()])) return {};
    return fmt::format("đối số của {}() phải là một đường dẫn (a path is wanted)", fact.name);
}

Syntax parse_expression(std::string_view text, Names& names, const NamespaceOf& namespace_of, BadCalls bad_calls) {
    return Parser(text, names, namespace_of, bad_calls).run();
}

}  // namespace longdan::xpath
