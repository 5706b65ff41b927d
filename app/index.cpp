#include "app/commands.h"
#include "app/text_files.h"
#include "engine/scoring/scoring.h"
#include "platform/base/error.h"

#include <iostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace longdan::app {
namespace {

scoring::Frame read_frame(const std::string& path) {
    const std::string bytes = read_file(path);
    return path.ends_with(".xlsx") ? scoring::read_frame_xlsx(bytes, path) : scoring::parse_frame(bytes, path);
}

}  // namespace

int run_index(int argc, char** argv) {
    CLI::App command("Scores units by a frame, exactly", "longdan index");
    std::string frame_path;
    std::string scores_path;
    std::string out_path;
    std::string xlsx_path;
    command.add_option("--frame", frame_path, "frame: JSON (data/schema/frame.schema.json) or XLSX")->required();
    command.add_option("--scores", scores_path, "CSV unit,node,field,value (data/schema/scores.schema.json)");
    command.add_option("--out", out_path, "CSV unit,node,points,maximum,percent,rank,ties,band,reason");
    command.add_option("--xlsx", xlsx_path, "writes the frame as officials lay it out");
    if (const auto code = parse_options(command, argc, argv)) return *code;

    const scoring::Frame frame = read_frame(frame_path);
    const auto problems = scoring::check(frame);
    for (const scoring::Problem& problem : problems) {
        std::cerr << fmt::format("{}: {}: {} ({})\n", frame_path, problem.place, problem.vi, problem.en);
    }
    if (!problems.empty()) return 2;
    if (!xlsx_path.empty()) write_file(xlsx_path, scoring::write_frame_xlsx(frame));
    if (scores_path.empty()) return 0;
    const auto units = scoring::read_scores(read_file(scores_path), scores_path, frame);
    const scoring::Scorer scorer(frame);
    const auto scores = scorer.score_all(units);
    const std::string result = scoring::write_results(scorer, units, scores);
    if (out_path.empty()) {
        std::cout << result;
        return 0;
    }
    write_file(out_path, result);
    if (const auto mean = scoring::mean_percent(scores)) {
        std::cout << fmt::format("{} units, mean {}\n", scores.size(), mean->decimal(2));
    }
    return 0;
}

}  // namespace longdan::app
