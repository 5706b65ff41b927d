#pragma once

#include "features/rounds/documents.h"
#include "features/rounds/parts.h"

#include <functional>
#include <string>

namespace longdan::rounds {

/// What the pages of officials share. Handlers live in three groups: the round and its steps, the sample, the results.
class Routes {
  public:
    Routes(Rounds& rounds, Rounds::Parts& parts) : rounds_(rounds), parts_(parts) {}
    void add();

  private:
    // routes_round.cpp
    http::Response list(const http::Request& request) const;
    http::Response new_form(const http::Request& request) const;
    http::Response create(const http::Request& request) const;
    http::Response edit_form(const http::Request& request) const;
    http::Response edit(const http::Request& request) const;
    http::Response show(const http::Request& request) const;
    http::Response job(const http::Request& request) const;
    http::Response design(const http::Request& request) const;
    RoundFormPage form_page(db::Transaction& tx, const identity::Access& access) const;
    NewRound read_form(const http::Request& request, http::FormReader& form) const;
    std::vector<std::string> design_files() const;

    // routes_steps.cpp
    void add_steps();
    http::Response step(
        const http::Request& request,
        const std::function<void(db::Transaction&, const identity::Access&, RoundId, http::FormReader&)>& work,
        const std::string& done
    ) const;
    http::Response codes(const http::Request& request) const;

    // routes_sample.cpp
    http::Response frame(const http::Request& request) const;
    http::Response draw(const http::Request& request) const;
    http::Response sample(const http::Request& request) const;
    http::Response replace(const http::Request& request) const;
    http::Response supplement(const http::Request& request) const;
    http::Response board(const http::Request& request) const;
    http::Response file(const http::Request& request) const;

    // routes_results.cpp
    http::Response cut_offs(const http::Request& request) const;
    http::Response trial(const http::Request& request) const;
    http::Response item(const http::Request& request) const;

    RoundHead head(db::Transaction& tx, const identity::Access& access, const Round& round) const;
    /// Provinces of the round which the reader may see: all, or those of the units in scope.
    std::vector<FrameUnit> visible_provinces(const identity::Access& access, const Round& round) const;
    /// Throws Error(not_found) for somebody whose scope is some units only.
    Round whole_round(db::Transaction& tx, const http::Request& request) const;

    Rounds& rounds_;
    Rounds::Parts& parts_;
};

/// What the reader may do with the round now (routes_steps.cpp).
std::vector<ActionDocument> actions_of(const Round& round, const identity::Access& access, bool waits_for_decision);
std::string waiting_for(const Round& round, bool waits_for_decision);

}  // namespace longdan::rounds
