#include "engine/sampling/frame.h"

#include "platform/base/csv.h"
#include "platform/base/digest.h"
#include "platform/base/error.h"
#include "platform/base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace longdan::sampling {
namespace {

constexpr std::size_t longest_cell = (std::size_t{1} << 24) - 1;

[[noreturn]] void refuse(const std::string& message) { throw Error(ErrorKind::invalid, message); }

struct Span {
    std::size_t start;
    std::size_t length;
};

/// Cuts CSV text in place: quoted cells are unescaped into the same buffer, so a cell is a piece of it.
class Cutter {
  public:
    Cutter(std::string& text, const std::string& name) : text_(text), name_(name) {
        if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    }

    bool at_end() const { return at_ >= text_.size(); }

    template <class Take>
    std::size_t row(Take&& take) {
        ++row_;
        for (std::size_t count = 1;; ++count) {
            const Span span = cell();
            if (span.length > longest_cell) refuse(fmt::format("{}: row {}: a cell is over 16 MB", name_, row_));
            take(span);
            if (at_end()) return count;
            const char sign = text_[at_++];
            if (sign == ',') continue;
            if (sign == '\r' && !at_end() && text_[at_] == '\n') ++at_;
            return count;
        }
    }

  private:
    Span cell() {
        const std::size_t start = at_;
        if (at_end() || text_[at_] != '"') {
            while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
            return {start, at_ - start};
        }
        std::size_t end = ++at_;
        const std::size_t inside = at_;
        while (!at_end()) {
            if (text_[at_] != '"') {
                text_[end++] = text_[at_++];
            } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
                text_[end++] = '"';
                at_ += 2;
            } else {
                ++at_;
                if (!at_end() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r') {
                    refuse(fmt::format("{}: row {}: text after a closing quote", name_, row_));
                }
                return {inside, end - inside};
            }
        }
        refuse(fmt::format("{}: row {}: a quote is not closed", name_, row_));
    }

    std::string& text_;
    const std::string& name_;
    std::size_t at_ = 0;
    std::size_t row_ = 0;
};

}  // namespace

Frame Frame::from_csv(std::string text, std::string name, std::string_view id_column) {
    Frame frame;
    frame.name_ = std::move(name);
    frame.sha256_ = longdan::sha256(text);
    frame.text_ = std::move(text);
    if (!is_utf8(frame.text_)) refuse(fmt::format("{}: not UTF-8 text", frame.name_));
    Cutter cutter(frame.text_, frame.name_);
    if (!cutter.at_end()) {
        cutter.row([&](Span span) { frame.columns_.push_back(frame.text_.substr(span.start, span.length)); });
    }
    for (std::size_t row = 2; !cutter.at_end(); ++row) {
        const std::size_t width = cutter.row([&](Span span) { frame.cells_.push_back({span.start, span.length}); });
        if (width == 1 && frame.columns_.size() > 1 && frame.cells_.back().length == 0) {
            frame.cells_.pop_back();
            continue;
        }
        if (width != frame.columns_.size()) {
            refuse(
                fmt::format("{}: row {}: {} cells, the header has {}", frame.name_, row, width, frame.columns_.size())
            );
        }
    }
    frame.sort(id_column);
    return frame;
}

Frame Frame::from_rows(
    std::string name, const std::vector<std::string>& columns, const std::vector<std::vector<std::string>>& rows,
    std::string_view id_column
) {
    std::string text;
    append_csv_row(text, columns);
    for (const auto& row : rows) append_csv_row(text, row);
    return from_csv(std::move(text), std::move(name), id_column);
}

void Frame::sort(std::string_view id_column) {
    id_column_ = column(id_column);
    const std::size_t rows = cells_.size() / columns_.size();
    if (rows > UINT32_MAX) refuse(fmt::format("{}: over 4 thousand million rows", name_));
    order_.resize(rows);
    std::iota(order_.begin(), order_.end(), 0u);
    const auto id_of = [this](std::uint32_t record) {
        const Cell& cell = cells_[record * columns_.size() + id_column_];
        return std::string_view(text_.data() + cell.start, cell.length);
    };
    const auto by_id = [&](std::uint32_t a, std::uint32_t b) { return id_of(a) < id_of(b); };
    if (!std::is_sorted(order_.begin(), order_.end(), by_id)) std::stable_sort(order_.begin(), order_.end(), by_id);
    for (std::size_t row = 0; row < rows; ++row) {
        if (id(row).empty()) refuse(fmt::format("{}: row {}, column {}: empty id", name_, record(row), id_column));
        if (row > 0 && id(row) == id(row - 1)) {
            refuse(fmt::format("{}: row {}, column {}: id {} comes twice", name_, record(row), id_column, id(row)));
        }
    }
}

std::optional<std::size_t> Frame::find(std::string_view column) const {
    const auto found = std::find(columns_.begin(), columns_.end(), column);
    if (found == columns_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - columns_.begin());
}

std::size_t Frame::column(std::string_view column) const {
    const auto found = find(column);
    if (!found) refuse(fmt::format("{}: column {} is missing", name_, column));
    return *found;
}

std::int64_t Frame::whole(std::size_t row, std::size_t column) const {
    const std::string_view text = cell(row, column);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0) {
        refuse(fmt::format(
            "{}: row {}, column {}: '{}' is not a whole number of at least 0", name_, record(row), columns_[column],
            text
        ));
    }
    return value;
}

double Frame::number(std::size_t row, std::size_t column) const {
    const std::string_view text = cell(row, column);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
        refuse(fmt::format("{}: row {}, column {}: '{}' is not a number", name_, record(row), columns_[column], text));
    }
    return value;
}

std::optional<std::size_t> Frame::row_of(std::string_view wanted) const {
    std::size_t low = 0;
    std::size_t high = rows();
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (id(middle) < wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < rows() && id(low) == wanted) return low;
    return std::nullopt;
}

bool Frame::is_whole(std::size_t column) const {
    for (std::size_t row = 0; row < rows(); ++row) {
        const std::string_view text = cell(row, column);
        if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != std::string_view::npos) {
            return false;
        }
    }
    return true;
}

std::vector<std::string> Frame::cells(std::size_t row) const {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < columns_.size(); ++i) out.emplace_back(cell(row, i));
    return out;
}

}  // namespace longdan::sampling
