#include "engine/xpath/expression.h"

namespace longdan::xpath {

namespace {

class Collector {
  public:
    explicit Collector(const Syntax& syntax) : syntax_(syntax) {}

    Dependencies run() {
        visit(syntax_.root(), nullptr);
        return std::move(out_);
    }

  private:
    /// `within`: the path whose predicate is being read, for relative references inside it.
    void visit(ExpressionId id, const Reference* within) {
        const ExpressionNode& node = syntax_[id];
        if (node.kind == ExpressionKind::path) return visit_path(node, within);
        if (node.kind == ExpressionKind::call) note(node, within);
        for (const ExpressionId operand : node.operands) visit(operand, within);
    }

    void visit_path(const ExpressionNode& node, const Reference* within) {
        Reference reference;
        reference.origin = node.origin;
        reference.offset = node.offset;
        if (node.origin == Origin::context && within) {
            reference = *within;
            reference.offset = node.offset;
        } else if (node.origin == Origin::base) {
            take_base(node, reference, within);
        }
        for (const ExpressionId predicate : node.base_predicates) visit(predicate, &reference);
        for (const Step& step : node.steps) {
            add_step(reference.steps, step);
            for (const ExpressionId predicate : step.predicates) visit(predicate, &reference);
        }
        out_.references.push_back(std::move(reference));
    }

    void take_base(const ExpressionNode& node, Reference& reference, const Reference* within) {
        const ExpressionNode& base = syntax_[node.base];
        if (base.kind == ExpressionKind::call && base.function == Function::current) {
            reference.from_current = true;
        } else if (base.kind == ExpressionKind::call && base.function == Function::instance) {
            const ExpressionNode& id = syntax_[base.operands[0]];
            if (id.kind == ExpressionKind::text) reference.instance = id.text;
            visit(base.operands[0], within);
        } else if (base.kind == ExpressionKind::path) {
            const std::size_t before = out_.references.size();
            visit_path(base, within);
            if (out_.references.size() > before) reference = out_.references.back();
        } else {
            // Nodes of a union or of a function: what they read is listed; everything below them is, too.
            visit(node.base, within);
            reference.steps.emplace_back("//");
        }
    }

    static void add_step(std::vector<std::string>& steps, const Step& step) {
        switch (step.axis) {
            case Axis::self:
                if (steps.empty()) steps.emplace_back(".");
                return;
            case Axis::parent:
                steps.emplace_back("..");
                return;
            case Axis::attribute:
                steps.push_back("@" + written_name(step));
                return;
            case Axis::child:
                steps.push_back(written_name(step));
                return;
            case Axis::descendant:
            case Axis::descendant_or_self:
                steps.emplace_back("//");
                return;
            case Axis::ancestor:
            case Axis::ancestor_or_self:
            case Axis::following_sibling:
            case Axis::preceding_sibling:
            case Axis::following:
            case Axis::preceding:
                steps.emplace_back("..");
                steps.emplace_back("//");
                return;
        }
    }
    static std::string written_name(const Step& step) {
        if (step.test != NodeTest::name) return "*";
        return step.prefix.empty() ? step.name : step.prefix + ":" + step.name;
    }

    void note(const ExpressionNode& node, const Reference* within) {
        switch (node.function) {
            case Function::now:
            case Function::today:
                out_.reads_clock = true;
                break;
            case Function::random:
            case Function::uuid:
                out_.uses_chance = true;
                break;
            case Function::randomize:
                out_.uses_chance = out_.uses_chance || node.operands.size() < 2;
                break;
            case Function::once:
                out_.uses_once = true;
                note_context(node, within);
                break;
            case Function::position:
            case Function::last:
                out_.reads_position = out_.reads_position || !within;
                break;
            case Function::itext:
                out_.reads_labels = true;
                break;
            case Function::choice_name:
                out_.reads_labels = true;
                note_choice_path(node);
                break;
            case Function::refused:
                break;
            default:
                if (node.operands.empty() && facts(node.function).reads_context) note_context(node, within);
        }
    }

    /// The function reads the node at hand without naming it.
    void note_context(const ExpressionNode& node, const Reference* within) {
        Reference reference;
        if (within)
            reference = *within;
        else
            reference.steps.emplace_back(".");
        reference.offset = node.offset;
        out_.references.push_back(std::move(reference));
    }

    /// jr:choice-name(value, '/data/question') names its question in a text.
    void note_choice_path(const ExpressionNode& node) {
        const ExpressionNode& path = syntax_[node.operands[1]];
        if (path.kind != ExpressionKind::text || !path.text.starts_with('/')) return;
        Reference reference;
        reference.origin = Origin::document;
        reference.offset = path.offset;
        std::size_t at = 1;
        while (at <= path.text.size()) {
            const std::size_t end = std::min(path.text.find('/', at), path.text.size());
            std::string name = path.text.substr(at, end - at);
            while (!name.empty() && name.back() == ' ') name.pop_back();
            reference.steps.push_back(std::move(name));
            at = end + 1;
        }
        out_.references.push_back(std::move(reference));
    }

    const Syntax& syntax_;
    Dependencies out_;
};

}  // namespace

Dependencies dependencies_of(const Syntax& syntax) { return Collector(syntax).run(); }

}  // namespace longdan::xpath
