#pragma once

#include "platform/db/statement.h"

#include <exception>
#include <functional>
#include <utility>

namespace longdan::db {

/// What the transactions of both engines share: a statement that failed breaks the whole transaction, even when the
/// caller swallows the exception; and the list of what to run after the commit.
class GuardedTransaction : public Transaction {
  public:
    void after_commit(std::function<void()> action) override { actions_.push_back(std::move(action)); }
    AfterCommit& actions() { return actions_; }

    /// Throws again what broke the transaction: such work is never committed.
    void require_sound() const {
        if (broken_) std::rethrow_exception(broken_);
    }

  protected:
    template <class Work>
    auto guarded(Work&& work) {
        require_sound();
        try {
            return work();
        } catch (...) {
            broken_ = std::current_exception();
            throw;
        }
    }

  private:
    std::exception_ptr broken_;
    AfterCommit actions_;
};

}  // namespace longdan::db
