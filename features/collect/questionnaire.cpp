#include "features/collect/questionnaire.h"

#include "platform/base/markup.h"
#include "platform/base/text.h"

#include <algorithm>

namespace longdan::collect {

using xforms::QuestionType;
using xforms::text_in;

namespace {

constexpr std::size_t most_kept_pages = 2000;

bool chosen(const xforms::Question& question, const std::string& value, std::string_view choice) {
    if (question.type == QuestionType::select_one) return value == choice;
    const auto words = split(value, ' ');
    return std::find(words.begin(), words.end(), choice) != words.end();
}

/// What a person reads as the answer: labels of the choices, or the text.
std::string readable(
    const xforms::FormPlan& plan, const xforms::Question& question, const std::string& value, std::string_view language
) {
    if (question.type == QuestionType::integer || question.type == QuestionType::text) return value;
    std::string text;
    for (const xforms::Choice& choice : plan.list_of(question).choices) {
        if (!chosen(question, value, choice.name)) continue;
        if (!text.empty()) text += "; ";
        text += text_in(choice.label, language);
    }
    return text.empty() ? value : text;
}

QuestionView question_document(
    const xforms::FormPlan& plan, const xforms::FormSession& session, std::size_t index, std::string_view language
) {
    const xforms::Question& question = plan.questions()[index];
    QuestionView view;
    view.field = std::string(field_prefix) + question.name;
    view.type = std::string(xforms::name(question.type));
    view.label = text_in(question.label, language);
    view.hint = text_in(question.hint, language);
    view.value = session.value(index);
    view.likert = question.likert;
    view.required = session.required(index);
    if (question.standing != "confirmed") view.standing = question.standing;
    view.max_length = static_cast<int>(question.max_length);
    if (question.type == QuestionType::select_one || question.type == QuestionType::select_multiple) {
        for (const xforms::Choice& choice : plan.list_of(question).choices) {
            view.choices.push_back(
                {choice.name, text_in(choice.label, language), chosen(question, view.value, choice.name),
                 choice.missing.has_value()}
            );
        }
    }
    return view;
}

}  // namespace

std::string title_of(const Door& door, std::string_view language) {
    const Collection& collection = door.collection;
    return language == "en" && !collection.title_en.empty() ? collection.title_en : collection.title;
}

std::string closed_reason(const Collection& collection, std::string_view language, Moment now) {
    const bool english = language == "en";
    if (now < collection.opens) {
        return (english ? "The survey opens at " : "Khảo sát mở từ ") + vietnamese(collection.opens);
    }
    if (!collection.open || now > collection.closes) {
        return english ? "The survey is closed and takes no more answers" : "Khảo sát đã đóng, không nhận thêm phiếu";
    }
    return "";
}

StartPage start_page(const Door& door, std::string_view language, Moment now) {
    const Collection& collection = door.collection;
    const xforms::FormPlan& plan = *door.form->plan;
    StartPage page;
    page.code = collection.code;
    page.title = title_of(door, language);
    page.runner = collection.runner;
    page.introduction = text_in(plan.introduction(), language);
    page.consent = text_in(plan.consent(), language);
    page.consent_version = plan.consent_version();
    page.minutes = plan.minutes();
    page.asks_code = collection.evidence == Evidence::probability;
    page.closed = closed_reason(collection, language, now);
    page.closes = collection.closes;
    page.simulated = collection.simulated;
    return page;
}

QuestionPage question_page(
    const Door& door, const xforms::FormSession& session, std::string_view language, std::size_t index
) {
    const xforms::FormPlan& plan = *door.form->plan;
    const xforms::Page& page = plan.pages()[index];
    QuestionPage document;
    document.code = door.collection.code;
    document.title = title_of(door, language);
    document.heading = text_in(page.title, language);
    document.hint = text_in(page.hint, language);
    document.page = static_cast<int>(index);
    document.can_go_back = session.previous_page(index).has_value();
    for (std::size_t other = 0; other < plan.pages().size(); ++other) {
        if (!session.relevant_page(other)) continue;
        ++document.steps;
        if (other <= index) ++document.step;
    }
    std::size_t last_group = plan.groups().size();
    for (const std::size_t question : page.questions) {
        if (!session.relevant(question)) continue;
        document.questions.push_back(question_document(plan, session, question, language));
        const auto& groups = plan.questions()[question].groups;
        if (!groups.empty() && groups.back() != last_group) {
            last_group = groups.back();
            document.questions.back().group = text_in(plan.groups()[last_group].label, language);
        }
        if (!document.shown.empty()) document.shown += ' ';
        document.shown += plan.questions()[question].name;
    }
    return document;
}

std::vector<GivenPage> given_pages(
    const xforms::FormPlan& plan, const xforms::FormSession& session, std::string_view language
) {
    std::vector<GivenPage> pages;
    for (std::size_t index = 0; index < plan.pages().size(); ++index) {
        GivenPage page;
        page.page = static_cast<int>(index);
        page.heading = text_in(plan.pages()[index].title, language);
        for (const std::size_t question : plan.pages()[index].questions) {
            if (!session.relevant(question)) continue;
            const xforms::Question& asked = plan.questions()[question];
            if (asked.type == QuestionType::note) continue;
            const std::string& value = session.value(question);
            page.answers.push_back(
                {text_in(asked.label, language), value.empty() ? "" : readable(plan, asked, value, language)}
            );
        }
        if (!page.answers.empty()) pages.push_back(std::move(page));
    }
    return pages;
}

ReviewPage review_page(const Door& door, const xforms::FormSession& session, std::string_view language) {
    ReviewPage page;
    page.code = door.collection.code;
    page.title = title_of(door, language);
    page.pages = given_pages(*door.form->plan, session, language);
    for (const GivenPage& given : page.pages) {
        page.last_page = given.page;
        page.blank +=
            static_cast<int>(std::count_if(given.answers.begin(), given.answers.end(), [](const auto& answer) {
                return answer.answer.empty();
            }));
    }
    return page;
}

std::vector<view::FieldMessage> messages_of(const std::vector<xforms::Violation>& violations) {
    std::vector<view::FieldMessage> messages;
    for (const auto& violation : violations) {
        messages.push_back({std::string(field_prefix) + violation.question, violation.message});
    }
    return messages;
}

std::string DrawnPages::find(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto found = pages_.find(key);
    return found == pages_.end() ? std::string() : found->second;
}

void DrawnPages::keep(const std::string& key, const std::string& html) {
    if (html.find(state_mark) == std::string::npos || html.find(signature_mark) == std::string::npos) return;
    const std::lock_guard lock(mutex_);
    if (pages_.size() >= most_kept_pages) pages_.clear();
    pages_.emplace(key, html);
}

std::string DrawnPages::filled(std::string html, std::string_view state, std::string_view signature) {
    const auto put = [&](std::string_view mark, const std::string& text) {
        const auto place = html.find(mark);
        if (place != std::string::npos) html.replace(place, mark.size(), text);
    };
    put(state_mark, escaped_markup(state));
    put(signature_mark, escaped_markup(signature));
    return html;
}

}  // namespace longdan::collect
