#include "engine/scoring/frame.h"
#include "platform/base/document.h"
#include "platform/base/error.h"
#include "platform/base/time.h"

#include <array>
#include <set>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace longdan::scoring {
namespace {

namespace json = boost::json;

constexpr std::array<std::pair<RuleKind, std::string_view>, 11> rule_names = {{
    {RuleKind::points, "points"},
    {RuleKind::yes_no, "yes_no"},
    {RuleKind::steps, "steps"},
    {RuleKind::ratio, "ratio"},
    {RuleKind::levels, "levels"},
    {RuleKind::best_of, "best_of"},
    {RuleKind::penalty, "penalty"},
    {RuleKind::bonus, "bonus"},
    {RuleKind::percentage, "percentage"},
    {RuleKind::survey, "survey"},
    {RuleKind::expression, "expression"},
}};

constexpr std::array<std::string_view, 4> scorers = {"unit", "ministry", "survey", "statistic"};
constexpr std::array<std::string_view, 3> measures = {"count", "share", "date"};

/// A JSON object with its place, for error texts.
class Reader {
  public:
    Reader(const json::value& value, std::string place) : place_(std::move(place)) {
        if (!value.is_object()) refuse("cần một đối tượng JSON (an object is wanted)");
        object_ = &value.get_object();
    }

    [[noreturn]] void refuse(std::string_view message) const {
        throw Error(ErrorKind::invalid, fmt::format("{}: {}", place_, message));
    }

    void only(const std::set<std::string_view>& known) const {
        for (const auto& entry : *object_) {
            const std::string_view key = entry.key();
            if (!known.contains(key)) refuse(fmt::format("khóa lạ '{}' (unknown key)", key));
        }
    }

    const json::value* find(std::string_view key) const { return object_->if_contains(key); }
    const std::string& place() const { return place_; }

    std::string text(std::string_view key, std::string fallback = "") const {
        const json::value* value = find(key);
        if (value == nullptr) return fallback;
        if (!value->is_string()) refuse(fmt::format("'{}' phải là văn bản (must be text)", key));
        return std::string(value->get_string());
    }

    Text both(std::string_view key) const {
        const json::value* value = find(key);
        if (value == nullptr) return {};
        if (value->is_string()) return {std::string(value->get_string()), ""};
        const Reader reader(*value, place_ + ", " + std::string(key));
        reader.only({"vi", "en"});
        return {reader.text("vi"), reader.text("en")};
    }

    bool yes(std::string_view key) const {
        const json::value* value = find(key);
        if (value == nullptr) return false;
        if (!value->is_bool()) refuse(fmt::format("'{}' phải là true hoặc false (must be true or false)", key));
        return value->get_bool();
    }

    Exact exact_of(const json::value& value, std::string_view key) const {
        std::optional<Exact> number;
        if (value.is_string()) number = Exact::parse(value.get_string());
        if (value.is_int64()) number = Exact(value.get_int64());
        if (value.is_double()) number = Exact::from_double(value.get_double());
        if (!number) refuse(fmt::format("'{}' phải là số (must be a number)", key));
        return *number;
    }
    std::optional<Exact> maybe_exact(std::string_view key) const {
        const json::value* value = find(key);
        if (value == nullptr || value->is_null()) return std::nullopt;
        return exact_of(*value, key);
    }
    Exact exact(std::string_view key, const Exact& fallback) const { return maybe_exact(key).value_or(fallback); }

    std::map<std::string, Exact> table(std::string_view key) const {
        std::map<std::string, Exact> out;
        const json::value* value = find(key);
        if (value == nullptr) return out;
        if (!value->is_object()) refuse(fmt::format("'{}' phải là đối tượng tên: số (an object name: number)", key));
        for (const auto& entry : value->get_object()) out[std::string(entry.key())] = exact_of(entry.value(), key);
        return out;
    }

    std::vector<std::string> texts(std::string_view key) const {
        std::vector<std::string> out;
        for (const json::value& value : list(key)) {
            if (!value.is_string()) refuse(fmt::format("'{}' phải là danh sách văn bản (a list of texts)", key));
            out.emplace_back(value.get_string());
        }
        return out;
    }

    const json::array& list(std::string_view key) const {
        static const json::array none;
        const json::value* value = find(key);
        if (value == nullptr) return none;
        if (!value->is_array()) refuse(fmt::format("'{}' phải là danh sách (must be a list)", key));
        return value->get_array();
    }

    template <std::size_t count>
    std::size_t choice(std::string_view key, const std::array<std::string_view, count>& names) const {
        const std::string wanted = text(key, std::string(names[0]));
        for (std::size_t i = 0; i < count; ++i) {
            if (names[i] == wanted) return i;
        }
        refuse(fmt::format("'{}' không nhận giá trị '{}' (unknown value)", key, wanted));
    }

  private:
    const json::object* object_ = nullptr;
    std::string place_;
};

Rule read_rule(const Reader& reader, int depth);

std::vector<Step> read_steps(const Reader& reader, Measure measure) {
    std::vector<Step> steps;
    for (const json::value& value : reader.list("steps")) {
        const Reader one(value, fmt::format("{}, steps[{}]", reader.place(), steps.size()));
        one.only({"from", "until", "points"});
        Step step;
        step.points = one.exact("points", 0);
        if (measure == Measure::date) {
            const auto day = Day::parse(one.text("until"));
            if (!day) one.refuse("'until' phải là ngày yyyy-MM-dd (must be a day)");
            step.until = day->number;
        } else {
            const auto from = one.maybe_exact("from");
            if (!from) one.refuse("thiếu 'from' (is missing)");
            step.from = *from;
        }
        steps.push_back(std::move(step));
    }
    return steps;
}

std::vector<Example> read_examples(const Reader& reader) {
    std::vector<Example> examples;
    for (const json::value& value : reader.list("examples")) {
        const Reader one(value, fmt::format("{}, examples[{}]", reader.place(), examples.size()));
        one.only({"inputs", "points"});
        Example example;
        example.points = one.exact("points", 0);
        const json::value* inputs = one.find("inputs");
        if (inputs == nullptr || !inputs->is_object()) one.refuse("thiếu 'inputs' (is missing)");
        for (const auto& entry : inputs->get_object()) {
            if (entry.value().is_string()) {
                example.inputs[std::string(entry.key())] = std::string(entry.value().get_string());
            } else {
                example.inputs[std::string(entry.key())] = one.exact_of(entry.value(), entry.key()).text();
            }
        }
        examples.push_back(std::move(example));
    }
    return examples;
}

Rule read_rule(const Reader& reader, int depth) {
    reader.only(
        {"kind", "by", "steps", "otherwise", "threshold", "full", "interpolate", "how", "options", "not_counted",
         "groups", "per_case", "most", "expression", "rules", "examples"}
    );
    if (depth > 4) reader.refuse("luật lồng nhau quá sâu (rules nested too deep)");
    Rule rule;
    const std::string kind = reader.text("kind", "points");
    const auto known = rule_kind(kind);
    if (!known) reader.refuse(fmt::format("không có loại luật '{}' (unknown rule kind)", kind));
    rule.kind = *known;
    rule.measure = static_cast<Measure>(reader.choice("by", measures));
    rule.steps = read_steps(reader, rule.measure);
    rule.otherwise = reader.exact("otherwise", 0);
    rule.threshold = reader.exact("threshold", 0);
    rule.full = reader.exact("full", 1);
    rule.interpolate = reader.yes("interpolate");
    rule.minimum = reader.choice("how", std::array<std::string_view, 2>{"average", "minimum"}) == 1;
    rule.options = reader.table("options");
    rule.not_counted = reader.texts("not_counted");
    rule.groups = reader.table("groups");
    rule.per_case = reader.exact("per_case", 0);
    rule.most = reader.maybe_exact("most");
    rule.expression = reader.text("expression");
    for (const json::value& value : reader.list("rules")) {
        rule.rules.push_back(
            read_rule(Reader(value, fmt::format("{}, rules[{}]", reader.place(), rule.rules.size())), depth + 1)
        );
    }
    rule.examples = read_examples(reader);
    return rule;
}

class NodeReader {
  public:
    Node read(const json::value& value, const std::string& place, int depth) {
        const Reader reader(value, place);
        reader.only(
            {"code", "name", "max", "scored_by", "rule", "evidence", "applies_to", "owner", "step", "rounding",
             "standing", "note", "children"}
        );
        if (++nodes_ > most_nodes) reader.refuse(fmt::format("khung có quá {} nút (too many nodes)", most_nodes));
        if (depth > most_depth) reader.refuse(fmt::format("khung sâu quá {} cấp (too deep)", most_depth));
        Node node;
        node.code = reader.text("code");
        const std::string here = node.code.empty() ? place : node.code;
        node.name = reader.both("name");
        node.maximum = reader.exact("max", 0);
        node.scored_by = static_cast<ScoredBy>(reader.choice("scored_by", scorers));
        node.evidence = reader.both("evidence");
        node.applies_to = reader.texts("applies_to");
        node.owner = reader.text("owner");
        node.step = reader.maybe_exact("step");
        if (const auto decimals = reader.maybe_exact("rounding")) {
            if (*decimals < Exact(0) || Exact(6) < *decimals || !decimals->multiple_of(1)) {
                reader.refuse("'rounding' phải là số nguyên từ 0 đến 6 (a whole number from 0 to 6)");
            }
            node.rounding = static_cast<int>(decimals->to_double());
        }
        node.standing = reader.text("standing", "confirmed");
        node.note = reader.text("note");
        if (const json::value* rule = reader.find("rule")) node.rule = read_rule(Reader(*rule, here + ", rule"), 0);
        for (const json::value& child : reader.list("children")) {
            node.children.push_back(read(child, fmt::format("{}, children[{}]", here, node.children.size()), depth + 1)
            );
        }
        return node;
    }

  private:
    std::size_t nodes_ = 0;
};

// ---- writing

void put(std::string& out, std::string_view key, std::string_view value) {
    if (value.empty()) return;
    append_json_string(out, key);
    out += ':';
    append_json_string(out, value);
    out += ',';
}
void put(std::string& out, std::string_view key, const Text& text) {
    if (text.vi.empty() && text.en.empty()) return;
    append_json_string(out, key);
    out += ":{";
    put(out, "vi", text.vi);
    put(out, "en", text.en);
    out.back() = '}';
    out += ',';
}
void put_yes(std::string& out, std::string_view key, bool yes) {
    if (!yes) return;
    append_json_string(out, key);
    out += ":true,";
}
void put(std::string& out, std::string_view key, const std::vector<std::string>& texts) {
    if (texts.empty()) return;
    append_json_string(out, key);
    out += ':';
    append_json(out, texts);
    out += ',';
}
void put(std::string& out, std::string_view key, const std::map<std::string, Exact>& table) {
    if (table.empty()) return;
    std::map<std::string, std::string> texts;
    for (const auto& [option, share] : table) texts[option] = share.text();
    append_json_string(out, key);
    out += ':';
    append_json(out, texts);
    out += ',';
}
void end(std::string& out, char bracket) {
    if (out.back() == ',') out.pop_back();
    out += bracket;
}

void write_rule(std::string& out, const Rule& rule) {
    out += '{';
    put(out, "kind", name(rule.kind));
    if (!rule.steps.empty()) {
        put(out, "by", measures[static_cast<std::size_t>(rule.measure)]);
        out += "\"steps\":[";
        for (const Step& step : rule.steps) {
            out += '{';
            if (rule.measure == Measure::date) {
                put(out, "until", Day{step.until}.iso());
            } else {
                put(out, "from", step.from.text());
            }
            put(out, "points", step.points.text());
            end(out, '}');
            out += ',';
        }
        end(out, ']');
        out += ',';
    }
    if (!rule.otherwise.is_zero()) put(out, "otherwise", rule.otherwise.text());
    if (!rule.threshold.is_zero()) put(out, "threshold", rule.threshold.text());
    if (rule.full != Exact(1)) put(out, "full", rule.full.text());
    put_yes(out, "interpolate", rule.interpolate);
    if (rule.minimum) put(out, "how", "minimum");
    put(out, "options", rule.options);
    put(out, "not_counted", rule.not_counted);
    put(out, "groups", rule.groups);
    if (!rule.per_case.is_zero()) put(out, "per_case", rule.per_case.text());
    if (rule.most) put(out, "most", rule.most->text());
    put(out, "expression", rule.expression);
    if (!rule.rules.empty()) {
        out += "\"rules\":[";
        for (const Rule& one : rule.rules) {
            write_rule(out, one);
            out += ',';
        }
        end(out, ']');
        out += ',';
    }
    if (!rule.examples.empty()) {
        out += "\"examples\":[";
        for (const Example& example : rule.examples) {
            out += "{\"inputs\":";
            append_json(out, example.inputs);
            out += ',';
            put(out, "points", example.points.text());
            end(out, '}');
            out += ',';
        }
        end(out, ']');
        out += ',';
    }
    end(out, '}');
}

void write_node(std::string& out, const Node& node, int indent) {
    out += "\n" + std::string(static_cast<std::size_t>(indent) * 2, ' ') + '{';
    put(out, "code", node.code);
    put(out, "name", node.name);
    put(out, "max", node.maximum.text());
    if (node.scored_by != ScoredBy::unit) put(out, "scored_by", scorers[static_cast<std::size_t>(node.scored_by)]);
    put(out, "evidence", node.evidence);
    put(out, "applies_to", node.applies_to);
    put(out, "owner", node.owner);
    if (node.step) put(out, "step", node.step->text());
    if (node.rounding) out += "\"rounding\":" + std::to_string(*node.rounding) + ",";
    if (node.standing != "confirmed") put(out, "standing", node.standing);
    put(out, "note", node.note);
    if (node.rule != Rule()) {
        out += "\"rule\":";
        write_rule(out, node.rule);
        out += ',';
    }
    if (!node.children.empty()) {
        out += "\"children\":[";
        for (const Node& child : node.children) {
            write_node(out, child, indent + 1);
            out += ',';
        }
        end(out, ']');
        out += ',';
    }
    end(out, '}');
}

}  // namespace

std::string_view name(RuleKind kind) {
    for (const auto& [known, text] : rule_names) {
        if (known == kind) return text;
    }
    return "points";
}

std::optional<RuleKind> rule_kind(std::string_view wanted) {
    for (const auto& [kind, text] : rule_names) {
        if (text == wanted) return kind;
    }
    return std::nullopt;
}

Frame parse_frame(std::string_view text, const std::string& name) {
    boost::system::error_code failed;
    json::parse_options options;
    options.max_depth = 2 * most_depth + 16;
    const json::value parsed = json::parse(json::string_view(text.data(), text.size()), failed, {}, options);
    if (failed) {
        throw Error(ErrorKind::invalid, fmt::format("{}: không phải JSON (not JSON): {}", name, failed.message()));
    }
    const Reader reader(parsed, name);
    reader.only(
        {"$schema", "code", "version", "title", "standing", "source", "note", "refines", "rescale_without_survey",
         "bonus_cap", "penalty_cap", "quartiles", "bands", "not_ranked", "nodes"}
    );
    Frame frame;
    frame.code = reader.text("code");
    frame.version = reader.text("version");
    frame.title = reader.both("title");
    frame.standing = reader.text("standing", "confirmed");
    frame.source = reader.text("source");
    frame.note = reader.text("note");
    frame.refines = reader.text("refines");
    frame.rescale_without_survey = reader.yes("rescale_without_survey");
    frame.bonus_cap = reader.maybe_exact("bonus_cap");
    frame.penalty_cap = reader.maybe_exact("penalty_cap");
    frame.quartiles = reader.yes("quartiles");
    for (const json::value& value : reader.list("bands")) {
        const Reader band(value, fmt::format("{}, bands[{}]", name, frame.bands.size()));
        band.only({"name", "from"});
        frame.bands.push_back({band.both("name"), band.exact("from", 0)});
    }
    frame.not_ranked = reader.texts("not_ranked");
    NodeReader nodes;
    for (const json::value& value : reader.list("nodes")) {
        frame.nodes.push_back(nodes.read(value, fmt::format("{}, nodes[{}]", name, frame.nodes.size()), 1));
    }
    if (frame.nodes.empty()) reader.refuse("khung không có nút nào (no nodes)");
    return frame;
}

std::string write_frame(const Frame& frame) {
    std::string out = "{";
    put(out, "code", frame.code);
    put(out, "version", frame.version);
    put(out, "title", frame.title);
    if (frame.standing != "confirmed") put(out, "standing", frame.standing);
    put(out, "source", frame.source);
    put(out, "note", frame.note);
    put(out, "refines", frame.refines);
    put_yes(out, "rescale_without_survey", frame.rescale_without_survey);
    if (frame.bonus_cap) put(out, "bonus_cap", frame.bonus_cap->text());
    if (frame.penalty_cap) put(out, "penalty_cap", frame.penalty_cap->text());
    put_yes(out, "quartiles", frame.quartiles);
    if (!frame.bands.empty()) {
        out += "\"bands\":[";
        for (const Band& band : frame.bands) {
            out += '{';
            put(out, "name", band.name);
            put(out, "from", band.from.text());
            end(out, '}');
            out += ',';
        }
        end(out, ']');
        out += ',';
    }
    put(out, "not_ranked", frame.not_ranked);
    out += "\"nodes\":[";
    for (const Node& node : frame.nodes) {
        write_node(out, node, 1);
        out += ',';
    }
    end(out, ']');
    out += "\n}\n";
    return out;
}

namespace {
const Node* find_in(const std::vector<Node>& nodes, std::string_view code) {
    for (const Node& node : nodes) {
        if (node.code == code) return &node;
        if (const Node* found = find_in(node.children, code)) return found;
    }
    return nullptr;
}
}  // namespace

const Node* Frame::find(std::string_view code) const { return find_in(nodes, code); }

Exact Frame::maximum() const {
    Exact sum;
    for (const Node& node : nodes) sum += node.maximum;
    return sum;
}

}  // namespace longdan::scoring
