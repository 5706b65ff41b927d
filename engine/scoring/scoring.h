#pragma once

/// Index frames as data: a tree of nodes with rules, scored exactly. See docs/scoring.md.
///
///     const Frame frame = parse_frame(json, "frame.json");
///     for (const Problem& problem : check(frame)) report(problem);
///     const Scorer scorer(frame);
///     const auto units = read_scores(csv, "scores.csv", frame);
///     const auto scores = scorer.score_all(units);

#include "engine/scoring/exact.h"
#include "engine/scoring/explain.h"
#include "engine/scoring/frame.h"
#include "engine/scoring/frame_xlsx.h"
#include "engine/scoring/rule.h"
#include "engine/scoring/score.h"
