#include "engine/scoring/frame.h"
#include "engine/scoring/rule.h"
#include "platform/base/error.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace longdan::scoring {
namespace {

constexpr std::array<std::string_view, 5> standings = {"confirmed", "background", "derived", "unknown", "example"};

/// Sources name the node but not its points: then sums cannot be checked.
bool points_unknown(const Node& node) { return node.standing == "unknown" && node.maximum.is_zero(); }

/// Walks a frame and collects everything that is wrong.
class Checker {
  public:
    explicit Checker(const Frame& frame) : frame_(frame) {}

    std::vector<Problem> run() {
        if (frame_.code.empty()) add("", "khung chưa có mã", "the frame has no code");
        if (frame_.title.vi.empty()) add("", "khung chưa có tên", "the frame has no title");
        standing("", frame_.standing);
        bands();
        for (const Node& node : frame_.nodes) walk(node);
        return std::move(problems_);
    }

  private:
    void add(std::string place, std::string vi, std::string en) {
        problems_.push_back({std::move(place), std::move(vi), std::move(en)});
    }

    void standing(const std::string& place, const std::string& value) {
        if (std::find(standings.begin(), standings.end(), value) != standings.end()) return;
        add(place, "mức tin cậy lạ: " + value, "unknown standing: " + value);
    }

    void bands() {
        for (std::size_t i = 0; i < frame_.bands.size(); ++i) {
            const Band& band = frame_.bands[i];
            const std::string place = fmt::format("bands[{}]", i);
            if (band.name.vi.empty()) add(place, "nhóm chưa có tên", "the band has no name");
            if (i > 0 && !frame_.quartiles && frame_.bands[i - 1].from <= band.from) {
                add(place, "các nhóm phải xếp từ cao xuống thấp", "bands go from high to low");
            }
        }
    }

    void walk(const Node& node) {
        const std::string place = node.code.empty() ? "«" + node.name.vi + "»" : node.code;
        if (node.code.empty()) add(place, "chưa có mã", "has no code");
        if (!node.code.empty() && !codes_.insert(node.code).second) add(place, "mã bị trùng", "the code comes twice");
        if (node.code == "total") add(place, "mã 'total' dành cho tổng điểm", "'total' is kept for the sum");
        if (node.name.vi.empty()) add(place, "chưa có tên", "has no name");
        if (node.maximum < Exact(0)) add(place, "điểm tối đa âm", "the maximum is below 0");
        standing(place, node.standing);
        if (node.is_leaf()) {
            leaf(place, node);
            return;
        }
        if (node.rule != Rule())
            add(place + ", rule", "nút có nút con không được có luật", "a node with children has no rule");
        Exact sum;
        for (const Node& child : node.children) sum += child.maximum;
        const bool all_known = std::none_of(node.children.begin(), node.children.end(), points_unknown);
        if (all_known && sum != node.maximum) {
            add(place,
                fmt::format("tổng điểm tối đa của các nút con là {}, không phải {}", sum.text(), node.maximum.text()),
                fmt::format("the maxima of the children sum to {}, not {}", sum.text(), node.maximum.text()));
        }
        for (const Node& child : node.children) walk(child);
    }

    void leaf(const std::string& place, const Node& node) {
        const bool free = node.rule.kind == RuleKind::bonus || node.rule.kind == RuleKind::penalty;
        if (free && !node.maximum.is_zero()) {
            add(place, "điểm cộng, điểm trừ có điểm tối đa là 0", "bonus and penalty have maximum 0");
        }
        if (!free && node.maximum.is_zero() && !points_unknown(node))
            add(place, "điểm tối đa bằng 0", "the maximum is 0");
        if (node.step && *node.step <= Exact(0)) add(place, "bước điểm phải lớn hơn 0", "the step must be over 0");
        if (node.step && Exact(0) < *node.step && !node.maximum.multiple_of(*node.step)) {
            add(place, "điểm tối đa không phải bội số của bước điểm", "the maximum is no multiple of the step");
        }
        const std::size_t before = problems_.size();
        rule(place + ", rule", node, node.rule);
        if (problems_.size() == before) examples(place, node);
    }

    void rule(const std::string& place, const Node& node, const Rule& rule) {
        switch (rule.kind) {
            case RuleKind::steps:
                steps(place, node, rule);
                break;
            case RuleKind::ratio:
                ratio(place, rule);
                break;
            case RuleKind::levels:
                options(place, rule, "mức", "levels");
                break;
            case RuleKind::survey:
                survey(place, rule);
                break;
            case RuleKind::penalty:
            case RuleKind::bonus:
                if (rule.per_case <= Exact(0))
                    add(place, "điểm mỗi trường hợp phải lớn hơn 0", "per_case must be over 0");
                break;
            case RuleKind::expression:
                expression(place, rule);
                break;
            case RuleKind::best_of:
                if (rule.rules.size() < 2) add(place, "cần ít nhất hai luật để chọn", "needs at least two rules");
                for (std::size_t i = 0; i < rule.rules.size(); ++i) {
                    this->rule(fmt::format("{}[{}]", place, i), node, rule.rules[i]);
                }
                break;
            case RuleKind::points:
            case RuleKind::yes_no:
            case RuleKind::percentage:
                break;
        }
    }

    void steps(const std::string& place, const Node& node, const Rule& rule) {
        if (rule.steps.empty()) add(place, "chưa có bậc điểm nào", "has no steps");
        Exact best = rule.otherwise;
        for (std::size_t i = 0; i < rule.steps.size(); ++i) {
            const Step& step = rule.steps[i];
            best = larger(best, step.points);
            const std::string here = fmt::format("{}, steps[{}]", place, i);
            if (step.points < Exact(0) || node.maximum < step.points) {
                add(here, "điểm ngoài khoảng từ 0 đến tối đa", "points outside 0 and the maximum");
            }
            if (i == 0) continue;
            const Step& above = rule.steps[i - 1];
            const bool ordered = rule.measure == Measure::date ? above.until < step.until : step.from < above.from;
            if (!ordered) {
                add(here, "bậc này không bao giờ tới được vì bậc trước đã nhận",
                    "can never be reached: the step before takes it");
            }
            if (above.points < step.points) {
                add(here, "bậc khó hơn lại được ít điểm hơn", "a harder step gives fewer points");
            }
        }
        if (!rule.steps.empty() && best != node.maximum) {
            add(place, "không bậc nào đạt điểm tối đa", "no step reaches the maximum");
        }
    }

    void ratio(const std::string& place, const Rule& rule) {
        if (rule.full <= Exact(0)) add(place, "'full' phải lớn hơn 0", "'full' must be over 0");
        if (rule.full < rule.threshold) add(place, "ngưỡng cao hơn mức đạt tối đa", "the threshold is over 'full'");
        if (rule.interpolate && rule.full == rule.threshold) {
            add(place, "nội suy cần ngưỡng thấp hơn mức đạt tối đa", "interpolation needs a threshold under 'full'");
        }
    }

    void options(const std::string& place, const Rule& rule, std::string_view vi, std::string_view en) {
        if (rule.options.empty()) add(place, fmt::format("chưa có {} nào", vi), fmt::format("has no {}", en));
        bool full = false;
        for (const auto& [option, share] : rule.options) {
            full = full || share == Exact(1);
            if (share < Exact(0) || Exact(1) < share) {
                add(place, fmt::format("'{}' phải là phần từ 0 đến 1", option),
                    fmt::format("'{}' must be a share from 0 to 1", option));
            }
        }
        if (!rule.options.empty() && !full) {
            add(place, "không phương án nào đạt điểm tối đa", "no option reaches the maximum");
        }
    }

    void survey(const std::string& place, const Rule& rule) {
        options(place, rule, "phương án trả lời", "options");
        for (const std::string& option : rule.not_counted) {
            if (rule.options.contains(option)) {
                add(place, fmt::format("'{}' vừa có điểm vừa không tính", option),
                    fmt::format("'{}' has a share and is not counted", option));
            }
        }
        Exact weights;
        for (const auto& [group, weight] : rule.groups) {
            weights += weight;
            if (weight < Exact(0)) {
                add(place, fmt::format("quyền số của nhóm '{}' âm", group),
                    fmt::format("group '{}' weighs below 0", group));
            }
        }
        if (!rule.groups.empty() && weights != Exact(1)) {
            add(place, "tổng quyền số các nhóm là " + weights.text() + ", không phải 1",
                "the weights of the groups sum to " + weights.text() + ", not 1");
        }
    }

    void expression(const std::string& place, const Rule& rule) {
        try {
            Expression::compile(rule.expression);
        } catch (const Error& error) {
            add(place, std::string("biểu thức sai, ") + error.what(), std::string("wrong expression, ") + error.what());
        }
    }

    void examples(const std::string& place, const Node& node) {
        const CompiledRule compiled(node);
        for (std::size_t i = 0; i < node.rule.examples.size(); ++i) {
            const Example& example = node.rule.examples[i];
            const std::string here = fmt::format("{}, examples[{}]", place, i);
            try {
                Inputs inputs;
                for (const auto& [field, value] : example.inputs) {
                    if (!compiled.takes(field)) {
                        add(here, fmt::format("luật không nhận trường '{}'", field),
                            fmt::format("the rule does not take '{}'", field));
                    }
                    inputs.set(field, value);
                }
                const Exact points = compiled.evaluate(inputs).points;
                if (points != example.points) {
                    add(here, fmt::format("tính ra {}, ví dụ ghi {}", points.text(), example.points.text()),
                        fmt::format("gives {}, the example says {}", points.text(), example.points.text()));
                }
            } catch (const Error& error) {
                add(here, error.what(), error.what());
            }
        }
    }

    const Frame& frame_;
    std::vector<Problem> problems_;
    std::set<std::string> codes_;
};

}  // namespace

std::vector<Problem> check(const Frame& frame) { return Checker(frame).run(); }

namespace {

void check_nodes(const std::vector<Node>& above, const Frame& frame, std::vector<Problem>& problems) {
    for (const Node& wanted : above) {
        const Node* node = frame.find(wanted.code);
        if (node == nullptr) {
            problems.push_back({wanted.code, "thiếu nút của khung cấp trên", "a node of the frame above is missing"});
            continue;
        }
        if (node->maximum != wanted.maximum) {
            problems.push_back(
                {wanted.code,
                 fmt::format("điểm tối đa là {}, cấp trên quy định {}", node->maximum.text(), wanted.maximum.text()),
                 fmt::format("the maximum is {}, the frame above says {}", node->maximum.text(), wanted.maximum.text())}
            );
        }
        if (!wanted.is_leaf()) {
            for (const Node& child : node->children) {
                const bool known = std::any_of(wanted.children.begin(), wanted.children.end(), [&](const Node& other) {
                    return other.code == child.code;
                });
                if (!known) {
                    problems.push_back(
                        {child.code, "chỉ được thêm nút bên dưới tiêu chí nhỏ nhất của cấp trên",
                         "nodes may be added only below the smallest criteria of the frame above"}
                    );
                }
            }
        }
        check_nodes(wanted.children, frame, problems);
    }
}

}  // namespace

std::vector<Problem> check_refinement(const Frame& frame, const Frame& above) {
    std::vector<Problem> problems;
    const std::string name = above.code + "/" + above.version;
    if (frame.refines != name) {
        problems.push_back(
            {"", fmt::format("khung ghi cấp trên là '{}', không phải '{}'", frame.refines, name),
             fmt::format("the frame says it refines '{}', not '{}'", frame.refines, name)}
        );
    }
    check_nodes(above.nodes, frame, problems);
    for (const Node& node : frame.nodes) {
        const bool known = std::any_of(above.nodes.begin(), above.nodes.end(), [&](const Node& other) {
            return other.code == node.code;
        });
        if (!known) {
            problems.push_back({node.code, "khung cấp trên không có lĩnh vực này", "the frame above has no such domain"}
            );
        }
    }
    return problems;
}

}  // namespace longdan::scoring
