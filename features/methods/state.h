#pragma once

#include "features/methods/methods.h"

#include <functional>
#include <mutex>
#include <unordered_map>

namespace longdan::methods {

struct Methods::State {
    explicit State(Ground& given) : ground(given) {}

    Ground& ground;
    mutable std::mutex mutex;
    mutable std::unordered_map<std::int64_t, std::shared_ptr<const Method>> methods;
    mutable std::unordered_map<std::int64_t, std::shared_ptr<const Form>> forms;

    /// Stores a version, or finds the same one stored before; other bytes under its name are refused.
    std::int64_t store(
        db::Transaction& tx, std::string_view table, std::int64_t scheme, const std::string& code,
        const std::string& version, const std::string& hash, const std::function<void(std::int64_t id)>& insert
    ) const;
};

}  // namespace longdan::methods
