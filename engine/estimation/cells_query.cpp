#include "engine/estimation/cells_query.h"

#include "platform/base/error.h"

#include <fmt/core.h>

namespace longdan::estimation {
namespace {

constexpr std::size_t most_columns = 1600;
constexpr std::int64_t most_rows = std::int64_t{1} << 22;
constexpr std::int64_t most_weight = std::int64_t{1} << 60;
constexpr std::int64_t most_value = 32;
constexpr int half_bits = 30;   // of a weight in sums of weights and values
constexpr int third_bits = 20;  // of a weight in sums of its square

std::string part(int bits, int index) {
    const std::int64_t below = std::int64_t{1} << (bits * index);
    return fmt::format("w / {} % {}", below, std::int64_t{1} << bits);
}

std::string whole_sum(std::string_view term) { return fmt::format(",\n  CAST(COALESCE(sum({}), 0) AS BIGINT)", term); }

/// The sum of a weight from the sums of its halves.
Wide from_halves(std::int64_t low, std::int64_t high) { return (static_cast<Wide>(high) << half_bits) + low; }

std::size_t keys_of(const CellLayout& layout) { return 2 + layout.domains.size(); }

std::size_t numbers_of(const CellQuery& query) {
    std::size_t count = 12;
    for (const auto& item : query.items) count += item.indicator ? 7 : 9;
    return count;
}

/// Takes the numbers of a row one after the other.
class Reader {
  public:
    explicit Reader(std::span<const std::int64_t> numbers) : numbers_(numbers) {}
    std::int64_t next() { return numbers_[at_++]; }
    Wide halves() {
        const std::int64_t low = next();
        return from_halves(low, next());
    }

  private:
    std::span<const std::int64_t> numbers_;
    std::size_t at_ = 0;
};

}  // namespace

std::string cell_query_text(const CellLayout& layout, const CellQuery& query) {
    if (query.domains.size() != layout.domains.size() || query.items.size() != layout.items.size())
        throw Error(ErrorKind::invalid, "Câu hỏi gộp ô không khớp cấu trúc bảng ô");
    const std::size_t columns = keys_of(layout) + numbers_of(query);
    if (columns > most_columns) {
        throw Error(ErrorKind::invalid, fmt::format("Câu hỏi gộp ô có {} cột, nhiều nhất {}", columns, most_columns));
    }
    std::string inner = fmt::format("{} AS k0, {} AS k1", query.stratum, query.psu);
    std::string keys = "k0, k1";
    for (std::size_t d = 0; d < query.domains.size(); ++d) {
        inner += fmt::format(", {} AS k{}", query.domains[d], d + 2);
        keys += fmt::format(", k{}", d + 2);
    }
    inner += fmt::format(", {} AS w", query.weight);
    for (std::size_t j = 0; j < query.items.size(); ++j) inner += fmt::format(", {} AS y{}", query.items[j].value, j);
    std::string text = "SELECT " + keys + ", count(*), count(w), COALESCE(min(w), -1), COALESCE(max(w), -1)";
    for (int i = 0; i < 2; ++i) text += whole_sum(part(half_bits, i));
    for (int i = 0; i < 3; ++i) {
        for (int j = 0; j <= i; ++j)
            text += whole_sum(fmt::format("({}) * ({})", part(third_bits, i), part(third_bits, j)));
    }
    for (std::size_t j = 0; j < query.items.size(); ++j) {
        const std::string y = fmt::format("y{}", j);
        text += fmt::format(",\n  count({0}), COALESCE(min({0}), 0), COALESCE(max({0}), 0)", y);
        for (int i = 0; i < 2; ++i)
            text += whole_sum(fmt::format("CASE WHEN {} IS NOT NULL THEN {} END", y, part(half_bits, i)));
        for (int i = 0; i < 2; ++i) text += whole_sum(fmt::format("({}) * {}", part(half_bits, i), y));
        for (int i = 0; i < 2 && !query.items[j].indicator; ++i)
            text += whole_sum(fmt::format("({}) * ({} * {})", part(half_bits, i), y, y));
    }
    text += fmt::format("\nFROM (SELECT {}\n  FROM {}", inner, query.from);
    if (!query.where.empty()) text += "\n  WHERE " + query.where;
    text += ") AS answers\nGROUP BY " + keys;
    return text;
}

void add_cells(
    CellTable& table, const CellQuery& query, std::span<const std::string_view> keys,
    std::span<const std::int64_t> numbers
) {
    if (keys.size() != keys_of(table.layout()) || numbers.size() != numbers_of(query))
        throw Error(ErrorKind::invalid, "Dòng của câu hỏi gộp ô không khớp cấu trúc bảng ô");
    const auto refuse = [&](const std::string& what) {
        throw Error(ErrorKind::invalid, fmt::format("Tầng '{}', đơn vị '{}': {}", keys[0], keys[1], what));
    };
    Reader read(numbers);
    CellSums sums;
    sums.n = read.next();
    const std::int64_t weighted = read.next();
    const std::int64_t least = read.next();
    const std::int64_t greatest = read.next();
    if (sums.n > most_rows) refuse(fmt::format("có {} dòng, nhiều nhất {}", sums.n, most_rows));
    if (weighted != sums.n) refuse(fmt::format("{} dòng thiếu quyền số", sums.n - weighted));
    if (least < 0 || greatest >= most_weight)
        refuse(fmt::format("quyền số từ {} đến {} không dùng được", least, greatest));
    sums.weight = read.halves();
    for (int i = 0; i < 3; ++i) {
        for (int j = 0; j <= i; ++j) {
            const Wide product = read.next();
            sums.weight_square += (product << (third_bits * (i + j))) * (i == j ? 1 : 2);
        }
    }
    for (std::size_t j = 0; j < query.items.size(); ++j) {
        const bool indicator = query.items[j].indicator;
        ItemSums& item = sums.items.emplace_back();
        item.n = read.next();
        const std::int64_t low = read.next();
        const std::int64_t high = read.next();
        if (low < (indicator ? 0 : -most_value) || high > (indicator ? 1 : most_value)) {
            refuse(fmt::format("mục '{}' có giá trị từ {} đến {}", table.layout().items[j], low, high));
        }
        item.weight = read.halves();
        item.weighted = read.halves();
        item.weighted_square = indicator ? item.weighted : read.halves();
    }
    table.add_sums(keys[0], keys[1], keys.subspan(2), sums);
}

}  // namespace longdan::estimation
