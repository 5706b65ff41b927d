#include "engine/scoring/scoring.h"
#include "platform/base/error.h"

#include <cstddef>
#include <cstdint>

using namespace longdan::scoring;

/// The frame, then a NUL, then scores.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t cut = input.find('\0');
    try {
        const Frame frame = parse_frame(input.substr(0, cut), "f.json");
        if (!check(frame).empty()) return 0;
        if (parse_frame(write_frame(frame), "again") != frame) __builtin_trap();
        if (cut == std::string_view::npos) return 0;
        const auto units = read_scores(input.substr(cut + 1), "s.csv", frame);
        const Scorer scorer(frame);
        const auto scores = scorer.score_all(units);
        write_results(scorer, units, scores);
        if (!scores.empty()) explain(scorer, scores[0], compare_units(scores));
    } catch (const longdan::Error&) {
    }
    return 0;
}
