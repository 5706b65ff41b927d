#include "platform/http/proxy.h"

#include "platform/base/error.h"
#include "platform/base/text.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

#include <arpa/inet.h>

namespace longdan::http {

namespace {

using Bytes = std::array<std::uint8_t, 16>;

std::optional<Bytes> read_address(std::string_view text) {
    const std::string name(text);
    Bytes bytes{};
    if (::inet_pton(AF_INET6, name.c_str(), bytes.data()) == 1) return bytes;
    in_addr four{};
    if (::inet_pton(AF_INET, name.c_str(), &four) != 1) return std::nullopt;
    bytes[10] = bytes[11] = 0xff;
    std::memcpy(bytes.data() + 12, &four, 4);
    return bytes;
}

bool within(const Bytes& address, const Bytes& network, int bits) {
    for (int i = 0; i < 16 && bits > 0; ++i, bits -= 8) {
        const auto mask = static_cast<std::uint8_t>(bits >= 8 ? 0xff : 0xff << (8 - bits));
        if ((address[static_cast<std::size_t>(i)] & mask) != (network[static_cast<std::size_t>(i)] & mask))
            return false;
    }
    return true;
}

}  // namespace

TrustedProxies::TrustedProxies(const std::vector<std::string>& entries) {
    for (const std::string& entry : entries) {
        const auto slash = entry.find('/');
        const auto address = read_address(std::string_view(entry).substr(0, slash));
        const bool four = entry.find(':') == std::string::npos;
        int bits = four ? 32 : 128;
        bool valid = address.has_value();
        if (slash != std::string::npos) {
            const auto [end, error] = std::from_chars(entry.data() + slash + 1, entry.data() + entry.size(), bits);
            valid = valid && error == std::errc() && end == entry.data() + entry.size() && bits >= 0 &&
                    bits <= (four ? 32 : 128);
        }
        if (!valid) {
            throw Error(
                ErrorKind::invalid, "trusted_proxies: '" + entry + "' is no address and no network like 10.0.0.0/8"
            );
        }
        networks_.push_back({*address, four ? bits + 96 : bits});
    }
}

bool TrustedProxies::contains(std::string_view address) const {
    if (networks_.empty()) return false;
    const auto bytes = read_address(address);
    return bytes && std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
               return within(*bytes, network.address, network.bits);
           });
}

std::string TrustedProxies::client(std::string_view forwarded_for, std::string_view peer) const {
    const auto hops = split(forwarded_for, ',');
    for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
        const std::string_view address = trimmed(*hop);
        if (!read_address(address)) break;
        if (!contains(address)) return std::string(address);
    }
    return std::string(peer);
}

bool is_request_id(std::string_view text) {
    return text.size() >= 8 && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                      c == '_';
           });
}

}  // namespace longdan::http
