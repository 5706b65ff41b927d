#include "app/commands.h"
#include "app/text_files.h"
#include "engine/sampling/sampling.h"
#include "platform/base/csv.h"
#include "platform/base/error.h"

#include <charconv>
#include <filesystem>

#include <CLI/CLI.hpp>
namespace longdan::app {
namespace {

/// The replacements of a CSV file with the columns id and reason, and perhaps stage (from 1; the last one without) and
/// parent.
std::vector<sampling::ReplacementRequest> read_replacements(const std::string& path, std::size_t stages) {
    const CsvTable table = CsvTable::load(path);
    std::vector<sampling::ReplacementRequest> requests;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        sampling::ReplacementRequest request;
        request.id = table.at(row, "id");
        request.reason = table.at(row, "reason");
        if (table.column("parent")) request.parent = table.at(row, "parent");
        request.stage = stages - 1;
        if (const auto column = table.column("stage")) {
            const std::string& stage = table.at(row, *column);
            const auto [end, error] = std::from_chars(stage.data(), stage.data() + stage.size(), request.stage);
            const bool whole = error == std::errc() && end == stage.data() + stage.size();
            if (!whole || request.stage < 1 || request.stage > stages) {
                throw Error(
                    ErrorKind::invalid, path + ": dòng " + std::to_string(row + 2) + ", cột stage: «" + stage +
                                            "» không phải giai đoạn từ 1 đến " + std::to_string(stages)
                );
            }
            --request.stage;
        }
        requests.push_back(std::move(request));
    }
    return requests;
}

std::uint64_t read_seed(const std::string& text) {
    std::uint64_t seed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
        throw Error(ErrorKind::invalid, "--seed: «" + text + "» không phải số nguyên từ 0 đến 2^64-1");
    }
    return seed;
}

}  // namespace

int run_sample(int argc, char** argv) {
    CLI::App command("Draws a sample from a frame: same inputs, same bytes, on any machine", "longdan sample");
    std::string frame_path;
    std::string design_path;
    std::string out_path;
    std::string report_path;
    std::string replace_path;
    std::string seed_text;
    command.add_option("--frame", frame_path, "CSV of the first stage's units")->required();
    command.add_option("--design", design_path, "JSON of the stages (docs/sampling.md)")->required();
    command.add_option("--seed", seed_text, "whole number from 0 to 2^64-1; publish it with the sample")->required();
    command.add_option("--out", out_path, "CSV of the sample")->required();
    command.add_option("--report", report_path, "JSON with what is needed to repeat the draw");
    command.add_option("--replace", replace_path, "CSV of units to replace by reserves: id,reason[,stage][,parent]");
    if (const auto code = parse_options(command, argc, argv)) return *code;

    const std::uint64_t seed = read_seed(seed_text);
    const sampling::Design design = sampling::parse_design(read_file(design_path), design_path);
    std::vector<sampling::Frame> frames;
    frames.push_back(sampling::Frame::load(frame_path, columns_of(design.stages[0])));
    const auto folder = std::filesystem::path(design_path).parent_path();
    for (std::size_t k = 1; k < design.stages.size(); ++k) {
        const sampling::Stage& stage = design.stages[k];
        frames.push_back(sampling::Frame::load((folder / stage.frame).string(), columns_of(stage)));
    }
    std::vector<sampling::ReplacementRequest> replacements;
    if (!replace_path.empty()) replacements = read_replacements(replace_path, design.stages.size());
    const sampling::Sample sample = sampling::draw(design, frames, seed, replacements);
    write_file(out_path, sampling::sample_csv(design, frames, sample));
    if (!report_path.empty()) write_file(report_path, sampling::report_json(design, frames, sample, seed));
    return 0;
}

}  // namespace longdan::app
