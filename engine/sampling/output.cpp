#include "engine/sampling/draw.h"
#include "platform/base/document.h"

#include <algorithm>
#include <charconv>
#include <numeric>

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

struct ReportReplacement {
    std::int64_t number = 0;
    std::int64_t stage = 0;
    std::string parent;
    std::string stratum;
    std::string out;
    std::string in;
    std::int64_t reserve = 0;
    std::string reason;
    LONGDAN_DOCUMENT(ReportReplacement, number, stage, parent, stratum, out, in, reserve, reason)
};

struct Report {
    std::string random;
    std::string seed;
    std::string design_sha256;
    std::vector<ReportFrame> frames;
    std::vector<ReportStratum> strata;
    std::int64_t main = 0;
    std::int64_t reserve = 0;
    std::vector<ReportReplacement> replacements;
    LONGDAN_DOCUMENT(Report, random, seed, design_sha256, frames, strata, main, reserve, replacements)
};

/// A cell as RFC 4180 has it, the text itself unchanged.
void append_cell(std::string& out, std::string_view cell) {
    if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += cell;
        return;
    }
    out += '"';
    for (const char sign : cell) {
        if (sign == '"') out += '"';
        out += sign;
    }
    out += '"';
}

void append_row(std::string& out, const std::vector<std::string_view>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) out += ',';
        append_cell(out, cells[i]);
    }
    out += '\n';
}

std::string_view name_of(SampleRole role) {
    switch (role) {
        case SampleRole::main:
            return "main";
        case SampleRole::reserve:
            return "reserve";
        case SampleRole::replaced:
            return "replaced";
    }
    return "";
}

/// The name of the file without its folder: the report is the same wherever the files stand.
std::string file_name(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

/// Units by stage; what replacements added stands after the others of its stage.
std::vector<std::size_t> by_stage(const Sample& sample) {
    std::vector<std::size_t> order(sample.units.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return sample.units[a].stage < sample.units[b].stage;
    });
    return order;
}

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
    const bool rotates = std::any_of(design.stages.begin(), design.stages.end(), [](const Stage& stage) {
        return stage.permanent && stage.permanent->groups > 0;
    });
    columns.insert(columns.end(), {"stage", "order"});
    for (std::size_t k = 0; k < stages; ++k) columns.push_back("pi_" + std::to_string(k + 1));
    columns.insert(columns.end(), {"pi", "weight", "role"});
    if (rotates) columns.push_back("panel");
    std::string out;
    append_row(out, {columns.begin(), columns.end()});
    std::vector<std::string> own(columns.size() - width);
    for (const std::size_t i : by_stage(sample)) {
        const SampledUnit& unit = sample.units[i];
        own.assign(columns.size() - width, "");
        own[0] = std::to_string(unit.stage + 1);
        own[1] = std::to_string(unit.order);
        for (std::size_t k = 0; k < unit.probabilities.size(); ++k) own[2 + k] = shortest(unit.probabilities[k]);
        own[2 + stages] = shortest(unit.probability);
        if (unit.weight) own[3 + stages] = shortest(*unit.weight);
        own[4 + stages] = name_of(unit.role);
        if (unit.panel) own[5 + stages] = std::to_string(*unit.panel);
        std::vector<std::string_view> cells(width);
        for (std::size_t c = 0; c < place[unit.stage].size(); ++c) {
            cells[place[unit.stage][c]] = frames[unit.stage].cell(unit.row, c);
        }
        cells.insert(cells.end(), own.begin(), own.end());
        append_row(out, cells);
    }
    return out;
}

std::string report_json(
    const Design& design, const std::vector<Frame>& frames, const Sample& sample, std::uint64_t seed
) {
    Report report;
    report.random = "Philox4x32-10";
    report.seed = std::to_string(seed);
    report.design_sha256 = design.sha256;
    for (const Frame& frame : frames) {
        report.frames.push_back({file_name(frame.name()), frame.sha256(), static_cast<std::int64_t>(frame.rows())});
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
        if (unit.role == SampleRole::main) ++report.main;
        if (unit.role == SampleRole::reserve) ++report.reserve;
    }
    for (const Replacement& replacement : sample.replacements) {
        const SampledUnit& out = sample.units[replacement.out];
        const SampledUnit& in = sample.units[replacement.in];
        const StratumReport& stratum = sample.strata[out.stratum];
        ReportReplacement row;
        row.number = static_cast<std::int64_t>(report.replacements.size()) + 1;
        row.stage = static_cast<std::int64_t>(out.stage) + 1;
        row.parent = stratum.parent;
        row.stratum = stratum.key;
        row.out = frames[out.stage].id(out.row);
        row.in = frames[in.stage].id(in.row);
        row.reserve = replacement.reserve_order;
        row.reason = replacement.reason;
        report.replacements.push_back(std::move(row));
    }
    return to_json(report) + "\n";
}

}  // namespace longdan::sampling
