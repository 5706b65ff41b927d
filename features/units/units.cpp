#include "features/units/units.h"

#include <mutex>

namespace longdan::units {

struct Units::State {
    std::mutex lock;
    std::shared_ptr<const Registry> registry;
};

Units::Units(Ground& ground) : state_(std::make_shared<State>()), ground_(ground) {}

std::shared_ptr<const Registry> Units::registry() const {
    const std::lock_guard guard(state_->lock);
    if (!state_->registry)
        state_->registry = ground_.database.read([](db::Transaction& tx) { return Registry::load(tx); });
    return state_->registry;
}

std::shared_ptr<const Registry> Units::registry(db::Transaction& tx) const {
    const std::lock_guard guard(state_->lock);
    if (state_->registry) return state_->registry;
    // Not kept: the caller's transaction may see rows that are rolled back later.
    return Registry::load(tx);
}

void Units::reload() {
    const std::lock_guard guard(state_->lock);
    state_->registry = nullptr;
}

}  // namespace longdan::units
