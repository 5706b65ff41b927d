#pragma once

#include "engine/estimation/figures.h"

#include <string>
#include <utility>
#include <vector>

namespace longdan::estimation {

/// The figures of a question that a later one refers to.
struct Kept {
    const Question* question = nullptr;
    std::vector<Domain> domains;
    std::vector<DomainFigures> figures;
};

/// A linear combination of kept figures by their labels. `where` is what errors call the question. Throws
/// Error(invalid) for a label that is not there or a figure without covariance.
Figure contrast(const Survey& survey, const Question& question, const Kept& kept, const std::string& where);

/// Ranks of the kept domains by each figure, highest first, with intervals from the covariance of all of them
/// (ranks.h). Domains without a figure are left out. Figures with the label of their domain, in the order kept.
std::vector<std::pair<std::string, Figure>> ranking(
    const Survey& survey, const Question& question, const Kept& kept, const std::string& where
);

}  // namespace longdan::estimation
