#include "engine/xpath/syntax.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include <fmt/format.h>

namespace longdan::xpath {

namespace {

constexpr std::size_t deepest_nesting = 200;
constexpr std::string_view javarosa = "http://openrosa.org/javarosa";

bool is_blank(char sign) { return sign == ' ' || sign == '\t' || sign == '\n' || sign == '\r'; }
bool is_digit(char sign) { return sign >= '0' && sign <= '9'; }
bool starts_name(char sign) {
    const auto byte = static_cast<unsigned char>(sign);
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' || byte >= 0x80;
}
bool continues_name(char sign) { return starts_name(sign) || is_digit(sign) || sign == '-' || sign == '.'; }

struct BinaryOperator {
    std::string_view sign;
    int strength;
    ExpressionKind kind;
};

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

constexpr std::array<std::pair<std::string_view, Axis>, 12> axes = {{
    {"child", Axis::child},
    {"parent", Axis::parent},
    {"self", Axis::self},
    {"attribute", Axis::attribute},
    {"descendant", Axis::descendant},
    {"descendant-or-self", Axis::descendant_or_self},
    {"ancestor", Axis::ancestor},
    {"ancestor-or-self", Axis::ancestor_or_self},
    {"following-sibling", Axis::following_sibling},
    {"preceding-sibling", Axis::preceding_sibling},
    {"following", Axis::following},
    {"preceding", Axis::preceding},
}};

}  // namespace

/// A Pratt parser that reads the text as it goes: where an operand is wanted `*` and `div` are names, where an operator
/// is wanted they are operators (XPath 1.0, section 3.7).
class Parser {
  public:
    Parser(std::string_view text, Names& names, const NamespaceOf& namespace_of, BadCalls bad_calls)
        : text_(text), names_(names), namespace_of_(namespace_of), bad_calls_(bad_calls) {}

    Syntax run() {
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

  private:
    /// What is known of a finished part: where it is, how deep, and what its value depends on.
    struct Part {
        ExpressionId id = 0;
        std::size_t height = 1;
        bool reads_context = false;
        bool uses_chance = false;
        bool counts = false;

        void take(const Part& inner) {
            height = std::max(height, inner.height + 1);
            reads_context = reads_context || inner.reads_context;
            uses_chance = uses_chance || inner.uses_chance;
            counts = counts || inner.counts;
        }
        /// A predicate looks at its own nodes, not at the node outside.
        void take_predicate(const Part& inner) {
            height = std::max(height, inner.height + 1);
            uses_chance = uses_chance || inner.uses_chance;
        }
    };

    class Nesting {
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

    [[noreturn]] void refuse(std::size_t offset, const std::string& message) const {
        throw ExpressionError(offset, fmt::format("ký tự thứ {}: {}", offset + 1, message));
    }
    /// The next few signs, for messages; cut between characters.
    std::string rest() const {
        std::size_t length = std::min<std::size_t>(20, text_.size() - at_);
        while (at_ + length < text_.size() && (static_cast<unsigned char>(text_[at_ + length]) & 0xC0) == 0x80)
            ++length;
        return std::string(text_.substr(at_, length));
    }
    void blanks() {
        while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    }
    char sign(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
    bool take(std::string_view wanted) {
        blanks();
        if (!text_.substr(at_).starts_with(wanted)) return false;
        at_ += wanted.size();
        return true;
    }
    void want(std::string_view wanted) {
        if (!take(wanted)) {
            refuse(at_, fmt::format("thiếu \"{}\" trước \"{}\" (\"{}\" is wanted here)", wanted, rest(), wanted));
        }
    }

    ExpressionNode node(ExpressionKind kind, std::size_t offset) const {
        ExpressionNode made;
        made.kind = kind;
        made.offset = static_cast<std::uint32_t>(offset);
        return made;
    }
    Part finish(ExpressionNode node, Part part) {
        if (part.height > deepest_expression) refuse(node.offset, "biểu thức lồng nhau quá sâu (nested too deep)");
        node.fixed = !part.reads_context && !part.uses_chance;
        node.counts = part.counts;
        if (node.kind == ExpressionKind::path) node.plain = is_plain(node);
        part.id = static_cast<ExpressionId>(out_.nodes.size());
        out_.nodes.push_back(std::move(node));
        return part;
    }

    bool is_plain(const ExpressionNode& made) const {
        if (made.origin == Origin::base) {
            const ExpressionNode& base = out_.nodes[made.base];
            const bool known = base.kind == ExpressionKind::call &&
                               (base.function == Function::current || base.function == Function::instance);
            if (!known || !made.base_predicates.empty()) return false;
        }
        return std::all_of(made.steps.begin(), made.steps.end(), [](const Step& step) {
            return step.predicates.empty() && step.test != NodeTest::any_text &&
                   (step.axis == Axis::child || step.axis == Axis::parent || step.axis == Axis::self ||
                    step.axis == Axis::attribute);
        });
    }

    const BinaryOperator* binary_operator() {
        blanks();
        for (const auto& binary : binaries) {
            if (!text_.substr(at_).starts_with(binary.sign)) continue;
            if (starts_name(binary.sign.front()) && starts_name(sign(binary.sign.size()))) continue;
            return &binary;
        }
        return nullptr;
    }

    Part expression(int strength) {
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

    Part operand() {
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

    bool gives_nodes(const ExpressionNode& made) const {
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
    void want_nodes(const Part& part, std::size_t offset) const {
        if (gives_nodes(out_.nodes[part.id])) return;
        refuse(offset, "ở đây cần một đường dẫn tới các nút, không phải một giá trị (a path is wanted, not a value)");
    }

    Part path() {
        blanks();
        const std::size_t offset = at_;
        if (at_ == text_.size()) refuse(at_, "thiếu một vế ở cuối biểu thức (something is missing at the end)");
        if (sign() == '/') return absolute_path();
        if (!begins_primary()) {
            ExpressionNode made = node(ExpressionKind::path, offset);
            Part part;
            part.reads_context = true;
            steps(made, part);
            return finish(std::move(made), part);
        }
        const Part first = primary();
        blanks();
        if (sign() != '[' && sign() != '/') return first;
        want_nodes(first, at_);
        ExpressionNode made = node(ExpressionKind::path, offset);
        made.origin = Origin::base;
        made.base = first.id;
        Part part;
        part.take(first);
        predicates(made.base_predicates, part);
        if (take("//")) {
            made.steps.push_back(everything_below());
            steps(made, part);
        } else if (take("/")) {
            steps(made, part);
        }
        return finish(std::move(made), part);
    }

    Part absolute_path() {
        ExpressionNode made = node(ExpressionKind::path, at_);
        made.origin = Origin::document;
        Part part;
        if (take("//")) {
            made.steps.push_back(everything_below());
            steps(made, part);
        } else {
            take("/");
            blanks();
            if (sign() == '.' || sign() == '@' || sign() == '*' || starts_name(sign())) steps(made, part);
        }
        return finish(std::move(made), part);
    }

    static Step everything_below() {
        Step step;
        step.axis = Axis::descendant_or_self;
        step.test = NodeTest::any_node;
        return step;
    }

    /// A name is a function when a parenthesis follows, unless it is a node test.
    bool begins_primary() const {
        const char first = sign();
        if (first == '(' || first == '"' || first == '\'' || first == '$' || is_digit(first)) return true;
        if (first == '.' && is_digit(sign(1))) return true;
        if (!starts_name(first)) return false;
        std::size_t at = at_;
        while (at < text_.size() && (continues_name(text_[at]) ||
                                     (text_[at] == ':' && at + 1 < text_.size() && starts_name(text_[at + 1])))) {
            ++at;
        }
        const std::string_view name = text_.substr(at_, at - at_);
        while (at < text_.size() && is_blank(text_[at])) ++at;
        if (at >= text_.size() || text_[at] != '(') return false;
        return name != "node" && name != "text" && name != "comment" && name != "processing-instruction";
    }

    Part primary() {
        const char first = sign();
        if (first == '"' || first == '\'') return text_literal(first);
        if (first == '$') {
            refuse(
                at_, "biến có dấu $ chỉ dùng trong bảng XLSForm, không có trong XPath (variables are not supported)"
            );
        }
        if (first == '(') {
            ++at_;
            const Part inner = expression(0);
            want(")");
            return inner;
        }
        return starts_name(first) ? call() : number_literal();
    }

    Part text_literal(char quote) {
        ExpressionNode made = node(ExpressionKind::text, at_);
        const std::size_t end = text_.find(quote, at_ + 1);
        if (end == std::string_view::npos) refuse(at_, "chuỗi chưa có dấu nháy đóng (a closing quote is missing)");
        made.text = text_.substr(at_ + 1, end - at_ - 1);
        at_ = end + 1;
        return finish(std::move(made), {});
    }

    Part number_literal() {
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

    std::string_view plain_name() {
        blanks();
        const std::size_t begin = at_;
        if (!starts_name(sign())) refuse(at_, fmt::format("cần một tên trước \"{}\" (a name is wanted)", rest()));
        while (at_ < text_.size() && continues_name(text_[at_])) ++at_;
        return text_.substr(begin, at_ - begin);
    }

    std::string space_of(std::string_view prefix) const {
        return namespace_of_ ? namespace_of_(prefix) : std::string();
    }

    Part call() {
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
        part.reads_context =
            part.reads_context || (found->reads_context && (given == 0 || found->fewest_arguments > 0));
        part.uses_chance = part.uses_chance || draws_by_chance(found->function, given);
        part.counts =
            part.counts || found->function == Function::last || (found->function == Function::position && given == 0);
        return finish(std::move(made), part);
    }

    static bool draws_by_chance(Function function, std::size_t arguments) {
        return function == Function::random || function == Function::uuid ||
               (function == Function::randomize && arguments < 2);
    }

    /// Why the arguments do not fit; "" when they do.
    std::string problem_of_arguments(const FunctionFacts& fact, const ExpressionNode& made) const {
        const std::size_t given = made.operands.size();
        const bool odd_pairs = (fact.function == Function::indexed_repeat && given % 2 == 0) ||
                               (fact.function == Function::weighted_checklist && given % 2 != 0);
        if (given < fact.fewest_arguments || given > fact.most_arguments || odd_pairs) {
            return fmt::format(
                "hàm {}() không nhận {} đối số (wrong number of arguments: {})", fact.name, given, given
            );
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

    void predicates(std::vector<ExpressionId>& into, Part& part) {
        while (take("[")) {
            const Part inner = expression(0);
            part.take_predicate(inner);
            into.push_back(inner.id);
            want("]");
        }
    }

    void steps(ExpressionNode& made, Part& part) {
        while (true) {
            made.steps.push_back(step(part));
            if (take("//")) {
                made.steps.push_back(everything_below());
            } else if (!take("/")) {
                return;
            }
        }
    }

    Step step(Part& part) {
        blanks();
        Step made;
        made.offset = static_cast<std::uint32_t>(at_);
        if (take("..")) {
            made.axis = Axis::parent;
            made.test = NodeTest::any_node;
        } else if (take(".")) {
            made.axis = Axis::self;
            made.test = NodeTest::any_node;
        } else {
            if (take("@")) {
                made.axis = Axis::attribute;
                blanks();
            } else {
                axis(made);
            }
            node_test(made);
        }
        predicates(made.predicates, part);
        return made;
    }

    void axis(Step& made) {
        if (!starts_name(sign())) return;
        const std::size_t begin = at_;
        const std::string_view name = plain_name();
        if (!take("::")) {
            at_ = begin;
            return;
        }
        const auto found =
            std::find_if(axes.begin(), axes.end(), [&](const auto& known) { return known.first == name; });
        if (found == axes.end()) refuse(begin, fmt::format("không có trục {}:: (unknown axis)", name));
        made.axis = found->second;
        blanks();
    }

    void node_test(Step& made) {
        if (take("*")) {
            made.test = NodeTest::any_name;
            return;
        }
        if (!starts_name(sign())) {
            refuse(
                at_, at_ == text_.size() ? "thiếu một vế ở cuối biểu thức (something is missing at the end)"
                                         : fmt::format("không hiểu \"{}\" (not understood)", rest())
            );
        }
        const std::size_t begin = at_;
        std::string_view name = plain_name();
        if (const std::size_t after = at_; take("(")) {
            kind_test(made, name, begin);
            return;
        } else {
            at_ = after;
        }
        if (sign() == ':' && sign(1) != ':') {
            ++at_;
            made.prefix = name;
            made.space = space_of(name);
            made.space_id = names_.add(made.space);
            if (take("*")) {
                made.test = NodeTest::any_name;
                return;
            }
            name = plain_name();
        }
        made.name = name;
        made.name_id = names_.add(name);
    }

    void kind_test(Step& made, std::string_view name, std::size_t begin) {
        if (name == "node") {
            made.test = NodeTest::any_node;
        } else if (name == "text") {
            made.test = NodeTest::any_text;
        } else if (name == "comment") {
            made.test = NodeTest::nothing;
        } else if (name == "processing-instruction") {
            made.test = NodeTest::nothing;
            blanks();
            if (sign() == '"' || sign() == '\'') {
                const std::size_t end = text_.find(sign(), at_ + 1);
                if (end == std::string_view::npos)
                    refuse(at_, "chuỗi chưa có dấu nháy đóng (a closing quote is missing)");
                at_ = end + 1;
            }
        } else {
            refuse(begin, fmt::format("hàm {}() không đứng được sau dấu / (a function cannot be a step)", name));
        }
        want(")");
    }

    std::string_view text_;
    Names& names_;
    const NamespaceOf& namespace_of_;
    BadCalls bad_calls_;
    std::size_t at_ = 0;
    std::size_t nesting_ = 0;
    Syntax out_;
};

Syntax parse_expression(std::string_view text, Names& names, const NamespaceOf& namespace_of, BadCalls bad_calls) {
    return Parser(text, names, namespace_of, bad_calls).run();
}

}  // namespace longdan::xpath
