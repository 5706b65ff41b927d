#include "app/commands.h"
#include "app/text_files.h"
#include "engine/sampling/sampling.h"

#include <filesystem>

#include <CLI/CLI.hpp>
namespace longdan::app {
int run_sample(int argc, char** argv) {
    CLI::App command("Draws a sample from a frame: same inputs, same bytes, on any machine", "longdan sample");
    std::string frame_path;
    std::string design_path;
    std::string out_path;
    std::string report_path;
    std::uint64_t seed = 0;
    command.add_option("--frame", frame_path, "CSV of the first stage's units")->required();
    command.add_option("--design", design_path, "JSON of the stages (docs/sampling.md)")->required();
    command.add_option("--seed", seed, "whole number from 0 to 2^64-1; publish it with the sample")->required();
    command.add_option("--out", out_path, "CSV of the sample")->required();
    command.add_option("--report", report_path, "JSON with what is needed to repeat the draw");
    if (const auto code = parse_options(command, argc, argv)) return *code;

    const sampling::Design design = sampling::parse_design(read_file(design_path), design_path);
    std::vector<sampling::Frame> frames;
    frames.push_back(sampling::Frame::from_csv(read_file(frame_path), frame_path, design.stages[0].id));
    const auto folder = std::filesystem::path(design_path).parent_path();
    for (std::size_t k = 1; k < design.stages.size(); ++k) {
        const std::string path = (folder / design.stages[k].frame).string();
        frames.push_back(sampling::Frame::from_csv(read_file(path), path, design.stages[k].id));
    }
    const sampling::Sample sample = sampling::draw(design, frames, seed);
    write_file(out_path, sampling::sample_csv(design, frames, sample));
    if (!report_path.empty()) write_file(report_path, sampling::report_json(design, frames, sample, seed));
    return 0;
}

}  // namespace longdan::app
