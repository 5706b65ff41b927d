#pragma once

#include "engine/xforms/evaluation.h"
#include "engine/xforms/session.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace longdan::xforms {

/// What a session holds, and how a change walks from what it touches to what depends on it.
struct Session::State {
    State(std::shared_ptr<const Form> form, FormInstance filled, SessionOptions options);

    /// Writes a value, recalculates what depends on it, sets off the actions that wait for it.
    void write(xpath::NodeId id, const std::string& value);
    /// Evaluates everything once, in order.
    void settle_all();
    xpath::NodeId add_repeat(std::uint32_t repeat, xpath::NodeId parent);
    void remove_repeat(xpath::NodeId id);
    bool fit(std::uint32_t repeat, xpath::NodeId parent, std::uint32_t count);
    void preload();
    void finish();
    void load_actions();
    std::string serialise(bool keep_irrelevant) const;

    std::shared_ptr<const Form> form;
    SessionOptions options;
    FormInstance instance;
    Evaluation evaluation;
    bool is_new = false;

  private:
    /// Places of the evaluation order that wait, each with the instance of a repeat it is limited to (the document:
    /// everywhere).
    using Waiting = std::map<std::uint32_t, xpath::NodeId>;
    void wait_for_dependents(xpath::NodeId id, Waiting& waiting) const;
    void wait_for_all_below(xpath::NodeId id, Waiting& waiting) const;
    void wait(std::uint32_t place, xpath::NodeId scope, Waiting& waiting) const;
    void wait_for_structure(std::uint32_t repeat, Waiting& waiting) const;
    void settle(Waiting waiting);
    std::vector<xpath::NodeId> targets_of(const Action& action, xpath::NodeId around) const;
    void run(const Action& action, xpath::NodeId around);
    void note_changed(xpath::NodeId id);
    void run_changed();
    std::string preloaded(const FormNode& node) const;
    void write_node(std::string& out, xpath::NodeId id, bool keep_irrelevant) const;

    std::vector<xpath::NodeId> changed_;  ///< nodes whose new value may set off actions
    int action_depth_ = 0;
};

}  // namespace longdan::xforms
