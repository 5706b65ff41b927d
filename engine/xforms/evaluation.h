#pragma once

#include "engine/xforms/form.h"
#include "engine/xforms/form_model.h"
#include "engine/xforms/form_plan.h"
#include "engine/xforms/instance.h"
#include "engine/xforms/session.h"
#include "engine/xpath/evaluate.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::xforms {

/// The expressions of a form at work on one instance: what is relevant, required, right; choices and texts. Session
/// changes an instance with it, the check of a submission only asks. For the .cpp files of this room.
class Evaluation final : public xpath::Surroundings {
  public:
    Evaluation(const Form& form, FormInstance& instance, const SessionOptions& options);

    /// True when the node and all around it are relevant.
    bool relevant(xpath::NodeId id) const { return instance_.tree().node(id).relevant; }
    bool required(xpath::NodeId id) const { return flag(id, is_required); }
    bool readonly(xpath::NodeId id) const;

    /// Evaluates the expression at one node and keeps what it says (relevance for the node and all below it, required,
    /// read-only, the calculated value). True when that changed something.
    bool apply(std::uint32_t expression, xpath::NodeId id);
    /// Relevance and what is required (with `readonly`, also what is read-only) of an instance that came as it is.
    /// Where that cannot be evaluated because something is missing, a node is relevant when it holds an answer.
    void take_conditions(bool readonly);
    /// New nodes stand under an irrelevant group: takes its relevance over.
    void inherit(xpath::NodeId id);

    /// What is wrong with the value; without `required` a blank value is never wrong.
    std::optional<ViolationRule> judge(xpath::NodeId id) const;
    /// The value that the calculation of the node gives, as its type writes it.
    std::string calculated(xpath::NodeId id) const;
    /// The same for any expression whose value the node takes.
    std::string computed(std::uint32_t expression, xpath::NodeId id) const;
    /// Whether a value that came is the calculated one: as text, as number, as truth, in some language.
    bool agrees(xpath::NodeId id) const;

    bool evaluate_condition(std::uint32_t expression, xpath::NodeId id, bool otherwise) const;
    std::string evaluate_words(std::uint32_t expression, xpath::NodeRef at, xpath::NodeRef current) const;
    /// None where the expression has no value.
    xpath::NodeSet evaluate_nodes(std::uint32_t expression, xpath::NodeId id) const;
    double evaluate_count(std::uint32_t expression, xpath::NodeId id) const;
    xpath::Context context(xpath::NodeRef at, xpath::NodeRef current) const;
    xpath::Context context(xpath::NodeId id) const { return context(ref(id), ref(id)); }
    xpath::NodeRef ref(xpath::NodeId id) const { return {&instance_.tree(), id}; }

    std::string text(const FormText& text, xpath::NodeRef at, xpath::NodeRef current) const;
    /// Another form of a translated text: "image", "guidance"; nothing when there is none.
    std::optional<std::string> text_form(const FormText& text, std::string_view form, xpath::NodeId at) const;
    std::vector<SessionChoice> choices(std::uint32_t control, xpath::NodeId id) const;
    void set_language(const Language* language) { language_ = language; }
    const Language* language() const { return language_; }

    const xpath::Tree* instance(std::string_view id) const override;
    std::optional<std::string> itext(std::string_view id, xpath::NodeRef context) const override;
    std::string choice_name(std::string_view value, std::string_view path, xpath::NodeRef context) const override;
    std::string property(std::string_view name) const override;
    std::string version() const override { return form_.version(); }
    std::uint64_t random_bits() override;
    /// A random UUID, version 4 (RFC 9562, section 5.4).
    std::string uuid();

  private:
    enum Flag : std::uint8_t { is_irrelevant = 1, is_required = 2, is_readonly = 4 };
    bool flag(xpath::NodeId id, Flag which) const { return id < flags_.size() && (flags_[id] & which) != 0; }
    bool set_flag(xpath::NodeId id, Flag which, bool on);
    void spread_relevance(xpath::NodeId id);
    std::optional<ViolationRule> judge_choices(xpath::NodeId id, const Control& control, std::string_view value) const;
    /// True when the expression asks a list in a file that is not there, or nodes that were not sent: what it says
    /// means nothing.
    bool lacks(std::uint32_t expression) const;
    bool lacks_list(const FormExpression& expression) const;
    bool holds_answer(xpath::NodeId id) const;
    std::optional<bool> is_choice(xpath::NodeId id, const Itemset& itemset, std::string_view value) const;
    std::string item_value(const Itemset& itemset, xpath::NodeRef item, xpath::NodeId at) const;
    const FormText* translated(std::string_view key, std::string_view form) const;
    std::string write(const FormText& text, xpath::NodeRef at, xpath::NodeRef current) const;
    std::string key_of(const FormText& text, xpath::NodeRef at, xpath::NodeRef current) const;
    bool equal_to(xpath::NodeId id, const std::string& calculated) const;
    /// Whether it holds where what is not relevant is not there at all, as JavaRosa evaluates what gathers nodes; true
    /// when a repeat that the expression gathers is missing. False for an expression that gathers nothing of the kind.
    bool without_irrelevant(std::uint32_t expression, const std::function<bool(const Evaluation&)>& holds) const;

    const Form& form_;
    FormInstance& instance_;
    const SessionOptions& options_;
    const Language* language_ = nullptr;
    std::unique_ptr<const xpath::Tree> last_saved_;
    mutable std::unique_ptr<FormInstance> relevant_part_;  ///< of a submission, made when it is first needed
    std::vector<std::uint8_t> flags_;
    bool as_it_came_ = false;  ///< a submission, which holds what was sent and nothing else
    std::uint64_t chance_ = 0;
    mutable int depth_ = 0;  ///< of texts inside texts
};

}  // namespace longdan::xforms
