#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace longdan {

/// A moment: milliseconds since 1970-01-01T00:00Z. Device clocks are never Moments; they are recorded as text.
struct Moment {
    std::int64_t milliseconds = 0;
    auto operator<=>(const Moment&) const = default;
};

/// A civil day of Asia/Ho_Chi_Minh (UTC+7, no summer time since 1975): days since 1970-01-01.
struct Day {
    std::int32_t number = 0;
    auto operator<=>(const Day&) const = default;

    static Day of(int year, int month, int day);
    /// The civil day in Việt Nam on which the moment falls.
    static Day of(Moment moment);
    /// Reads "2024-01-31"; nothing when it is not a day of the calendar.
    static std::optional<Day> parse(std::string_view iso);

    int year() const;
    int month() const;
    int day() const;
    Moment begin() const;            ///< 00:00:00.000 in Việt Nam
    Moment end() const;              ///< 23:59:59.999 in Việt Nam: a deadline is inclusive to the end of its day
    std::string iso() const;         ///< "2024-01-31"
    std::string vietnamese() const;  ///< "31/01/2024"
};

/// Reads ISO 8601 with offset ("2026-04-06T08:30:00+07:00" or "Z"), seconds optional; nothing when malformed.
std::optional<Moment> parse_moment(std::string_view iso);
/// "2026-04-06T01:30:00.000Z"
std::string iso(Moment moment);
/// "08:30 06/04/2026", in Vietnamese time
std::string vietnamese(Moment moment);

/// Where "now" comes from. Engines never ask; features get one handed in.
class Clock {
  public:
    virtual ~Clock() = default;
    virtual Moment now() const = 0;
    Day today() const { return Day::of(now()); }
};

class SystemClock final : public Clock {
  public:
    Moment now() const override;
};

/// A clock that stands still until it is told otherwise: for tests.
class FakeClock final : public Clock {
  public:
    explicit FakeClock(Moment start) : now_(start) {}
    Moment now() const override { return now_; }
    void set(Moment moment) { now_ = moment; }
    void advance(std::int64_t milliseconds) { now_.milliseconds += milliseconds; }

  private:
    Moment now_;
};

/// A clock read from a file that holds one ISO moment (tests of a running server: embargo, deadlines). Where the
/// file is missing or malformed it throws Error(unavailable).
class FileClock final : public Clock {
  public:
    explicit FileClock(std::string path) : path_(std::move(path)) {}
    Moment now() const override;

  private:
    std::string path_;
};

}  // namespace longdan
