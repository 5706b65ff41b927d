#pragma once

#include "engine/xforms/data_type.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace longdan::xpath {
class Expression;
}  // namespace longdan::xpath

/// An XForm as read from its XML: nodes with their binds, controls, texts in every language, choice lists, actions, and
/// the order in which expressions are evaluated. What is not in the ODK XForms profile (docs/xforms.md) is refused
/// when the form is read, never when somebody fills it in.
namespace longdan::xforms {

inline constexpr std::uint32_t no_index = 0xffffffff;

/// A piece of a text: words, or an expression whose value stands there.
struct TextPart {
    std::string words;
    std::uint32_t expression = no_index;
};

/// A label, hint or message: its own words, or the key of a translated text.
struct FormText {
    std::vector<TextPart> parts;
    std::string key;                            ///< jr:itext('key'); wins over the parts when it is translated
    std::uint32_t key_expression = no_index;    ///< jr:itext(path): the key is a value
    std::uint32_t words_expression = no_index;  ///< ref="path": the words are a value
    bool empty() const {
        return parts.empty() && key.empty() && key_expression == no_index && words_expression == no_index;
    }
};

/// The values of a translated text by form: "" for the words, "image", "audio", "video", "big-image", "guidance",
/// "short", "long".
using TextForms = std::vector<std::pair<std::string, FormText>>;

struct Language {
    std::string name;  ///< as the form says: "Tiếng Việt (vi)"
    bool is_default = false;
    std::unordered_map<std::string, TextForms> texts;
};

enum class NodeKind : std::uint8_t { value, group, repeat };

/// A place of the primary instance. All instances of a repeat share one.
struct FormNode {
    std::string path;  ///< "/data/rep/age"; an attribute "/data/meta/entity/@id"
    std::string name;  ///< as written, with its prefix
    NodeKind kind = NodeKind::group;
    bool is_attribute = false;
    DataType type = DataType::string;
    std::string written_type;  ///< as the bind has it
    std::uint32_t parent = no_index;
    std::uint32_t repeat = no_index;  ///< the nearest repeat around it, itself not
    std::vector<std::uint32_t> children;
    std::uint32_t control = no_index;  ///< the first control that asks for it

    std::uint32_t relevant = no_index;  ///< expressions of the bind
    std::uint32_t required = no_index;
    std::uint32_t readonly = no_index;
    std::uint32_t constraint = no_index;
    std::uint32_t calculate = no_index;
    FormText required_message;
    FormText constraint_message;
    std::string preload;
    std::string preload_parameters;
    std::string save_to;  ///< property of the entity
    bool save_incomplete = false;
    std::vector<std::pair<std::string, std::string>> other_attributes;  ///< of the bind: "orx:max-pixels"
};

/// What an expression says of a node.
enum class Role : std::uint8_t {
    relevant,
    required,
    readonly,
    constraint,
    calculate,
    repeat_count,
    choices,
    text,
    action,
};
std::string_view name(Role role);  ///< as the form writes it: "relevant", "jr:count"

struct FormExpression {
    std::string source;
    Role role = Role::text;
    std::uint32_t node = no_index;  ///< the node it is evaluated at
    std::size_t line = 0;
    std::shared_ptr<const xpath::Expression> compiled;
};

enum class ControlKind : std::uint8_t { input, select, select1, rank, range, trigger, upload, group, repeat };
std::string_view name(ControlKind kind);

struct StaticChoice {
    std::string value;
    FormText label;
};

/// Choices from a nodeset: instance('xa')/root/item[tinh = /data/tinh].
struct Itemset {
    std::uint32_t nodes = no_index;  ///< expression, with its filter
    std::string value;               ///< path from an item: "name"
    std::uint32_t value_expression = no_index;
    FormText label;                     ///< evaluated at an item
    std::uint32_t shuffled = no_index;  ///< randomize(nodes, seed), where the form asks for it
};

struct Control {
    ControlKind kind = ControlKind::input;
    std::uint32_t node = no_index;  ///< a group may have none
    std::uint32_t parent = no_index;
    std::vector<std::uint32_t> children;  ///< in the order of the body
    std::string appearance;
    FormText label;
    FormText hint;
    std::vector<StaticChoice> choices;
    std::optional<Itemset> itemset;
    std::string range_start, range_end, range_step;
    std::string mediatype;
    std::uint32_t repeat_count = no_index;
    bool no_add_remove = false;
    std::vector<std::pair<std::string, std::string>> other_attributes;  ///< "rows", "accuracyThreshold", "query", …
};

enum class ActionKind : std::uint8_t { set_value, set_geopoint, record_audio };

struct Action {
    ActionKind kind = ActionKind::set_value;
    bool first_load = false;
    bool every_load = false;
    bool new_repeat = false;
    bool value_changed = false;
    bool finished = false;
    std::uint32_t target = no_index;
    std::uint32_t targets = no_index;  ///< expression, where a predicate picks some: /data/nguoi[2]/ten
    std::uint32_t trigger = no_index;  ///< the node whose change sets it off
    std::uint32_t repeat = no_index;   ///< the repeat it stands in
    std::uint32_t value = no_index;    ///< expression; else the words
    std::string words;
    std::string quality;  ///< of recordaudio
};

/// A list beside the primary instance, read from the form or from a file beside it when it is first asked for.
struct SecondaryInstance {
    std::string id;
    std::string source;  ///< "jr://file-csv/xa.csv"; "" when it stands in the form
    std::size_t line = 0;
};

/// Gives the bytes of a file that belongs to a form ("xa.csv"), or nothing when there is none.
using FormFiles = std::function<std::optional<std::string>(const std::string& name)>;

struct FormLimits {
    std::size_t bytes = 64u << 20;
    std::size_t nodes = 20'000;
    std::size_t expressions = 100'000;
    std::size_t depth = 100;
};

struct FormModel;

/// Immutable once read; share it between threads.
class Form {
  public:
    /// Reads an XForm. `name` is what errors call it. Throws Error(invalid) with every problem found, each with its
    /// line, or the first one when the XML itself is broken or over a limit.
    static std::shared_ptr<const Form> read(
        std::string_view xml, std::string name, FormFiles files = {}, const FormLimits& limits = {}
    );
    ~Form();

    const std::string& id() const { return id_; }
    const std::string& version() const { return version_; }
    /// What errors call the form: its file.
    const std::string& name() const { return name_; }
    const std::string& title() const { return title_; }
    const std::string& style() const { return style_; }
    const std::vector<FormNode>& nodes() const { return nodes_; }
    const std::vector<Control>& controls() const { return controls_; }
    /// Controls that stand directly in the body.
    const std::vector<std::uint32_t>& body() const { return body_; }
    const std::vector<Action>& actions() const { return actions_; }
    const std::vector<FormExpression>& expressions() const { return expressions_; }
    const std::vector<Language>& languages() const { return languages_; }
    const std::vector<SecondaryInstance>& secondary() const { return secondary_; }
    /// Expressions that say whether nodes are relevant, what they are calculated as, required and read-only, in the
    /// order in which they are evaluated: each after those it depends on.
    const std::vector<std::uint32_t>& evaluation_order() const { return order_; }
    /// The node at a path without positions: "/data/rep/age".
    std::optional<std::uint32_t> find(std::string_view path) const;
    /// The node at a path as forms write it, from a node: "../tuoi", "/data/a", "." ; no_index when there is none.
    std::uint32_t resolve(std::string_view path, std::uint32_t context) const;
    /// The language to begin with; null when the form is not translated.
    const Language* default_language() const;
    /// The language of that name, or of that code ("vi" for "Tiếng Việt (vi)"); null when there is none.
    const Language* language(std::string_view name) const;
    /// Key of the submission's encryption; "" when it is sent in the clear.
    const std::string& public_key() const { return public_key_; }
    /// Things that work, but that the author should know of.
    const std::vector<std::string>& warnings() const { return warnings_; }

    /// What the sessions of this form stand on.
    const FormModel& model() const { return *model_; }

  private:
    friend class FormReader;
    friend class DependencyOrder;
    Form();
    std::string id_, version_, title_, style_, public_key_, name_;
    std::vector<FormNode> nodes_;
    std::vector<Control> controls_;
    std::vector<std::uint32_t> body_;
    std::vector<Action> actions_;
    std::vector<FormExpression> expressions_;
    std::vector<Language> languages_;
    std::vector<SecondaryInstance> secondary_;
    std::vector<std::uint32_t> order_;
    std::vector<std::string> warnings_;
    std::unordered_map<std::string, std::uint32_t> by_path_;
    std::unique_ptr<FormModel> model_;
};

}  // namespace longdan::xforms
