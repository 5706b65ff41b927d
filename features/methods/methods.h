#pragma once

#include "engine/xforms/form_plan.h"
#include "features/identity/identity.h"
#include "platform/ground/ground.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// How satisfaction is measured: methods as versioned data (what is asked, what counts as satisfied, how items become
/// an index) and questionnaires with their codebooks. What no source confirms says so.
namespace longdan::methods {

struct MethodTag;
struct FormTag;
using MethodId = Id<MethodTag>;  ///< one version of a method
using FormId = Id<FormTag>;      ///< one version of a questionnaire

/// How sure a statement is.
enum class Standing {
    confirmed,   ///< a cited source says it
    derived,     ///< follows by arithmetic from confirmed figures
    background,  ///< from general knowledge; a default
    working,     ///< our own wording or choice until the real one is known
    unknown,     ///< exists, but nothing more is known
};
std::string_view name(Standing standing);      ///< "background"
std::string_view label_vi(Standing standing);  ///< "chưa xác nhận (hiểu biết chung)"

struct Provenance {
    Standing standing = Standing::unknown;
    std::string source;  ///< address or document; empty when there is none
    std::string remark;  ///< Vietnamese, shown to readers
};

struct Text {
    std::string vi;
    std::string en;
};

struct ScaleLevel {
    std::int16_t code = 0;  ///< as packed: 1 to 5
    Text label;
    bool satisfied = false;  ///< counts in the numerator
};

struct Scale {
    std::string code;
    Text label;
    std::vector<ScaleLevel> levels;
    Provenance provenance;
};

/// What a percentage is a share of.
enum class Base {
    valid,        ///< answers on the scale: without don't know, refused, blank
    asked,        ///< everybody who was asked, don't know and blank included
    respondents,  ///< everybody who answered the questionnaire
};
std::string_view name(Base base);

/// Part of the content: aspect, facet, factor, policy group, policy content.
struct Group {
    std::string code;
    std::string parent;  ///< code of the group it belongs to; empty at the top
    std::string kind;    ///< "aspect", "facet", "factor", "policy", "content"
    Text label;
    int items_stated = 0;  ///< how many items sources say it has; 0: not stated
    Provenance provenance;
};

struct Item {
    std::string code;  ///< stable over versions: "S.A.POL1.2"
    std::string group;
    Text label;
    std::string scale;
    bool multiple = false;  ///< several options may be chosen; each is a share of the base
    Base base = Base::valid;
    Provenance provenance;
};

/// How a node of the index is made of what stands below it.
enum class Rule {
    pooled,   ///< satisfied answers of all items below, divided by their valid answers
    mean,     ///< plain mean of the children (nodes, then items)
    weights,  ///< weighted mean of the children with whole-number weights
};
std::string_view name(Rule rule);

struct AggregationNode {
    std::string code;
    Text label;
    Rule rule = Rule::pooled;
    std::vector<AggregationNode> children;
    std::vector<std::string> items;
    std::vector<std::int64_t> weights;  ///< of children, then items; only with Rule::weights
    Provenance provenance;
};

/// Published figures that any reading of the tree has to meet: parts and their total, in hundredths of a percent.
struct PublishedCheck {
    int year = 0;
    std::vector<std::string> nodes;
    std::vector<std::int64_t> parts;
    std::int64_t total = 0;
    std::string source;
};

struct Method {
    MethodId id;
    std::int64_t scheme = 0;  ///< whose it is; 0: reference data that every scheme may use
    std::string code;         ///< "sipas-1001"
    std::string version;      ///< "2023.1"
    Text title;
    std::string document;  ///< "1001/QĐ-BNV ngày 11/12/2023"
    int first_year = 0;
    int last_year = 0;  ///< 0: still in use
    int minimum_n = 0;  ///< figures on fewer valid answers are not shown
    Provenance minimum_n_provenance;
    std::string remark;  ///< Vietnamese
    std::vector<std::string> sources;
    std::vector<Scale> scales;
    std::vector<Group> groups;
    std::vector<Item> items;
    AggregationNode tree;
    std::vector<PublishedCheck> checks;
    std::string sha256;  ///< of the data file's bytes
    std::string json;    ///< as loaded

    const Item* item(std::string_view code) const;
    const Scale* scale(std::string_view code) const;
    const Group* group(std::string_view code) const;
};

/// Reads a method from JSON (data/methods/README.md). Throws Error(invalid) with all problems at once, each with its
/// place.
Method parse_method(std::string_view json, std::string_view file_name);

/// Answers counted for one item.
struct ItemCount {
    std::int64_t satisfied = 0;
    std::int64_t valid = 0;
};
using ItemCounts = std::map<std::string, ItemCount, std::less<>>;

/// An exact share: two whole numbers as decimal text, reduced. A denominator of 0 means there is no value.
struct Share {
    std::string numerator = "0";
    std::string denominator = "0";

    bool has_value() const { return denominator != "0"; }
    double value() const;  ///< nearest double of the share, 0 to 1
    /// 100 times the share with so many decimals, rounded once, half up: 8170 for 81,70 with two.
    std::int64_t percent(int decimals = 2) const;
};

struct NodeValue {
    std::string code;
    bool is_item = false;
    std::int64_t satisfied = 0;  ///< of all items below
    std::int64_t valid = 0;
    Share share;
    bool incomplete = false;  ///< a child without valid answers was left out of a mean
};

/// The `official` index: the value of every node and item of the tree, parents before children. Rounded nowhere.
/// Items without an entry in `counts` count as without answers. Throws Error(invalid) for satisfied > valid or < 0.
std::vector<NodeValue> official_index(const AggregationNode& tree, const ItemCounts& counts);
/// Plain mean of shares (of provinces, say); shares without a value are left out; no value when none has one.
Share mean_of(std::span<const Share> shares);
/// True when some unrounded parts that print as `parts` and have these weights print as `total` (all in hundredths of a
/// percent, rounded half up): a reading of the tree that fails this for published figures is wrong.
bool could_print(std::span<const std::int64_t> parts, std::span<const std::int64_t> weights, std::int64_t total);

/// A questionnaire with all that is needed to take and read its answers. Immutable.
struct Form {
    FormId id;
    std::int64_t scheme = 0;
    std::string code;
    std::string version;
    MethodId method;
    std::string sha256;
    std::string json;
    std::shared_ptr<const xforms::FormPlan> plan;
    xforms::Codebook codebook;
};

/// Where an item stands in the packed answers and how its codes are read.
struct ItemCoding {
    std::string item;
    std::size_t variable = 0;             ///< index in the codebook
    std::vector<std::int16_t> valid;      ///< codes in the denominator
    std::vector<std::int16_t> satisfied;  ///< codes in the numerator
};
/// For every item of the method that the form asks on a scale. Items the form does not ask are left out.
std::vector<ItemCoding> item_codings(const Method& method, const Form& form);
/// Adds one packed answer to the counts.
void count(const std::vector<ItemCoding>& codings, std::span<const std::int16_t> answers, ItemCounts& counts);

/// The stored methods and questionnaires. Versions are immutable: storing other bytes under a known code and version
/// throws Error(conflict). Thread-safe; what was read once is kept.
class Methods {
  public:
    explicit Methods(Ground& ground);
    ~Methods();

    void add_routes();
    static void declare_views(view::Catalogue& catalogue);

    /// Loads <folder>/methods/*.json and <folder>/questionnaires/*.json as reference data; safe to repeat.
    void seed(db::Transaction& tx, const std::string& data_folder);

    MethodId store_method(db::Transaction& tx, std::int64_t scheme, std::string_view json, std::string_view file_name);
    /// The method it names must be stored, and its scales must have the codes of the plan's choices.
    FormId store_form(db::Transaction& tx, std::int64_t scheme, std::string_view json, std::string_view file_name);

    /// Reference methods and those of the schemes, newest version of each code first.
    std::vector<std::shared_ptr<const Method>> list_methods(
        db::Transaction& tx, const std::vector<std::int64_t>& schemes
    ) const;
    std::vector<std::shared_ptr<const Form>> list_forms(db::Transaction& tx, const std::vector<std::int64_t>& schemes)
        const;
    /// Throws Error(not_found).
    std::shared_ptr<const Method> method(db::Transaction& tx, MethodId id) const;
    std::shared_ptr<const Form> form(db::Transaction& tx, FormId id) const;
    /// By code and version; an empty version asks for the newest.
    std::shared_ptr<const Method> find_method(
        db::Transaction& tx, std::string_view code, std::string_view version = {}, std::int64_t scheme = 0
    ) const;
    std::shared_ptr<const Form> find_form(
        db::Transaction& tx, std::string_view code, std::string_view version = {}, std::int64_t scheme = 0
    ) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

std::span<const db::Migration> migrations();

}  // namespace longdan::methods
