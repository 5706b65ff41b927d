#pragma once

#include "engine/sampling/draw.h"

#include <unordered_map>

namespace longdan::sampling {

/// Rows of a frame: a list, or all from the first to the last without one.
class RowList {
  public:
    static RowList all(std::size_t count) {
        RowList rows;
        rows.all_ = count;
        return rows;
    }

    std::size_t size() const { return all_ > 0 ? all_ : list_.size(); }
    std::uint32_t operator[](std::size_t i) const { return all_ > 0 ? static_cast<std::uint32_t>(i) : list_[i]; }
    bool is_all() const { return all_ > 0; }
    std::vector<std::uint32_t>& list() { return list_; }

  private:
    std::size_t all_ = 0;
    std::vector<std::uint32_t> list_;
};

/// The draws of one stage: in the whole frame, or within one unit of the stage before after the other.
class StageDraw {
  public:
    StageDraw(const Design& design, std::size_t stage, const std::vector<Frame>& frames, std::uint64_t seed);

    /// Draws in the whole frame of the first stage.
    void run_whole(Sample& sample);
    /// Draws within a unit of the stage before.
    void run_within(Sample& sample, std::size_t parent);

  private:
    /// The rows of one stratum, in the order in which they are drawn.
    struct Stratum {
        std::string key;
        RowList rows;
        std::vector<std::uint32_t> fixed;  ///< certainty units; not among `rows`
        std::int64_t units() const { return static_cast<std::int64_t>(rows.size() + fixed.size()); }
    };
    struct OrderColumn {
        std::optional<std::vector<std::int64_t>> wholes;
        std::vector<std::string_view> texts;
    };

    void read_columns();
    void find_certainty();
    void find_parents(const Frame& before);
    void run(Sample& sample, const RowList& rows, std::optional<std::size_t> parent);
    std::string place(const std::string& key, const std::string& parent) const;
    std::vector<Stratum> strata_of(const RowList& rows);
    void sort(std::vector<std::uint32_t>& rows) const;
    double mean(const Stratum& stratum, const std::string& name) const;
    StratumSize size_of(const Stratum& stratum, const std::string& parent) const;
    std::vector<std::int64_t> sizes_of(const std::vector<Stratum>& strata, const std::string& parent) const;
    std::vector<std::int64_t> shared(const std::vector<StratumSize>& strata) const;
    std::int64_t stated_size(const Stratum& stratum, const std::string& parent) const;
    std::vector<std::uint64_t> numbers_of(const RowList& rows, Random& random) const;
    Selection select(const RowList& rows, std::size_t n, Random& random, std::vector<std::int64_t>& panels) const;
    void draw_stratum(Sample& sample, const Stratum& stratum, std::int64_t n, std::optional<std::size_t> parent);
    SampledUnit unit_of(const Sample& sample, std::size_t row, double probability, std::optional<std::size_t> parent)
        const;

    const Stage& stage_;
    std::size_t index_;
    const Frame& frame_;
    const Frame* before_ = nullptr;
    std::uint64_t seed_;
    std::uint32_t next_stratum_ = 0;
    Levels levels_;
    std::vector<std::int32_t> slots_;  ///< by level: place among the strata of the rows at hand, or -1
    std::vector<OrderColumn> order_;
    std::vector<std::int64_t> measure_;
    std::vector<std::uint32_t> certainty_;  ///< rows, sorted
    std::unordered_map<std::string_view, RowList> children_;
};

}  // namespace longdan::sampling
