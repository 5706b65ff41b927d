#pragma once

#include "engine/estimation/exact.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace longdan::estimation {

/// What a cell table counts. Two tables can be merged only when their layouts are equal.
struct CellLayout {
    std::vector<std::string> domains;  ///< names of the keys by which results will be broken down: "province", "sex"
    std::vector<std::string> items;    ///< names of the answers that are summed: "satisfied_1", "seconds"
    /// Weights and values are integers in units of 10^-decimals. A weight is rounded to its unit (the design says how
    /// fine that is); a value that is not a multiple of its unit is refused.
    int weight_decimals = 6;
    int value_decimals = 0;

    bool operator==(const CellLayout&) const = default;
};

/// The finest unit for which `rows` weights up to `largest` keep their squared sum inside 128 bits (0 to 12 decimals).
int weight_decimals_for(double largest, std::int64_t rows);

/// One interview, as the sums see it. `values` follows the layout's items; NaN is a missing answer.
struct CellRow {
    std::string_view stratum;
    std::string_view psu;  ///< unique within the stratum
    std::span<const std::string_view> domains;
    double weight = 1;
    std::span<const double> values;
};

/// Sums of one item over the rows of a cell that answered it: number, sum w, sum w*y, sum w*y^2, in layout units
/// (weights 10^-wd; w*y 10^-(wd+vd); w*y^2 10^-(wd+2vd)).
struct ItemSums {
    std::int64_t n = 0;
    Wide weight = 0;
    Wide weighted = 0;
    Wide weighted_square = 0;

    bool operator==(const ItemSums&) const = default;
};

/// Sums over the rows with one (stratum, psu, domain keys): number, sum w (10^-wd), sum w^2 (10^-2wd), and the items.
struct CellSums {
    std::int64_t n = 0;
    Wide weight = 0;
    Wide weight_square = 0;
    std::vector<ItemSums> items;

    bool operator==(const CellSums&) const = default;
};

/// The table of cell sums of a survey: all that estimates with standard errors need, and nothing about a single person
/// that the keys do not say. Every entry is an integer sum, so rows may come in any order, from any number of shards
/// that are merged, and can be taken back; the result is the same bytes.
///
///     CellTable table({.domains = {"province"}, .items = {"satisfied"}});
///     table.declare_stratum("01;urban", 12);           // PSUs in the population, for the finite population correction
///     table.declare_psu("01;urban", "xa-00123");       // drawn, even if nobody answered there
///     std::string_view domains[] = {"01"};
///     double values[] = {1};
///     table.add({.stratum = "01;urban", .psu = "xa-00123", .domains = domains, .weight = 431.25, .values = values});
///     std::string file = table.serialise();            // hash and keep this
///     CellView view(table, {"province"});              // engine/estimation/estimate.h
///     for (std::size_t d = 0; d < view.domains(); ++d) view.summary(view.mean(d, 0));
class CellTable {
  public:
    /// Throws Error(invalid) for a name twice or decimals outside 0..12.
    explicit CellTable(CellLayout layout);

    const CellLayout& layout() const { return layout_; }

    /// States how many PSUs the stratum has in the population; without it the stratum is sampled with replacement.
    /// Throws Error(invalid) when a different number was stated before or it is not positive.
    void declare_stratum(std::string_view stratum, std::int64_t population_psus);
    /// States that the PSU was drawn: it counts in n_h even where it holds no row.
    void declare_psu(std::string_view stratum, std::string_view psu);

    /// Throws Error(invalid) for a negative or unusable weight, a value off its unit, a wrong number of keys or values,
    /// a control sign in a key. A row of weight 0 counts in n and in nothing else.
    void add(const CellRow& row) { change(row, 1); }
    /// Takes a row back that was added before (an interview that was voided).
    void retract(const CellRow& row) { change(row, -1); }
    /// Adds sums that were made elsewhere: one line of a GROUP BY over the same keys, in layout units.
    void add_sums(
        std::string_view stratum, std::string_view psu, std::span<const std::string_view> domains, const CellSums& sums
    );
    /// Adds another table of the same layout; throws Error(invalid) when layouts or stated populations differ.
    void merge(const CellTable& other);

    struct Entry {
        std::vector<std::string> domains;
        std::size_t psu = 0;  ///< index in psus()
        const CellSums* sums = nullptr;
    };
    struct Psu {
        std::string stratum;
        std::string name;
    };
    struct Stratum {
        std::string name;
        std::optional<std::int64_t> population_psus;
    };
    /// All in canonical order (bytes of stratum, psu, domain keys); cells whose rows were all taken back are left out.
    struct Contents {
        std::vector<Stratum> strata;
        std::vector<Psu> psus;
        std::vector<Entry> cells;
    };
    /// The entries point into this table: it must outlive them and stay unchanged.
    Contents contents() const;

    /// The same bytes for the same rows, in whatever order they came. Format: docs/statistics.md, "Cell file".
    std::string serialise() const;
    /// Reads what serialise wrote. `name` is what errors call the file; throws Error(invalid) with the line.
    static CellTable parse(std::string_view text, std::string_view name);

  private:
    void change(const CellRow& row, int sign);
    CellSums& cell(std::string_view stratum, std::string_view psu, std::span<const std::string_view> domains);

    CellLayout layout_;
    std::map<std::string, std::int64_t, std::less<>> populations_;
    std::map<std::string, bool, std::less<>> declared_psus_;  // joined key of stratum and psu
    std::unordered_map<std::string, CellSums> cells_;         // joined key of stratum, psu, domains
    std::string key_;
};

}  // namespace longdan::estimation
