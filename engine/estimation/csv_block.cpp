#include "engine/estimation/csv_block.h"

#include "engine/estimation/number_text.h"
#include "platform/base/error.h"

#include <algorithm>
#include <cstring>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

namespace longdan::estimation {

CsvFile::CsvFile(const std::string& path) : path_(path), handle_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat info {};
    if (handle_ < 0 || ::fstat(handle_, &info) != 0 || !S_ISREG(info.st_mode)) {
        if (handle_ >= 0) ::close(handle_);
        throw Error(ErrorKind::invalid, fmt::format("{}: không đọc được tệp", path));
    }
    size_ = static_cast<std::size_t>(info.st_size);
}

CsvFile::~CsvFile() { ::close(handle_); }

std::size_t CsvFile::read(std::size_t at, std::size_t count, char* into) const {
    const std::size_t end = std::min(at + count, size_);
    std::size_t done = 0;
    while (at + done < end) {
        const ssize_t got = ::pread(handle_, into + done, end - at - done, static_cast<off_t>(at + done));
        if (got <= 0) throw Error(ErrorKind::unavailable, fmt::format("{}: đọc tệp bị ngắt", path_));
        done += static_cast<std::size_t>(got);
    }
    return done;
}

namespace {

constexpr std::size_t padding = 16;  // bytes after the text that may be read, never used

/// The text of a block, read on when a row goes beyond it.
class BlockText {
  public:
    BlockText(const CsvFile& file, std::size_t begin, CsvBlock& block) : file_(file), begin_(begin), block_(block) {}

    void read_on(std::size_t count) {
        const std::size_t needed = size_ + count + padding;
        if (needed > block_.capacity) {
            auto larger = std::make_unique_for_overwrite<char[]>(needed);
            std::copy_n(block_.text.get(), size_, larger.get());
            block_.text = std::move(larger);
            block_.capacity = needed;
        }
        size_ += file_.read(begin_ + size_, count, block_.text.get() + size_);
        std::memset(block_.text.get() + size_, 0, padding);
    }
    const char* begin() const { return block_.text.get(); }
    const char* end() const { return block_.text.get() + size_; }
    std::size_t size() const { return size_; }
    bool at_end_of_file() const { return begin_ + size_ >= file_.size(); }

  private:
    const CsvFile& file_;
    std::size_t begin_;
    CsvBlock& block_;
    std::size_t size_ = 0;
};

std::size_t count_quotes(const char* from, const char* end) {
    std::size_t quotes = 0;
    while (from != end) {
        from = static_cast<const char*>(std::memchr(from, '"', static_cast<std::size_t>(end - from)));
        if (from == nullptr) break;
        ++quotes;
        ++from;
    }
    return quotes;
}

const char* end_of_cell(const char* at, const char* stop) {
    for (; at < stop; at += 8) {
        if (const std::uint64_t commas = places_of(eight_bytes(at), ',')) {
            return std::min(at + __builtin_ctzll(commas) / 8, stop);
        }
    }
    return stop;
}

/// True when the eight bytes are four cells of one digit, each with the comma after it.
bool are_four_digits(std::uint64_t word) {
    const std::uint64_t value = word ^ 0x2c302c302c302c30u;  // 0..9 and 0
    return ((value | (value + 0x0006000600060006u)) & 0xfff0fff0fff0fff0u) == 0;
}

class RowReader {
  public:
    RowReader(const CsvPlan& plan, CsvBlock& block) : plan_(plan), block_(block), cells_(block.cells) {}

    /// A row without quotes that ends at `line_end` (a line feed). False when it has not as many cells as the header:
    /// then `read` says what is wrong, and what was stored is of no use.
    bool read_plain(const char* at, const char* line_end) {
        const char* const stop = line_end != at && line_end[-1] == '\r' ? line_end - 1 : line_end;
        if (at == stop && plan_.columns > 1) return false;  // an empty line
        cells_.begin_row();
        std::size_t column = 0;
        while (column <= plan_.last_wanted && at <= stop) {
            const CsvCells::Place place = cells_.places()[column];
            if (place.wanted < 0) {
                at = end_of_cell(at, stop) + 1;
                ++column;
                continue;
            }
            const auto wanted = static_cast<std::size_t>(place.wanted);
            const std::uint64_t word = eight_bytes(at);
            if (place.small_run >= 4 && are_four_digits(word)) {
                const std::size_t read = read_digits(wanted, at, place.small_run / 4);
                at += 2 * read;
                column += read;
                continue;
            }
            const auto left = static_cast<std::size_t>(stop - at);
            const std::uint64_t digit = (word & 0xff) - '0';
            if (place.small_run > 0 && digit < 10 && ((word >> 8 & 0xff) == ',' || left == 1)) {
                *cells_.small_at(wanted) = static_cast<std::int8_t>(digit);
                at += 2;
                ++column;
                continue;
            }
            if (const std::size_t same = cells_.add_same(wanted, word)) {
                at += same;
                ++column;
                continue;
            }
            const std::uint64_t commas = places_of(word, ',');
            std::size_t length = commas != 0 ? static_cast<std::size_t>(__builtin_ctzll(commas)) / 8 : 8;
            if (length >= left) length = left;
            if (length < 8 || length == left || at[8] == ',') {
                cells_.add_short(wanted, word, length, at);
                at += length + 1;
            } else {
                const char* const end = end_of_cell(at, stop);
                cells_.add(wanted, {at, static_cast<std::size_t>(end - at)});
                at = end + 1;
            }
            ++column;
        }
        for (; at <= stop; ++column) at = end_of_cell(at, stop) + 1;
        if (column != plan_.columns) return false;
        cells_.end_row();
        return true;
    }

    /// Reads one row that starts at `at`; returns the start of the next, nullptr when the text ends inside it or the
    /// row is refused.
    const char* read(const char* at, const char* end, bool is_last) {
        const char* const row = at;
        std::size_t column = 0;
        found_.resize(plan_.columns);
        while (true) {
            if (at != end && *at == '"') {
                at = quoted(at + 1, end, column);
                if (at == nullptr) {
                    if (is_last) fail("dấu nháy kép không đóng");
                    return nullptr;
                }
                if (at == end && !is_last) return nullptr;  // the next sign decides whether the cell is closed
            } else {
                const char* const begin = at;
                while (at != end && *at != ',' && *at != '\n' && *at != '"') ++at;
                if (at == end && !is_last) return nullptr;
                const char* stop = at;
                if (stop != begin && (at == end || *at == '\n') && stop[-1] == '\r') --stop;
                if (column < plan_.columns) found_[column] = {begin, static_cast<std::size_t>(stop - begin)};
            }
            ++column;
            if (at == end || *at == '\n') break;
            if (*at == '"') {
                fail("dấu nháy kép ở giữa ô");
                return nullptr;
            }
            ++at;
        }
        if (column == 1 && found_[0].empty() && plan_.columns > 1 && at - row <= 1) return at == end ? end : at + 1;
        if (column != plan_.columns) {
            fail(fmt::format("có {} ô, dòng tiêu đề có {}", column, plan_.columns));
            return nullptr;
        }
        store_row();
        return at == end ? end : at + 1;
    }

  private:
    /// Cells of one digit, four at a time, at most `fours` times; says how many cells.
    std::size_t read_digits(std::size_t wanted, const char* at, std::size_t fours) {
        std::int8_t* into = cells_.small_at(wanted);
        const std::size_t step = cells_.step();
        std::size_t done = 0;
        for (; done < fours; ++done, at += 8, into += 4 * step) {
            const std::uint64_t word = eight_bytes(at);
            if (!are_four_digits(word)) break;
            into[0] = static_cast<std::int8_t>(word & 15);
            into[step] = static_cast<std::int8_t>(word >> 16 & 15);
            into[2 * step] = static_cast<std::int8_t>(word >> 32 & 15);
            into[3 * step] = static_cast<std::int8_t>(word >> 48 & 15);
        }
        return 4 * done;
    }

    /// A quoted cell; returns the sign after it, nullptr when the text ends inside it.
    const char* quoted(const char* at, const char* end, std::size_t column) {
        const char* const begin = at;
        bool doubled = false;
        while (true) {
            at = static_cast<const char*>(std::memchr(at, '"', static_cast<std::size_t>(end - at)));
            if (at == nullptr || at == end) return nullptr;
            if (at + 1 == end || at[1] != '"') break;
            doubled = true;
            at += 2;
            if (at >= end) return nullptr;
        }
        std::string_view cell(begin, static_cast<std::size_t>(at - begin));
        if (doubled) {
            std::string& clean = buffers_.emplace_back();
            for (std::size_t i = 0; i < cell.size(); ++i) {
                clean += cell[i];
                if (cell[i] == '"') ++i;
            }
            cell = clean;
        }
        if (column < plan_.columns) found_[column] = cell;
        ++at;
        if (at != end && *at == '\r' && (at + 1 == end || at[1] == '\n')) ++at;
        if (at != end && *at != ',' && *at != '\n') {
            fail("có ký tự sau dấu nháy kép đóng");
            return at;
        }
        return at;
    }

    void fail(std::string what) {
        if (block_.problem.empty()) block_.problem = std::move(what);
    }

    void store_row() {
        cells_.begin_row();
        for (std::size_t column = 0; column <= plan_.last_wanted; ++column) {
            const int wanted = plan_.wanted[column];
            if (wanted >= 0) cells_.add(static_cast<std::size_t>(wanted), found_[column]);
        }
        cells_.end_row();
        buffers_.clear();
    }

    const CsvPlan& plan_;
    CsvBlock& block_;
    CsvCells& cells_;
    std::vector<std::string_view> found_;
    std::deque<std::string> buffers_;
};

/// Where the first row of a block begins that does not start with the file's rows: after the first line end outside
/// quotes.
std::size_t first_row(const CsvFile& file, std::size_t begin, bool starts_inside, const BlockText& text) {
    char before = 0;
    file.read(begin - 1, 1, &before);
    if (!starts_inside && before == '\n') return 0;
    std::size_t at = 0;
    bool inside = starts_inside;
    while (at < text.size() && (inside || text.begin()[at] != '\n')) {
        if (text.begin()[at] == '"') inside = !inside;
        ++at;
    }
    return at + 1;
}

}  // namespace

void read_csv_block(
    const CsvFile& file, const CsvPlan& plan, std::size_t begin, std::size_t end, bool starts_inside, CsvBlock& block
) {
    constexpr std::size_t beyond = 4096;  // the last row mostly ends within that
    block.cells.clear();
    block.problem.clear();
    BlockText text(file, begin, block);
    text.read_on(end - begin + beyond);
    const std::size_t limit = end - begin;
    block.quotes = count_quotes(text.begin(), text.begin() + std::min(limit, text.size()));
    bool plain = block.quotes == 0 && count_quotes(text.begin() + std::min(limit, text.size()), text.end()) == 0;
    std::size_t at = begin > plan.body ? first_row(file, begin, starts_inside, text) : 0;
    RowReader reader(plan, block);
    while (at < limit && block.problem.empty()) {
        if (plain) {
            const char* const row = text.begin() + at;
            const auto* line_end = static_cast<const char*>(std::memchr(row, '\n', text.size() - at));
            if (line_end != nullptr && reader.read_plain(row, line_end)) {
                at = static_cast<std::size_t>(line_end - text.begin()) + 1;
                continue;
            }
        }
        const char* const next = reader.read(text.begin() + at, text.end(), text.at_end_of_file());
        if (next != nullptr) {
            at = static_cast<std::size_t>(next - text.begin());
        } else if (block.problem.empty()) {
            const std::size_t had = text.size();
            text.read_on(std::max<std::size_t>(had / 2, 65536));
            plain = plain && count_quotes(text.begin() + had, text.end()) == 0;
        }
    }
}

}  // namespace longdan::estimation
