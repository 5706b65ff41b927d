#include "engine/xforms/submission.h"

#include "engine/xforms/evaluation.h"
#include "engine/xforms/form_model.h"
#include "engine/xforms/instance.h"
#include "engine/xforms/xml.h"
#include "platform/base/document.h"
#include "platform/base/error.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace longdan::xforms {
namespace {

using xpath::no_node;
using xpath::NodeId;

constexpr xml::Limits limits = {.bytes = 8u << 20, .depth = 100, .elements = 50'000};

/// What OpenRosa itself puts beside the answers of any form.
bool is_metadata(const xpath::Tree& tree, NodeId id) {
    if (tree.name(id) == "meta") return true;
    const NodeId parent = tree.node(id).parent;
    return parent != xpath::Tree::root && parent != no_node && tree.name(parent) == "meta";
}

class Judgement {
  public:
    Judgement(const Form& form, FormInstance& instance, const SessionOptions& options, SubmissionCheck& check)
        : form_(form), instance_(instance), evaluation_(form, instance, options), check_(check) {}

    void run(const FormCodebook& codebook) {
        evaluation_.take_conditions(false);
        judge_below(instance_.tree().document());
        sort_as_the_form();
        check_.outcome = check_.violations.empty() ? Outcome::ok : Outcome::violations;
        check_.packed = pack(form_, codebook, instance_, wrong_);
    }

  private:
    void judge_below(NodeId id) {
        judge(id);
        const xpath::Tree& tree = instance_.tree();
        for (NodeId at = tree.node(id).first_attribute; at != no_node; at = tree.node(at).next) judge(at);
        for (NodeId at = tree.node(id).first_child; at != no_node; at = tree.node(at).next) judge_below(at);
    }

    void judge(NodeId id) {
        const std::uint32_t index = instance_.form_node(id);
        if (index == no_index) {
            if (instance_.tree().node(id).kind == xpath::NodeKind::attribute) return;
            if (!is_metadata(instance_.tree(), id)) add(id, ViolationRule::unknown);
            return;
        }
        const FormNode& node = form_.nodes()[index];
        if (const auto rule = evaluation_.judge(id)) {
            add(id, *rule);
        } else if (judges_calculation(node) && evaluation_.relevant(id) && !evaluation_.agrees(id)) {
            add(id, ViolationRule::calculate);
        }
        if (node.type == DataType::binary && !instance_.tree().node(id).text.empty()) {
            check_.attachments.push_back(instance_.tree().node(id).text);
        }
        if (node.name == "instanceID" || node.name.ends_with(":instanceID")) {
            check_.instance_id = instance_.tree().node(id).text;
        }
    }

    bool judges_calculation(const FormNode& node) const {
        return node.calculate != no_index && node.preload.empty() && form_.model().is_volatile[node.calculate] == 0;
    }

    /// What a submission lacks stands where the form has it; what the form does not know comes last in its group.
    void sort_as_the_form() {
        using Key = std::vector<std::pair<std::uint32_t, std::size_t>>;
        std::vector<std::pair<Key, SubmissionViolation>> keyed;
        for (const auto& [id, rule] : found_) {
            Key key;
            for (NodeId at = id; at != xpath::Tree::root; at = instance_.tree().node(at).parent) {
                key.emplace_back(instance_.form_node(at), instance_.tree().position(at));
            }
            std::reverse(key.begin(), key.end());
            keyed.emplace_back(std::move(key), SubmissionViolation{instance_.path(id), rule});
        }
        std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        for (auto& [key, violation] : keyed) check_.violations.push_back(std::move(violation));
    }

    void add(NodeId id, ViolationRule rule) {
        found_.emplace_back(id, rule);
        if (wrong_.size() < instance_.tree().size()) wrong_.resize(instance_.tree().size(), 0);
        // An answer to a question that should not have been asked is left out, not wrong.
        if (rule != ViolationRule::irrelevant) wrong_[id] = 1;
    }

    const Form& form_;
    FormInstance& instance_;
    Evaluation evaluation_;
    SubmissionCheck& check_;
    std::vector<std::pair<NodeId, ViolationRule>> found_;
    std::vector<char> wrong_;
};

}  // namespace

std::string_view name(Outcome outcome) {
    switch (outcome) {
        case Outcome::ok:
            return "ok";
        case Outcome::violations:
            return "violations";
        case Outcome::unreadable:
            return "unreadable";
    }
    return {};
}

std::string why_not_of(const Form& form, const pugi::xml_node& root) {
    if (xml::attribute(root, "encrypted") == "yes" || xml::namespace_of(root) == xml::ns::submissions) {
        return "bản trả lời được mã hóa, phải giải mã trước (the submission is encrypted)";
    }
    const FormNode& expected = form.nodes().front();
    if (xml::local_name(root.name()) != xml::local_name(expected.name)) {
        return fmt::format(
            "phần tử gốc là <{}>, biểu mẫu này có <{}> (another root element)", root.name(), expected.name
        );
    }
    const std::string_view id = xml::attribute(root, "id");
    if (!id.empty() && !form.id().empty() && id != form.id()) {
        return fmt::format("thuộc biểu mẫu \"{}\", không phải \"{}\" (another form)", id, form.id());
    }
    std::string_view version = xml::attribute(root, "version");
    if (const auto written = xml::attribute_in(root, xml::ns::openrosa, "version")) version = written.value();
    if (!version.empty() && !form.version().empty() && version != form.version()) {
        return fmt::format(
            "làm theo phiên bản \"{}\", đang kiểm tra theo \"{}\" (another version of the form)", version,
            form.version()
        );
    }
    return {};
}

SubmissionCheck check_submission(
    const Form& form, const FormCodebook& codebook, std::string_view xml, const std::string& name,
    const SessionOptions& options
) {
    SubmissionCheck check;
    try {
        const xml::Document document(xml, name, limits);
        check.reason = why_not_of(form, document.root());
        if (check.reason.empty()) {
            FormInstance instance = FormInstance::load(form, document.root());
            Judgement(form, instance, options, check).run(codebook);
            return check;
        }
    } catch (const Error& error) {
        check.reason = error.what();
    }
    check.outcome = Outcome::unreadable;
    check.violations.clear();
    return check;
}

std::string to_json(const SubmissionCheck& check, const FormCodebook& codebook, std::string_view file) {
    std::string out = "{\"file\":";
    append_json_string(out, file);
    out += fmt::format(",\"outcome\":\"{}\"", name(check.outcome));
    if (check.outcome == Outcome::unreadable) {
        out += ",\"reason\":";
        append_json_string(out, check.reason);
    }
    out += ",\"violations\":[";
    bool first = true;
    for (const SubmissionViolation& one : check.violations) {
        out += first ? "{\"path\":" : ",{\"path\":";
        first = false;
        append_json_string(out, one.path);
        out += fmt::format(",\"rule\":\"{}\"}}", name(one.rule));
    }
    out += "],\"packed\":";
    append_packed_json(out, codebook, check.packed);
    out += "}";
    return out;
}

}  // namespace longdan::xforms
