#pragma once

#include "engine/xforms/form.h"
#include "engine/xforms/form_plan.h"
#include "platform/base/time.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace longdan::xforms {

/// What a session does not know by itself.
struct SessionOptions {
    Moment now;
    int offset_minutes = 7 * 60;  ///< from UTC: where days begin
    std::uint64_t seed = 0;       ///< of random(), uuid() and unseeded randomize()
    std::string language;         ///< name or code; "" for the form's default
    /// "deviceid", "username", "email", …; "location" is the place of the device as a geopoint, for odk:setgeopoint.
    std::map<std::string, std::string, std::less<>> properties;
    std::string last_saved;  ///< XML of what the person sent last, for jr://instance/last-saved; "" is an empty one
};

struct SessionChoice {
    std::string value;
    std::string label;
    std::vector<std::pair<std::string, std::string>> media;  ///< "image" -> "jr://images/a.png"
};

/// One person, or one clerk, filling in one form. Values are text as the instance has them: "34", "2026-04-06", the
/// names of several choices with a blank between. Every change recalculates what depends on it and nothing else.
class Session {
  public:
    /// A place of the instance; stays the same until the node is removed.
    using Node = std::uint32_t;

    /// Begins a new instance: defaults, preloads, calculations, actions of the first load, repeats by jr:count.
    explicit Session(std::shared_ptr<const Form> form, SessionOptions options = {});
    /// Goes on with an instance that was begun: its XML. Values of calculations are computed anew. Throws
    /// Error(invalid) for XML that is malformed or of another form; what the form does not know is dropped.
    Session(std::shared_ptr<const Form> form, std::string_view xml, std::string name, SessionOptions options = {});
    /// An instance exactly as it came: nothing is calculated anew, only relevance and what is required are found. For
    /// looking at a submission, not for changing it. Throws as above.
    static Session as_submitted(
        std::shared_ptr<const Form> form, std::string_view xml, std::string name, SessionOptions options = {}
    );
    ~Session();
    Session(Session&&) noexcept;

    const Form& form() const;
    void set_language(std::string_view language);

    /// The node at "/data/rep[2]/age"; a repeat without position is its first instance.
    std::optional<Node> find(std::string_view path) const;
    std::string path(Node node) const;
    /// Index in form().nodes().
    std::uint32_t form_node(Node node) const;
    /// All nodes in document order, repeats as many times as they are there.
    std::vector<Node> nodes() const;
    const std::string& value(Node node) const;

    /// Writes a value and recalculates. False, and nothing is changed, for a node that takes none: a group, a read-only
    /// or calculated one.
    bool set(Node node, std::string_view value);

    /// Instances of a repeat below its parent node.
    std::vector<Node> repeats(std::uint32_t repeat, Node parent) const;
    Node add_repeat(std::uint32_t repeat, Node parent);
    void remove_repeat(Node node);

    bool relevant(Node node) const;
    bool required(Node node) const;
    bool readonly(Node node) const;
    /// What is wrong with a relevant value now: type, required, choice, constraint.
    std::optional<ViolationRule> problem(Node node) const;
    /// Everything that is wrong, in document order, with the form's sentence where it has one.
    std::vector<Violation> violations() const;

    /// Choices as they stand now: filtered, shuffled, in the language. Empty for a control without.
    std::vector<SessionChoice> choices(std::uint32_t control, Node node) const;
    std::string label(std::uint32_t control, Node node) const;
    std::string hint(std::uint32_t control, Node node) const;
    /// Another form of the label or hint: "image", "audio", "video", "guidance"; nothing when there is none.
    std::optional<std::string> text_form(const FormText& text, std::string_view which, Node node) const;
    std::string text(const FormText& text, Node node) const;

    /// The value of an expression at a node, as text. Throws Error(invalid) for an expression that cannot be read.
    std::string evaluate(std::string_view expression, Node node) const;

    /// The instance as XML. Irrelevant nodes are left out, unless they are asked for (a draft keeps them).
    std::string serialise(bool keep_irrelevant = false) const;
    /// What is done when the person finishes: actions on `xforms-revalidate`, the preload `timestamp end`.
    void finish();

  private:
    struct State;
    explicit Session(std::unique_ptr<State> state);
    void begin();
    void fit_repeats();
    std::unique_ptr<State> state_;
};

}  // namespace longdan::xforms
