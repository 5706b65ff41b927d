#pragma once

#include "features/collect/documents.h"
#include "features/collect/form_state.h"
#include "features/collect/state.h"

#include <mutex>
#include <string>
#include <unordered_map>

/// The pages of a questionnaire, made from plan, answers and language. No database.
namespace longdan::collect {

/// Inputs of the page are named after their question with this before it.
constexpr std::string_view field_prefix = "q_";

std::string title_of(const Door& door, std::string_view language);
StartPage start_page(const Door& door, std::string_view language, Moment now);
QuestionPage question_page(
    const Door& door, const xforms::FormSession& session, std::string_view language, std::size_t page
);
std::vector<GivenPage> given_pages(
    const xforms::FormPlan& plan, const xforms::FormSession& session, std::string_view language
);
ReviewPage review_page(const Door& door, const xforms::FormSession& session, std::string_view language);
/// Violations as messages at the inputs of the page.
std::vector<view::FieldMessage> messages_of(const std::vector<xforms::Violation>& violations);
/// Why the door takes no answer now, in the reader's language; empty when it does.
std::string closed_reason(const Collection& collection, std::string_view language, Moment now);

/// Drawn pages without answers, kept to be sent again: only the signed state differs from person to person.
class DrawnPages {
  public:
    static constexpr std::string_view state_mark = "@@phieu@@";
    static constexpr std::string_view signature_mark = "@@ky@@";

    std::string find(const std::string& key);
    void keep(const std::string& key, const std::string& html);
    /// The page with the person's own state in it.
    static std::string filled(std::string html, std::string_view state, std::string_view signature);

  private:
    std::mutex mutex_;
    std::unordered_map<std::string, std::string> pages_;
};

}  // namespace longdan::collect
