#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace longdan::estimation {

/// Numbers of people that are to be published together, with every relation between them: a total over provinces, the
/// same total over ages, a province over its communes. Cells are known by their place.
struct CountTable {
    struct Relation {
        std::size_t total = 0;
        std::vector<std::size_t> parts;
    };
    std::vector<std::int64_t> count;
    std::vector<Relation> relations;
};

/// What somebody who sees the shown cells and knows that counts are not negative can tell about a cell.
struct AttackerInterval {
    double low = 0;
    double high = std::numeric_limits<double>::infinity();
};

/// For each cell, by linear programming over the hidden ones; a shown cell's interval is its count. Throws
/// Error(invalid) for a negative count, a relation that does not add up or names a cell the table does not have.
std::vector<AttackerInterval> attack(const CountTable& table, const std::vector<bool>& hidden);

struct DisclosureRule {
    std::int64_t minimum = 5;  ///< a cell with 1 to minimum - 1 people is hidden
    bool hide_zero = false;    ///< a cell with nobody too
    std::int64_t width = 5;    ///< nobody may learn that a hidden small cell is under its count plus this
};

struct Protected {
    std::vector<bool> hidden;
    std::vector<bool> primary;                ///< hidden for itself; the other hidden cells protect these
    std::vector<AttackerInterval> intervals;  ///< that remain open
};

/// Hides the small cells and, one after the other, the cheapest set of further cells that leaves each of them open by
/// the rule: the least number of people in cells that have to move when the small cell grows by `width` (Kelly, Golden,
/// Assad, Networks 1992), checked by `attack`. A cell that no other can protect takes its totals with it. Throws as
/// attack does, and Error(too_large) for more than 600 cells.
Protected protect(const CountTable& table, const DisclosureRule& rule);

}  // namespace longdan::estimation
