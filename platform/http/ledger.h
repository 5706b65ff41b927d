#pragma once

#include "platform/http/exchange.h"
#include "platform/http/io_thread.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace longdan::http {

/// What one I/O thread writes down: measures, access log, request ids, the date of the second.
class Ledger {
  public:
    explicit Ledger(Shared& shared);

    /// The value of the Date header.
    std::string_view date(Moment now);
    /// 16 hex digits that do not repeat.
    std::string next_id();
    /// Counts the exchange and writes its line.
    void record(const Exchange& exchange, Peer& peer);
    /// Gives the lines to the sink, on a worker.
    void flush();

  private:
    Shared& shared_;
    Metrics::Tally& tally_;
    std::string lines_;
    std::string date_;
    std::int64_t date_seconds_ = 0;
    std::uint64_t id_state_ = 0;
};

}  // namespace longdan::http
