#pragma once

#include "engine/scoring/frame.h"
#include "engine/scoring/rule.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::scoring {

/// What was reported for one unit: by node code. `kind` decides what applies to it.
struct UnitInputs {
    std::string unit;
    std::string kind;
    bool not_ranked = false;
    std::map<std::string, Inputs, std::less<>> nodes;
};

/// Reads S.csv (`unit,node,field,value`); node empty: a field of the unit, `kind` or `not_ranked`. Units come in the
/// order of the file. Throws Error(invalid) that names file, row and column for an unknown node or field, a value that
/// cannot be, the same field twice.
std::vector<UnitInputs> read_scores(std::string_view csv, const std::string& name, const Frame& frame);

struct NodeScore {
    Exact points;
    Exact maximum;  ///< 0 when not applicable
    bool applicable = true;
    bool missing = false;  ///< of a leaf: nothing usable was reported
};

struct UnitScore {
    std::string unit;
    std::vector<NodeScore> nodes;  ///< in the order of Scorer::nodes()
    NodeScore total;
    bool without_survey = false;  ///< rescaled: the survey part was left out
    bool ranked = true;
    int rank = 0;   ///< 1-1-3 on unrounded percentages; 0 when not ranked
    int ties = 0;   ///< how many others share the rank
    int band = -1;  ///< index into Frame::bands

    /// points / maximum in percent, exact; nothing when nothing applies.
    std::optional<Exact> percent() const;
};

/// A frame made ready for scoring many units.
class Scorer {
  public:
    /// Keeps its own copy of the frame. Throws Error(invalid) for an expression that does not compile.
    explicit Scorer(Frame frame);
    ~Scorer();
    Scorer(Scorer&&) noexcept;

    const Frame& frame() const;
    /// All nodes, each parent before its children.
    const std::vector<const Node*>& nodes() const;
    std::optional<std::size_t> find(std::string_view code) const;
    /// Throws Error(not_found).
    std::size_t index(std::string_view code) const;
    /// Index of the parent; nothing for a domain.
    std::optional<std::size_t> parent(std::size_t node) const;
    const CompiledRule& rule(std::size_t leaf) const;

    UnitScore score(const UnitInputs& inputs) const;
    /// All units, with ranks and bands.
    std::vector<UnitScore> score_all(const std::vector<UnitInputs>& units) const;
    /// Ranks and bands again, after a unit was scored anew.
    void rank(std::vector<UnitScore>& scores) const;
    /// One leaf of a scored unit with other inputs: only the leaf and what stands above it is computed. Where caps of
    /// bonus and penalty or the survey's absence could change, the unit is scored whole.
    void rescore(UnitScore& score, const UnitInputs& inputs, std::size_t leaf) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Mean of the units' unrounded percentages; nothing without units.
std::optional<Exact> mean_percent(const std::vector<UnitScore>& scores);

/// O.csv: unit,node,points,maximum,percent,rank,ties,band,reason; points and percent with 6 digits; node `total` is the
/// unit's sum and the only one with rank, ties and band. The reason stands where a leaf is below its maximum.
std::string write_results(
    const Scorer& scorer, const std::vector<UnitInputs>& units, const std::vector<UnitScore>& scores
);

}  // namespace longdan::scoring
