#pragma once

/// Sampling: allocation, selection by stage and stratum, reserves; reproducible from a seed. See docs/sampling.md.
///
///     const Design design = parse_design(json, "design.json");
///     std::vector<Frame> frames;
///     frames.push_back(Frame::load("communes.csv", columns_of(design.stages[0])));
///     const Sample sample = draw(design, frames, seed);
///     write(sample_csv(design, frames, sample));

#include "engine/sampling/allocate.h"
#include "engine/sampling/design.h"
#include "engine/sampling/draw.h"
#include "engine/sampling/frame.h"
#include "engine/sampling/permanent.h"
#include "engine/sampling/precision.h"
#include "engine/sampling/random.h"
#include "engine/sampling/select.h"
