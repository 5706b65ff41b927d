#pragma once

#include "platform/base/document.h"
#include "platform/view/view.h"

#include <optional>
#include <string>
#include <vector>

/// What the pages of collection are made from: allow-lists of fields.
namespace longdan::collect {

struct SurveyLink {
    std::string code;
    std::string title;
    std::string runner;
    bool by_invitation = false;
    Moment closes;
    LONGDAN_DOCUMENT(SurveyLink, code, title, runner, by_invitation, closes)
};
/// Surveys that take answers now.
struct SurveyList {
    std::vector<SurveyLink> surveys;
    LONGDAN_DOCUMENT(SurveyList, surveys)
};

struct StartPage {
    std::string code;
    std::string title;
    std::string runner;
    std::string introduction;
    std::string consent;
    std::string consent_version;
    int minutes = 0;
    bool asks_code = false;
    std::string access_code;  ///< from the printed link
    std::string closed;       ///< why no answer is taken now; empty when it is open
    Moment closes;
    bool simulated = false;
    std::vector<view::FieldMessage> errors;
    LONGDAN_DOCUMENT(
        StartPage, code, title, runner, introduction, consent, consent_version, minutes, asks_code, access_code, closed,
        closes, simulated, errors
    )
};

struct ChoiceView {
    std::string name;
    std::string label;
    bool chosen = false;
    bool apart = false;  ///< "don't know": stands beside the scale
    LONGDAN_DOCUMENT(ChoiceView, name, label, chosen, apart)
};

struct QuestionView {
    std::string field;  ///< name of the input
    std::string type;
    std::string group;  ///< heading above it when it is the first of its group
    std::string label;
    std::string hint;
    std::string value;
    bool likert = false;
    bool required = false;
    std::string standing;  ///< how sure the wording is; empty when confirmed or not stated
    int max_length = 0;
    std::vector<ChoiceView> choices;
    LONGDAN_DOCUMENT(
        QuestionView, field, type, group, label, hint, value, likert, required, standing, max_length, choices
    )
};

struct QuestionPage {
    std::string code;
    std::string title;  ///< of the survey
    std::string heading;
    std::string hint;
    int page = 0;
    int step = 0;
    int steps = 0;
    bool can_go_back = false;
    std::string state;  ///< the answers so far, signed; travels with the form
    std::string signature;
    std::string shown;  ///< names of the questions on the page
    std::vector<QuestionView> questions;
    std::vector<view::FieldMessage> errors;
    LONGDAN_DOCUMENT(
        QuestionPage, code, title, heading, hint, page, step, steps, can_go_back, state, signature, shown, questions,
        errors
    )
};

struct GivenAnswer {
    std::string label;
    std::string answer;  ///< empty: left blank
    LONGDAN_DOCUMENT(GivenAnswer, label, answer)
};
struct GivenPage {
    int page = 0;
    std::string heading;
    std::vector<GivenAnswer> answers;
    LONGDAN_DOCUMENT(GivenPage, page, heading, answers)
};
struct ReviewPage {
    std::string code;
    std::string title;
    int last_page = 0;
    int blank = 0;
    std::string state;
    std::string signature;
    std::vector<GivenPage> pages;
    std::vector<view::FieldMessage> errors;
    LONGDAN_DOCUMENT(ReviewPage, code, title, last_page, blank, state, signature, pages, errors)
};

struct ReceiptPage {
    std::string code;
    std::string title;
    bool thanks = false;  ///< straight after sending
    std::string asked;    ///< what was typed into the check
    std::string receipt;  ///< empty: nothing is asked or nothing found
    std::optional<Day> received;
    std::string state;  ///< valid, invalid, voided, erased
    std::string sha256;
    std::string results_at;
    LONGDAN_DOCUMENT(ReceiptPage, code, title, thanks, asked, receipt, received, state, sha256, results_at)
};

struct DoorView {
    std::string id;
    std::string code;
    std::string title;
    std::string evidence;
    std::string form;
    std::string round;
    Moment opens;
    Moment closes;
    bool open = false;
    LONGDAN_DOCUMENT(DoorView, id, code, title, evidence, form, round, opens, closes, open)
};
struct DoorList {
    std::vector<DoorView> doors;
    LONGDAN_DOCUMENT(DoorList, doors)
};

struct UnitProgress {
    std::string unit;
    std::int64_t issued = 0;
    std::int64_t received = 0;
    std::int64_t valid = 0;
    std::int64_t invalid = 0;
    std::int64_t voided = 0;
    std::int64_t open = 0;
    std::optional<Day> last;
    LONGDAN_DOCUMENT(UnitProgress, unit, issued, received, valid, invalid, voided, open, last)
};
struct ProgressPage {
    std::string round;
    std::string title;
    std::vector<DoorView> doors;
    std::vector<UnitProgress> units;
    UnitProgress total;
    bool may_collect = false;
    bool may_read_answers = false;
    std::vector<view::FieldMessage> errors;
    LONGDAN_DOCUMENT(ProgressPage, round, title, doors, units, total, may_collect, may_read_answers, errors)
};

struct PointView {
    std::string point;
    std::string label;
    std::int64_t unused = 0;
    std::int64_t used = 0;
    std::int64_t withdrawn = 0;
    LONGDAN_DOCUMENT(PointView, point, label, unused, used, withdrawn)
};
struct CodesPage {
    DoorView door;
    std::vector<PointView> points;
    std::vector<view::FieldMessage> errors;
    LONGDAN_DOCUMENT(CodesPage, door, points, errors)
};
struct PrintedCode {
    std::string code;
    std::string address;
    std::string qr;  ///< path of an SVG
    int size = 0;    ///< modules of the QR, with its quiet zone
    LONGDAN_DOCUMENT(PrintedCode, code, address, qr, size)
};
struct PrintedCodes {
    std::string title;
    std::string runner;
    std::string label;
    std::string address;  ///< where to type the code
    Moment closes;
    std::vector<PrintedCode> codes;
    LONGDAN_DOCUMENT(PrintedCodes, title, runner, label, address, closes, codes)
};

struct AnswerLink {
    std::string id;
    Day received;
    std::string unit;
    std::string evidence;
    std::string channel;
    std::string state;
    LONGDAN_DOCUMENT(AnswerLink, id, received, unit, evidence, channel, state)
};
struct AnswerList {
    std::string round;
    std::string title;
    std::string only;  ///< state the list is limited to; empty: all
    std::vector<AnswerLink> answers;
    std::string next;  ///< id after which the next page starts; empty at the end
    LONGDAN_DOCUMENT(AnswerList, round, title, only, answers, next)
};
struct AnswerEvent {
    std::string kind;
    Day day;
    std::string reason;
    LONGDAN_DOCUMENT(AnswerEvent, kind, day, reason)
};
struct AnswerPage {
    std::string round;
    std::string id;
    std::string state;
    std::string sha256;
    std::vector<GivenPage> pages;
    std::vector<std::string> violations;
    std::vector<AnswerEvent> events;
    std::string raw;
    bool may_change = false;
    std::vector<view::FieldMessage> errors;
    LONGDAN_DOCUMENT(AnswerPage, round, id, state, sha256, pages, violations, events, raw, may_change, errors)
};

extern const view::View<SurveyList> surveys_view;
extern const view::View<StartPage> start_view;
extern const view::View<QuestionPage> question_view;
extern const view::View<ReviewPage> review_view;
extern const view::View<ReceiptPage> receipt_view;
extern const view::View<DoorList> doors_view;
extern const view::View<ProgressPage> progress_view;
extern const view::View<CodesPage> codes_view;
extern const view::View<PrintedCodes> printed_view;
extern const view::View<AnswerList> answers_view;
extern const view::View<AnswerPage> answer_view;

}  // namespace longdan::collect
