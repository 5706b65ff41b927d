#pragma once

#include "engine/estimation/cells.h"
#include "features/methods/methods.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::rounds {

/// Names of the columns of the cell table for one item:
///   "P1"    1 satisfied, 0 not, over the valid answers
///   "P1=4"  1 for each answer with this code, missing for all others: its n is a plain count, its weight a weighted
///   one "P1=dk", "P1=refused", "P1=blank"  the same for what is not valid
/// From these sums come both series: the official one from n, the statistical one from weights and PSUs.
std::string answer_column(std::string_view item, std::string_view code);

/// Every item of the method that the form asks on a scale, and each choice of a question with several answers as an
/// item of its own ("P2/tv": 1 chosen, 0 not).
std::vector<methods::ItemCoding> round_codings(const methods::Method& method, const methods::Form& form);

/// The layout of a round's cell table: one domain key, "province".
estimation::CellLayout cell_layout(const std::vector<methods::ItemCoding>& codings);

/// Turns packed answers into rows of the cell table.
class CellRows {
  public:
    CellRows(std::vector<methods::ItemCoding> codings, estimation::CellTable& table);
    void add(
        std::string_view stratum, std::string_view psu, std::string_view province, double weight,
        std::span<const std::int16_t> codes
    );

  private:
    struct Columns {
        std::size_t first = 0;  ///< column of "P1"; codes follow
    };
    std::vector<methods::ItemCoding> codings_;
    std::vector<Columns> columns_;
    estimation::CellTable& table_;
    std::vector<double> values_;
};

/// What cleaning looks at in one answer.
struct AnswerQuality {
    double blank_share = 0;      ///< of the items asked: left blank or not readable
    bool straight_line = false;  ///< ten or more valid scale answers, all with the same code
};
AnswerQuality quality_of(const std::vector<methods::ItemCoding>& codings, std::span<const std::int16_t> codes);

/// Plain counts of one province (or of all, with province "") for the official series.
methods::ItemCounts plain_counts(
    const estimation::CellTable& table, const std::vector<methods::ItemCoding>& codings, std::string_view province
);

}  // namespace longdan::rounds
