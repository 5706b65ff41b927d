#pragma once

#include "features/identity/identity.h"

#include <mutex>
#include <string>
#include <string_view>

namespace longdan::identity {

/// Keeps the secrets of the second factor unreadable for whoever has only the database or a backup of it. The key is a
/// file beside the data, <data>/secret.key, made at first use and readable by the program's user alone; nodes on one
/// database need the same file.
class Sealing {
  public:
    explicit Sealing(std::string data_folder);

    /// The secret as it is stored, for that account only. Throws Error(unavailable) when the installation has a key and
    /// this node has not got it.
    std::string sealed(db::Transaction& tx, std::string_view secret, AccountId account);
    /// The secret in clear; what an earlier version stored in clear comes back as it is, "" as "". Throws
    /// Error(unavailable) that says what to do when the key is missing or another one.
    std::string opened(std::string_view stored, AccountId account);
    /// Encrypts what is stored in clear; returns how many secrets that were.
    std::int64_t seal_all(db::Transaction& tx);

  private:
    /// Reads the file; "" when there is none.
    std::string read_key();
    std::string require_key();
    std::string key_for_sealing(db::Transaction& tx);

    const std::string path_;
    std::mutex mutex_;
    std::string key_;
};

}  // namespace longdan::identity
