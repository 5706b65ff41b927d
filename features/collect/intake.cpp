#include "features/collect/intake.h"

#include "platform/base/log.h"

#include <algorithm>
#include <unordered_set>

namespace longdan::collect {

namespace {
constexpr std::size_t largest_group = 256;
}

Collect::State::State(Ground& given, methods::Methods& known_methods, identity::Identity& known_identity)
    : ground(given), methods(known_methods), identity(known_identity), intake(std::make_unique<Intake>(*this)) {}
Collect::State::~State() = default;

Receipt Intake::store_alone(const Judged& judged) {
    return state_.ground.database.write([&](db::Transaction& tx) { return store_answer(tx, state_, judged); });
}

Receipt Intake::store(const Judged& judged) {
    if (state_.ground.database.engine() == db::Engine::sqlite) return store_alone(judged);
    Waiting self{judged};
    {
        std::unique_lock lock(mutex_);
        queue_.push_back(&self);
        self.changed.wait(lock, [&] { return self.settled || (!self.taken && !storing_); });
        if (!self.settled) {
            storing_ = true;
            const auto group = take_group(self);
            lock.unlock();
            store_together(group);
            lock.lock();
            storing_ = false;
            for (Waiting* one : group) {
                one->settled = true;
                if (one != &self) one->changed.notify_one();
            }
            if (!queue_.empty()) queue_.front()->changed.notify_one();
        }
    }
    return self.receipt ? std::move(*self.receipt) : store_alone(judged);
}

std::vector<Intake::Waiting*> Intake::take_group(Waiting& first) {
    std::vector<Waiting*> group;
    std::unordered_set<std::int64_t> ids;
    std::unordered_set<std::string_view> codes;
    const auto join = [&](Waiting* one) {
        const Judged& judged = one->judged;
        const bool fits =
            group.size() < largest_group && !ids.contains(judged.id.value) && !codes.contains(judged.code_hash);
        if (!fits) return false;
        ids.insert(judged.id.value);
        if (!judged.code_hash.empty()) codes.insert(judged.code_hash);
        one->taken = true;
        group.push_back(one);
        return true;
    };
    join(&first);
    std::erase_if(queue_, [&](Waiting* one) { return one == &first || join(one); });
    return group;
}

void Intake::store_together(std::span<Waiting* const> group) {
    std::vector<const Judged*> answers;
    answers.reserve(group.size());
    for (const Waiting* one : group) answers.push_back(&one->judged);
    try {
        auto receipts = state_.ground.database.write([&](db::Transaction& tx) {
            return store_group(tx, state_.admission, answers);
        });
        for (std::size_t i = 0; i < group.size(); ++i) group[i]->receipt = std::move(receipts[i]);
    } catch (const std::exception& error) {
        // One of them may be to blame: each goes on alone, so that the others do not suffer.
        log::warning("answers_stored_one_by_one", {{"count", std::to_string(group.size())}, {"reason", error.what()}});
    }
}

}  // namespace longdan::collect
