#pragma once

#include <string>
#include <string_view>

namespace longdan {

/// Cuts CSV text (RFC 4180) cell by cell without copying. A record ends with LF, CRLF or CR outside quotes.
///
///     CsvCutter cutter(text);
///     while (!cutter.at_end()) {
///         for (bool last = false; !last;) {
///             const CsvCutter::Cell cell = cutter.next();
///             last = cell.last;
///         }
///     }
class CsvCutter {
  public:
    struct Cell {
        std::string_view text;  ///< without the outer quotes
        bool doubled;           ///< quotes inside stand twice: csv_unescaped(text) is what was meant
        bool last;              ///< the record ends after it
    };
    enum class Problem { none, open_quote, text_after_quote };

    explicit CsvCutter(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

    bool at_end() const { return at_ == end_; }
    /// Where the next cell begins.
    const char* position() const { return at_; }
    /// What was wrong with the last cell; after a problem nothing more can be cut.
    Problem problem() const { return problem_; }

    /// The next cell. At the end of the text: an empty one, the last of its record.
    Cell next() {
        if (at_ != end_ && *at_ == '"') return quoted();
        const char* const start = at_;
        while (at_ != end_ && !separates(*at_)) ++at_;
        const std::string_view text(start, static_cast<std::size_t>(at_ - start));
        return {text, false, ends_record()};
    }

  private:
    static bool separates(char sign) {
        return static_cast<unsigned char>(sign) <= ',' && (sign == ',' || sign == '\n' || sign == '\r');
    }

    bool ends_record() {
        if (at_ == end_) return true;
        const char sign = *at_++;
        if (sign == ',') return false;
        if (sign == '\r' && at_ != end_ && *at_ == '\n') ++at_;
        return true;
    }

    Cell quoted() {
        const char* const start = ++at_;
        bool doubled = false;
        for (; at_ != end_; ++at_) {
            if (*at_ != '"') continue;
            if (at_ + 1 != end_ && at_[1] == '"') {
                doubled = true;
                ++at_;
                continue;
            }
            const std::string_view text(start, static_cast<std::size_t>(at_ - start));
            ++at_;
            if (at_ == end_ || separates(*at_)) return {text, doubled, ends_record()};
            problem_ = Problem::text_after_quote;
            return {text, doubled, true};
        }
        problem_ = Problem::open_quote;
        return {{start, static_cast<std::size_t>(at_ - start)}, doubled, true};
    }

    const char* at_;
    const char* end_;
    Problem problem_ = Problem::none;
};

/// The text of a cell whose quotes stand twice.
inline std::string csv_unescaped(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        plain += text[i];
        if (text[i] == '"') ++i;
    }
    return plain;
}

}  // namespace longdan
