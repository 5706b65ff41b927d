#pragma once

#include "features/approvals/approvals.h"
#include "features/collect/collect.h"
#include "features/identity/identity.h"
#include "features/methods/methods.h"
#include "features/results/results.h"
#include "features/rounds/rounds.h"
#include "features/units/units.h"
#include "platform/ground/ground.h"
#include "platform/http/page_cache.h"
#include "platform/nodes/bulletin.h"
#include "platform/visits/visits.h"

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace longdan::app {

/// Every migration of the program, in the order of who may use whom.
std::vector<db::Migration> all_migrations();
/// Every view of the program.
view::Catalogue all_views();

/// Long work that runs at the same time.
inline constexpr int job_threads = 2;

/// Whether pages are drawn (serve) or not needed (commands).
enum class Pages { drawn, none };

/// The ground: database, files, jobs, views. Opened from settings; nothing is migrated or started.
class Foundation {
  public:
    Foundation(settings::Settings chosen, Pages with);

    settings::Settings settings;
    std::unique_ptr<Clock> clock;
    std::unique_ptr<db::Database> database;
    files::Store files;
    jobs::Runner jobs;
    std::unique_ptr<view::Renderer> renderer;
    http::Router router;
    http::PageCache page_cache;
    nodes::Bulletin bulletin;  ///< what other nodes on the database changed; started by serve
    visits::Visits visits;     ///< started by serve
    /// What pages say of the person who asks: name, menu, how much waits. Set by the program.
    std::function<void(view::PageContext&, const http::Request&)> describe_person;
    /// Set when the program is warm: the database holds simulated answers, whatever the settings say now.
    bool holds_simulated = false;
    std::unique_ptr<view::Pages> pages;
    std::unique_ptr<Ground> ground;

  private:
    view::PageContext context_of(const http::Request& request) const;
};

/// The features on the ground. Reading the constructor is reading the product.
class Program {
  public:
    explicit Program(Foundation& foundation);
    /// Hears nothing of other nodes any more.
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    Foundation& foundation;
    identity::Identity identity;
    units::Units units;
    approvals::Approvals approvals;
    methods::Methods methods;
    results::Results results;
    collect::Collect collect;
    rounds::Rounds rounds;

    void add_routes();
    /// How the server shows an error: a page, or the way to sign in for readers who are not.
    http::Response error_page(
        const http::Request& request, int status, const std::string& message, const std::vector<FieldError>& fields
    );
    /// Loads what must not be loaded inside a transaction, and what every page says. Throws Error(conflict) when
    /// migrations are missing.
    void warm() const;
    /// Reference data of the folder data/: units, methods, published figures. Safe to repeat.
    void seed();
    rounds::DemoHouse demo_house() {
        return {*foundation.ground, identity, units, methods, collect, approvals, results, rounds};
    }

  private:
    /// Another node changed this content: what is kept in memory of it goes.
    void hear(std::string_view tag);
    /// A unit by code or name as typed: ministry, province, then commune.
    std::optional<identity::UnitId> find_unit(std::string_view typed) const;
};

}  // namespace longdan::app
