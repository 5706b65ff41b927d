#include "platform/http/ledger.h"

#include "platform/base/digest.h"
#include "platform/http/conditional.h"

#include <cstring>

namespace longdan::http {

namespace {

constexpr std::size_t most_bytes = 64u << 10;

}  // namespace

Ledger::Ledger(Shared& shared) : shared_(shared), tally_(shared.metrics.tally()) {
    const std::string seed = random_bytes(sizeof(id_state_));
    std::memcpy(&id_state_, seed.data(), sizeof(id_state_));
}

std::string_view Ledger::date(Moment now) {
    const std::int64_t seconds = now.milliseconds / 1000;
    if (seconds != date_seconds_ || date_.empty()) {
        date_ = http_date(seconds);
        date_seconds_ = seconds;
    }
    return date_;
}

std::string Ledger::next_id() {
    // SplitMix64 (Steele, Lea, Flood 2014): a counter whose values look unrelated.
    std::uint64_t mixed = id_state_ += 0x9E3779B97F4A7C15u;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    mixed ^= mixed >> 31;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string id(16, '0');
    for (std::size_t i = 0; i < id.size(); ++i) id[i] = digits[(mixed >> (4 * i)) & 15];
    return id;
}

void Ledger::record(const Exchange& exchange, Peer& peer) {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - exchange.started).count();
    tally_.count(exchange.route, exchange.status, seconds);
    const auto& page_asked = shared_.options.page_asked;
    if (!shared_.options.access_log && !page_asked) return;
    const Day today = Day::of(exchange.time);
    std::string forwarded;
    if (!exchange.client.empty()) {
        forwarded = shared_.marks.of(exchange.client, today);
    } else if (peer.mark.empty() || peer.mark_day != today) {
        peer.mark = shared_.marks.of(peer.address, today);
        peer.mark_day = today;
    }
    const std::string_view visitor = forwarded.empty() ? peer.mark : forwarded;
    const bool shown = exchange.method == "GET" && (exchange.status == 200 || exchange.status == 304);
    if (page_asked && shown) page_asked(visitor, exchange.target);
    if (!shared_.options.access_log) return;
    append_access_line(
        lines_, {.time = exchange.time,
                 .method = exchange.method,
                 .path = exchange.target,
                 .status = exchange.status,
                 .milliseconds = seconds * 1000,
                 .bytes = exchange.bytes,
                 .id = exchange.id,
                 .visitor = visitor,
                 .from_cache = exchange.from_cache}
    );
    if (lines_.size() > most_bytes) flush();
}

void Ledger::flush() {
    if (lines_.empty()) return;
    shared_.pool.go_on([sink = shared_.options.access_log, lines = std::move(lines_)] { sink(lines); });
    lines_.clear();
}

}  // namespace longdan::http
