#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::http {

/// Addresses of proxies that are believed when they say for whom they ask.
class TrustedProxies {
  public:
    /// "127.0.0.1", "10.0.0.0/8", "fd00::/8". Throws Error(invalid) that names the malformed entry.
    explicit TrustedProxies(const std::vector<std::string>& entries);

    bool contains(std::string_view address) const;
    /// The client of X-Forwarded-For: the last address in the list that is no trusted proxy; `peer` when there is none
    /// or the list is malformed there.
    std::string client(std::string_view forwarded_for, std::string_view peer) const;

  private:
    struct Network {
        std::array<std::uint8_t, 16> address;  ///< IPv4 as ::ffff:a.b.c.d
        int bits;
    };
    std::vector<Network> networks_;
};

/// True for a text of 8 to 64 letters, digits, '-' and '_': what we take as a request id from a trusted proxy.
bool is_request_id(std::string_view text);

}  // namespace longdan::http
