#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

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

    explicit CsvCutter(std::string_view text)
        : at_(text.data()), end_(text.data() + text.size()), block_end_(text.data()) {}

    bool at_end() const { return at_ == end_; }
    /// Where the next cell begins.
    const char* position() const { return at_; }
    /// What was wrong with the last cell; after a problem nothing more can be cut.
    Problem problem() const { return problem_; }

    /// The next cell. At the end of the text: an empty one, the last of its record.
    [[gnu::always_inline]] Cell next() {
        if (at_ != end_ && *at_ == '"') return quoted();
        const char* const start = at_;
        at_ = separator();
        const std::string_view text(start, static_cast<std::size_t>(at_ - start));
        return {text, false, ends_record()};
    }

  private:
    static bool separates(char sign) {
        return static_cast<unsigned char>(sign) <= ',' && (sign == ',' || sign == '\n' || sign == '\r');
    }

    /// The first separator from here on, or the end.
    const char* separator() {
#if defined(__SSE2__)
        // The separators of 64 signs at a time are bits of a mask, which serves several cells.
        while (true) {
            if (separators_ != 0 && at_ < block_end_) {
                const std::uint64_t left = separators_ >> (64 - (block_end_ - at_));
                if (left != 0) return at_ + std::countr_zero(left);
            }
            const char* const from = std::max(at_, block_end_);
            if (end_ - from < 64) return plain_separator(from);
            separators_ = 0;
            for (int i = 0; i < 4; ++i) {
                const __m128i signs = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + 16 * i));
                const __m128i lines = _mm_or_si128(
                    _mm_cmpeq_epi8(signs, _mm_set1_epi8('\n')), _mm_cmpeq_epi8(signs, _mm_set1_epi8('\r'))
                );
                const __m128i all = _mm_or_si128(lines, _mm_cmpeq_epi8(signs, _mm_set1_epi8(',')));
                separators_ |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(all))) << (16 * i);
            }
            block_end_ = from + 64;
            if (separators_ != 0) return from + std::countr_zero(separators_);
        }
#else
        return plain_separator(at_);
#endif
    }

    const char* plain_separator(const char* from) const {
        while (from != end_ && !separates(*from)) ++from;
        return from;
    }

    bool ends_record() {
        if (at_ == end_) return true;
        const char sign = *at_++;
        if (sign == ',') return false;
        if (sign == '\r' && at_ != end_ && *at_ == '\n') ++at_;
        return true;
    }

    [[gnu::noinline]] Cell quoted() {
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
    const char* block_end_ = nullptr;  ///< separators_ tells of the 64 signs before
    std::uint64_t separators_ = 0;     ///< 0 also while a cell runs on over several blocks
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
