#pragma once

#include "features/units/units.h"
#include "platform/db/test_support/test_database.h"

#include <memory>
#include <string>

namespace longdan::units {

/// The registry of data/units, loaded once for a test program.
inline const Registry& seeded_registry() {
    static const std::shared_ptr<const Registry> registry = [] {
        db::TestDatabase database(db::Engine::sqlite);
        database->migrate(migrations());
        database->write([](db::Transaction& tx) { seed(tx, std::string(LONGDAN_SOURCE_DIR) + "/data/units"); });
        return database->read([](db::Transaction& tx) { return Registry::load(tx); });
    }();
    return *registry;
}

}  // namespace longdan::units
