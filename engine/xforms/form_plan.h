#pragma once

#include "engine/xforms/expression.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// The form plan: a questionnaire as pages, groups and questions, with conditions as expression trees. Web pages, the
/// API and the offline app judge answers by it and by nothing else. The JSON form is described in docs/form-plan.md.
namespace longdan::xforms {

/// Texts by language code ("vi", "en").
using Texts = std::map<std::string, std::string, std::less<>>;
/// The text in a language, else in the plan's first language, else "".
const std::string& text_in(const Texts& texts, std::string_view language);

/// What stands in a packed answer instead of a value. All are below every value a question may have.
enum class MissingCode : std::int16_t {
    not_asked = -32001,  ///< skipped by a condition, or the respondent never came to it
    dont_know = -32002,
    refused = -32003,
    invalid = -32004,  ///< something was given that the question does not allow
    missing = -32005,  ///< asked and left blank
};
std::string_view name(MissingCode code);  ///< "not_asked"
constexpr bool is_missing(std::int16_t code) { return code <= -32001; }

struct Choice {
    std::string name;       ///< what an answer says: "4"
    std::int16_t code = 0;  ///< what is packed; a `missing` choice packs its MissingCode instead
    std::optional<MissingCode> missing;
    Texts label;
};

struct ChoiceList {
    std::string name;
    std::vector<Choice> choices;
    const Choice* find(std::string_view choice) const;
};

enum class QuestionType { select_one, select_multiple, integer, text, note };
std::string_view name(QuestionType type);

struct Question {
    std::string name;
    std::string path;  ///< "/data/group/name"
    QuestionType type = QuestionType::text;
    std::size_t page = 0;
    std::vector<std::size_t> groups;  ///< from the outside in
    Texts label;
    Texts hint;
    std::size_t list = 0;  ///< of select_one, select_multiple
    bool likert = false;   ///< draw as a labelled scale
    std::string item;      ///< code of the method's item it measures; "" for none
    std::string standing;  ///< how sure its wording is: confirmed, derived, background, working, unknown
    std::optional<std::int64_t> minimum, maximum;  ///< of integer
    std::size_t max_length = 2000;                 ///< of text, in bytes of UTF-8
    std::size_t max_choices = 0;                   ///< of select_multiple; 0: no limit
    Expression required;                           ///< empty: not required
    Expression relevant;                           ///< empty: always asked
    Expression constraint;                         ///< empty: everything of the type is allowed
    Texts required_message;
    Texts constraint_message;
};

struct Group {
    std::string name;
    Texts label;
    Texts hint;
    Expression relevant;
};

struct Page {
    std::string name;
    Texts title;
    Texts hint;
    Expression relevant;
    std::vector<std::size_t> questions;  ///< in the order asked
};

/// Values by question name, as text: a choice's name, several names with a blank between, a whole number, text.
using Answers = std::map<std::string, std::string, std::less<>>;

struct PlanLimits {
    std::size_t bytes = 2u << 20;
    std::size_t questions = 2000;
    std::size_t pages = 500;
    std::size_t choices = 5000;  ///< in all lists together
    std::size_t text = 4000;     ///< bytes of one text
};

/// A questionnaire as read. Immutable; share it between threads.
class FormPlan {
  public:
    /// Reads the JSON of a plan. Throws Error(invalid) with every problem found, each with its place
    /// ("pages[2].questions[0].relevant"), or one problem when the text is no JSON or is over a limit.
    static std::shared_ptr<const FormPlan> parse(std::string_view json, const PlanLimits& limits = {});

    const std::string& code() const { return code_; }
    const std::string& version() const { return version_; }
    const std::string& method_code() const { return method_code_; }
    const std::string& method_version() const { return method_version_; }
    const std::vector<std::string>& languages() const { return languages_; }
    const Texts& title() const { return title_; }
    const Texts& introduction() const { return introduction_; }
    const std::string& consent_version() const { return consent_version_; }
    const Texts& consent() const { return consent_; }
    int minutes() const { return minutes_; }  ///< how long answering takes, as the plan says

    const std::vector<Page>& pages() const { return pages_; }
    const std::vector<Group>& groups() const { return groups_; }
    const std::vector<Question>& questions() const { return questions_; }
    const std::vector<ChoiceList>& lists() const { return lists_; }
    const ChoiceList& list_of(const Question& question) const { return lists_[question.list]; }
    std::optional<std::size_t> find(std::string_view question) const;
    /// Questions in an order in which every condition comes after the questions it names.
    const std::vector<std::size_t>& evaluation_order() const { return order_; }

  private:
    friend class PlanReader;
    std::string code_, version_, method_code_, method_version_, consent_version_;
    std::vector<std::string> languages_;
    Texts title_, introduction_, consent_;
    int minutes_ = 10;
    std::vector<Page> pages_;
    std::vector<Group> groups_;
    std::vector<Question> questions_;
    std::vector<ChoiceList> lists_;
    std::unordered_map<std::string, std::size_t> by_name_;
    std::vector<std::size_t> order_;
};

enum class ViolationRule { type, required, constraint, choice, irrelevant, calculate, unknown };
std::string_view name(ViolationRule rule);

struct Violation {
    std::string path;  ///< "/data/age"; for an unknown name "/data/<name>"
    ViolationRule rule = ViolationRule::unknown;
    std::string question;  ///< its name
    std::string message;   ///< for the respondent, in the language asked for
};

/// Judges whole answers: what a submission with these answers breaks. Empty: it is in order.
std::vector<Violation> check(const FormPlan& plan, const Answers& answers, std::string_view language = "vi");

/// One variable of the packed answers.
struct Variable {
    std::string name;      ///< the question's, or "question/choice" for one choice of several
    std::size_t question;  ///< index in the plan
    std::size_t choice;    ///< index in the list: for one choice of several
    QuestionType type;     ///< select_one: code of the choice; select_multiple: 1 chosen, 0 not; integer: the number
    std::string item;      ///< the method's item
};

/// The order and meaning of packed answers, made from a plan: one variable for each select_one and integer, one for
/// each choice of a select_multiple. Texts are not packed; they stay in the raw answer.
struct Codebook {
    std::vector<Variable> variables;
    std::optional<std::size_t> find(std::string_view variable) const;
};
Codebook make_codebook(const FormPlan& plan);

/// The answers as small integers in the codebook's order; what is not there gets a MissingCode. Answers that break
/// a rule pack as `invalid`, what no condition asked for as `not_asked`.
std::vector<std::int16_t> pack(const FormPlan& plan, const Codebook& codebook, const Answers& answers);

/// Somebody filling in the form, page by page. Holds answers; the plan must outlive it.
class FormSession {
  public:
    FormSession(const FormPlan& plan, std::string language, const Answers& answers = {});

    /// Takes a value as sent: several values of one name are the choices of a select_multiple. Blanks are cut, text is
    /// normalised to NFC. An empty value takes the answer back. Unknown names are refused with false.
    bool set(std::string_view question, const std::vector<std::string>& values);
    const std::string& value(std::size_t question) const;

    bool relevant(std::size_t question) const;
    /// A page is shown when it is relevant and holds at least one relevant question.
    bool relevant_page(std::size_t page) const;
    bool required(std::size_t question) const;
    /// What is wrong on the page now: type, required, constraint, choice.
    std::vector<Violation> errors_on(std::size_t page) const;
    /// Everything that is wrong, as `check` finds it.
    std::vector<Violation> errors() const;

    std::optional<std::size_t> first_page() const;
    std::optional<std::size_t> next_page(std::size_t page) const;
    std::optional<std::size_t> previous_page(std::size_t page) const;

    /// Relevant answers only, as they would be submitted.
    Answers answers() const;
    /// All that was typed, also to questions that a later answer made irrelevant (kept while the person goes back).
    Answers draft() const;

  private:
    void evaluate() const;
    const FormPlan& plan_;
    std::string language_;
    std::vector<std::string> values_;
    mutable std::vector<char> relevant_;
    mutable bool fresh_ = false;
};

}  // namespace longdan::xforms
