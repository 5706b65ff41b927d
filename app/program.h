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

#include <memory>
#include <vector>

namespace longdan::app {

/// Every migration of the program, in the order of who may use whom.
std::vector<db::Migration> all_migrations();
/// Every view of the program.
view::Catalogue all_views();

/// The ground: database, files, jobs, views. Opened from settings; nothing is migrated or started.
class Foundation {
  public:
    explicit Foundation(settings::Settings chosen);

    settings::Settings settings;
    std::unique_ptr<Clock> clock;
    std::unique_ptr<db::Database> database;
    files::Store files;
    jobs::Runner jobs;
    std::unique_ptr<view::Renderer> renderer;
    http::Router router;
    http::PageCache page_cache;
    std::string asset_version;
    std::unique_ptr<view::Pages> pages;
    std::unique_ptr<Ground> ground;
};

/// The features on the ground. Reading the constructor is reading the product.
class Program {
  public:
    explicit Program(Foundation& foundation);

    Foundation& foundation;
    identity::Identity identity;
    units::Units units;
    approvals::Approvals approvals;
    methods::Methods methods;
    results::Results results;
    collect::Collect collect;
    rounds::Rounds rounds;

    void add_routes();
    /// Reference data of the folder data/: units, methods, published figures. Safe to repeat.
    void seed();
};

}  // namespace longdan::app
