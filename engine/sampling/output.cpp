#include "engine/sampling/draw.h"
#include "platform/base/csv.h"
#include "platform/base/document.h"

#include <algorithm>
#include <charconv>

namespace longdan::sampling {
namespace {

std::string shortest(double number) {
    char buffer[32];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, number);
    return {buffer, error == std::errc() ? end : buffer};
}

struct ReportFrame {
    std::string file;
    std::string sha256;
    std::int64_t rows = 0;
    LONGDAN_DOCUMENT(ReportFrame, file, sha256, rows)
};

struct ReportStratum {
    std::int64_t stage = 0;
    std::string parent;
    std::string stratum;
    std::int64_t units = 0;
    std::int64_t size = 0;
    std::int64_t certain = 0;
    std::int64_t reserve = 0;
    std::optional<std::string> start;
    LONGDAN_DOCUMENT(ReportStratum, stage, parent, stratum, units, size, certain, reserve, start)
};

struct Report {
    std::string random;
    std::string seed;
    std::vector<ReportFrame> frames;
    std::vector<ReportStratum> strata;
    std::int64_t main = 0;
    std::int64_t reserve = 0;
    LONGDAN_DOCUMENT(Report, random, seed, frames, strata, main, reserve)
};

}  // namespace

std::string sample_csv(const Design& design, const std::vector<Frame>& frames, const Sample& sample) {
    // Columns of all frames, each name once, in the order of the stages.
    std::vector<std::string> columns;
    std::vector<std::vector<std::size_t>> place(frames.size());
    for (std::size_t k = 0; k < frames.size(); ++k) {
        for (const std::string& name : frames[k].columns()) {
            const auto found = std::find(columns.begin(), columns.end(), name);
            place[k].push_back(static_cast<std::size_t>(found - columns.begin()));
            if (found == columns.end()) columns.push_back(name);
        }
    }
    const std::size_t width = columns.size();
    const std::size_t stages = design.stages.size();
    columns.insert(columns.end(), {"stage", "order"});
    for (std::size_t k = 0; k < stages; ++k) columns.push_back("pi_" + std::to_string(k + 1));
    columns.insert(columns.end(), {"pi", "weight", "role"});
    std::string out;
    append_csv_row(out, columns);
    for (const SampledUnit& unit : sample.units) {
        std::vector<std::string> cells(columns.size());
        for (std::size_t i = 0; i < place[unit.stage].size(); ++i) {
            cells[place[unit.stage][i]] = frames[unit.stage].cell(unit.row, i);
        }
        cells[width] = std::to_string(unit.stage + 1);
        cells[width + 1] = std::to_string(unit.order);
        for (std::size_t k = 0; k < unit.probabilities.size(); ++k)
            cells[width + 2 + k] = shortest(unit.probabilities[k]);
        cells[width + 2 + stages] = shortest(unit.probability);
        if (unit.weight) cells[width + 3 + stages] = shortest(*unit.weight);
        cells[width + 4 + stages] = unit.role == SampleRole::main ? "main" : "reserve";
        append_csv_row(out, cells);
    }
    return out;
}

std::string report_json(
    const Design& design, const std::vector<Frame>& frames, const Sample& sample, std::uint64_t seed
) {
    Report report;
    report.random = "Philox4x32-10";
    report.seed = std::to_string(seed);
    for (const Frame& frame : frames) {
        report.frames.push_back({frame.name(), frame.sha256(), static_cast<std::int64_t>(frame.rows())});
    }
    for (const StratumReport& stratum : sample.strata) {
        ReportStratum row;
        row.stage = static_cast<std::int64_t>(stratum.stage) + 1;
        row.parent = stratum.parent;
        row.stratum = stratum.key;
        row.units = stratum.units;
        row.size = stratum.size;
        row.certain = stratum.certain;
        row.reserve = stratum.reserve;
        if (stratum.start) row.start = std::to_string(*stratum.start);
        report.strata.push_back(std::move(row));
    }
    const std::size_t last = design.stages.size() - 1;
    for (const SampledUnit& unit : sample.units) {
        if (unit.stage != last) continue;
        ++(unit.role == SampleRole::main ? report.main : report.reserve);
    }
    return to_json(report) + "\n";
}

}  // namespace longdan::sampling
