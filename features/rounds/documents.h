#pragma once

#include "features/rounds/frame_document.h"
#include "features/rounds/rounds.h"
#include "platform/view/view.h"

#include <optional>
#include <string>
#include <vector>

/// What the pages of officials show: allow-lists of fields, one view each (ui/views/rounds).
namespace longdan::rounds {

struct ChoiceDocument {
    std::string value;
    std::string label;
    LONGDAN_DOCUMENT(ChoiceDocument, value, label)
};

/// The head of every page of a round.
struct RoundHead {
    std::string id;
    std::string code;
    std::string name;
    std::string scheme;
    std::int64_t year = 0;
    std::string state;
    std::string state_name;
    bool simulated = false;
    bool whole = false;  ///< the reader may see the whole round, not only some units
    LONGDAN_DOCUMENT(RoundHead, id, code, name, scheme, year, state, state_name, simulated, whole)
};

struct RoundListPage {
    std::vector<RoundHead> rounds;
    bool may_create = false;
    LONGDAN_DOCUMENT(RoundListPage, rounds, may_create)
};
inline constexpr view::View<RoundListPage> list_view{"rounds/list"};

struct RoundFormPage {
    std::string id;  ///< empty: a new round
    std::vector<ChoiceDocument> schemes;
    std::vector<ChoiceDocument> designs;
    std::vector<ChoiceDocument> forms;
    std::string scheme;
    std::string code;
    std::string name;
    std::string year;
    std::string purpose;
    std::string design;
    std::string form;
    std::string design_json;
    std::vector<view::FieldMessage> errors;
    LONGDAN_DOCUMENT(
        RoundFormPage, id, schemes, designs, forms, scheme, code, name, year, purpose, design, form, design_json, errors
    )
};
inline constexpr view::View<RoundFormPage> form_view{"rounds/form"};

struct StepDocument {
    std::string state;
    std::string name;
    std::string standing;  ///< done, now, later
    std::optional<Moment> time;
    LONGDAN_DOCUMENT(StepDocument, state, name, standing, time)
};

struct HistoryDocument {
    Moment time;
    std::string who;
    std::string what;
    std::string reason;
    std::string document;
    LONGDAN_DOCUMENT(HistoryDocument, time, who, what, reason, document)
};

struct ActionField {
    std::string name;
    std::string label;
    std::string kind;  ///< text, number, moment, checkbox
    std::string hint;
    std::string value;
    bool optional = false;
    LONGDAN_DOCUMENT(ActionField, name, label, kind, hint, value, optional)
};

/// Something the reader may do now.
struct ActionDocument {
    std::string address;
    std::string label;
    std::string explanation;
    std::string weight;  ///< main, second, danger
    std::vector<ActionField> fields;
    LONGDAN_DOCUMENT(ActionDocument, address, label, explanation, weight, fields)
};

struct JobDocument {
    std::string id;
    std::string title;
    std::string state;
    std::string state_name;
    std::int64_t done = 0;  ///< of 100
    std::int64_t total = 100;
    std::string message;
    LONGDAN_DOCUMENT(JobDocument, id, title, state, state_name, done, total, message)
};

struct RoundPage {
    RoundHead head;
    std::string purpose;
    std::string design_name;
    std::string method;
    std::string form;
    std::vector<StepDocument> steps;
    std::string waiting_for;  ///< a sentence: what the round waits for
    std::vector<ActionDocument> actions;
    std::optional<JobDocument> job;
    std::string dossier;  ///< address of the dossier that waits, or ""
    std::string frame_sha256;
    std::string seed;
    std::string sample_sha256;
    std::optional<Moment> collection_from;
    std::optional<Moment> collection_to;
    std::string questionnaire;  ///< address of the questionnaire, or ""
    std::string revision;       ///< code of the newest revision, or ""
    std::optional<Moment> publish_at;
    std::vector<HistoryDocument> history;
    LONGDAN_DOCUMENT(
        RoundPage, head, purpose, design_name, method, form, steps, waiting_for, actions, job, dossier, frame_sha256,
        seed, sample_sha256, collection_from, collection_to, questionnaire, revision, publish_at, history
    )
};
inline constexpr view::View<RoundPage> round_view{"rounds/round"};

struct NoteDocument {
    std::string about;
    std::string mark;
    std::string text;
    std::string source;
    LONGDAN_DOCUMENT(NoteDocument, about, mark, text, source)
};

struct StageDocument {
    std::string name;
    std::string unit;
    std::string size;  ///< in words
    std::string select;
    std::int64_t list = 0;
    std::int64_t fixed = 0;
    std::int64_t reserve = 0;
    std::vector<NoteDocument> notes;
    LONGDAN_DOCUMENT(StageDocument, name, unit, size, select, list, fixed, reserve, notes)
};

struct DesignPage {
    RoundHead head;
    std::string name;
    std::string summary;
    std::int64_t version = 0;
    std::string sha256;
    Day day;
    double confidence = 0;
    std::vector<StageDocument> stages;
    LONGDAN_DOCUMENT(DesignPage, head, name, summary, version, sha256, day, confidence, stages)
};
inline constexpr view::View<DesignPage> design_view{"rounds/design"};

struct FramePage {
    RoundHead head;
    std::string sha256;
    FrameReportDocument report;
    LONGDAN_DOCUMENT(FramePage, head, sha256, report)
};
inline constexpr view::View<FramePage> frame_view{"rounds/frame"};

struct CountLine {
    std::string code;
    std::string name;
    std::int64_t districts = 0;
    std::int64_t communes = 0;
    std::int64_t villages = 0;
    std::int64_t places = 0;
    std::int64_t reserves = 0;
    LONGDAN_DOCUMENT(CountLine, code, name, districts, communes, villages, places, reserves)
};

struct DrawPage {
    RoundHead head;
    std::string seed;
    std::string seed_origin;
    std::string frame_sha256;
    std::string sample_sha256;
    std::string report_sha256;
    CountLine total;
    std::vector<CountLine> provinces;
    LONGDAN_DOCUMENT(DrawPage, head, seed, seed_origin, frame_sha256, sample_sha256, report_sha256, total, provinces)
};
inline constexpr view::View<DrawPage> draw_view{"rounds/draw"};

struct UnitLine {
    std::string level;
    std::string code;
    std::string name;
    bool reserve = false;
    std::int64_t position = 0;
    std::string status;
    double probability = 0;
    bool has_more = false;  ///< there is something under it
    LONGDAN_DOCUMENT(UnitLine, level, code, name, reserve, position, status, probability, has_more)
};

struct PlaceLine {
    std::string code;
    std::int64_t number = 0;
    bool reserve = false;
    std::int64_t position = 0;
    std::string status;
    LONGDAN_DOCUMENT(PlaceLine, code, number, reserve, position, status)
};

struct ReplacementLine {
    Moment time;
    std::string who;
    std::string level_name;
    std::string out_code;
    std::string in_code;
    std::string reason;
    std::string note;
    std::string document;
    LONGDAN_DOCUMENT(ReplacementLine, time, who, level_name, out_code, in_code, reason, note, document)
};

struct SamplePage {
    RoundHead head;
    std::string parent;  ///< code of the unit one looks into; empty: the provinces
    std::string parent_name;
    std::string above;  ///< code one level up
    std::vector<CountLine> provinces;
    std::vector<UnitLine> units;
    std::vector<PlaceLine> places;
    std::vector<ReplacementLine> replacements;
    std::vector<ChoiceDocument> reasons;
    bool may_replace = false;
    bool may_supplement = false;
    LONGDAN_DOCUMENT(
        SamplePage, head, parent, parent_name, above, provinces, units, places, replacements, reasons, may_replace,
        may_supplement
    )
};
inline constexpr view::View<SamplePage> sample_view{"rounds/sample"};

struct BoardLine {
    std::string name;
    std::int64_t places = 0;
    std::int64_t issued = 0;
    std::int64_t received = 0;
    std::int64_t valid = 0;
    std::int64_t invalid = 0;
    std::int64_t open = 0;
    std::optional<Day> last;
    LONGDAN_DOCUMENT(BoardLine, name, places, issued, received, valid, invalid, open, last)
};

struct BoardPage {
    RoundHead head;
    std::optional<Moment> opens;
    std::optional<Moment> closes;
    BoardLine total;
    std::vector<BoardLine> lines;
    std::string questionnaire;
    std::string open_questionnaire;
    LONGDAN_DOCUMENT(BoardPage, head, opens, closes, total, lines, questionnaire, open_questionnaire)
};
inline constexpr view::View<BoardPage> board_view{"rounds/board"};

struct RuleLine {
    std::string rule;
    std::string name;
    std::int64_t answers = 0;
    LONGDAN_DOCUMENT(RuleLine, rule, name, answers)
};

struct DataDocument {
    std::int64_t number = 0;
    Moment cut_off;
    std::int64_t received = 0;
    std::int64_t used = 0;
    std::string cells_sha256;
    std::string log_sha256;
    std::vector<RuleLine> rules;
    LONGDAN_DOCUMENT(DataDocument, number, cut_off, received, used, cells_sha256, log_sha256, rules)
};

struct TrialLine {
    std::int64_t number = 0;
    std::int64_t data = 0;
    std::int64_t figures = 0;
    std::int64_t changed = 0;
    std::string sha256;
    std::string file;
    Moment time;
    bool submitted = false;
    LONGDAN_DOCUMENT(TrialLine, number, data, figures, changed, sha256, file, time, submitted)
};

struct CutOffPage {
    RoundHead head;
    std::vector<DataDocument> data;
    std::vector<TrialLine> trials;
    LONGDAN_DOCUMENT(CutOffPage, head, data, trials)
};
inline constexpr view::View<CutOffPage> cut_off_view{"rounds/cut_off"};

/// One figure in both series.
struct FigurePair {
    std::string indicator;
    std::string label;
    std::int64_t depth = 0;
    std::string kind;  ///< node, item
    std::string unit;
    std::string unit_name;
    std::optional<double> official;
    std::optional<int> rank;
    std::int64_t n = 0;
    std::optional<double> statistical;
    std::optional<double> se;
    std::optional<double> low;
    std::optional<double> high;
    std::optional<double> df;
    std::string flag;
    std::optional<double> before;  ///< official value of the trial before
    LONGDAN_DOCUMENT(
        FigurePair, indicator, label, depth, kind, unit, unit_name, official, rank, n, statistical, se, low, high, df,
        flag, before
    )
};

struct TrialPage {
    RoundHead head;
    TrialLine trial;
    std::string indicator;  ///< the column of the province table
    std::string indicator_label;
    std::string unit;  ///< whose nodes are shown
    std::string unit_name;
    std::vector<ChoiceDocument> units;
    std::vector<FigurePair> provinces;
    std::vector<FigurePair> nodes;
    std::optional<double> mean_of_provinces;
    LONGDAN_DOCUMENT(
        TrialPage, head, trial, indicator, indicator_label, unit, unit_name, units, provinces, nodes, mean_of_provinces
    )
};
inline constexpr view::View<TrialPage> trial_view{"rounds/trial"};

struct LevelShare {
    std::string label;
    std::optional<double> official;
    std::optional<double> statistical;
    std::optional<double> se;
    LONGDAN_DOCUMENT(LevelShare, label, official, statistical, se)
};

struct ItemPage {
    RoundHead head;
    std::int64_t trial = 0;
    std::string item;
    std::string label;
    std::string standing;
    std::string remark;
    std::string unit_name;
    FigurePair figure;
    std::vector<LevelShare> levels;
    LONGDAN_DOCUMENT(ItemPage, head, trial, item, label, standing, remark, unit_name, figure, levels)
};
inline constexpr view::View<ItemPage> item_view{"rounds/item"};

}  // namespace longdan::rounds
