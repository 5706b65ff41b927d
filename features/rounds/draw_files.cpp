#include "features/rounds/draw.h"
#include "platform/base/csv.h"
#include "platform/base/document.h"

#include <map>

#include <fmt/format.h>

namespace longdan::rounds {

namespace {

std::string number(double value) {
    std::string out;
    append_json_number(out, value);
    return out;
}

/// pi of every stage down to the unit, and the unit's row in the file.
struct Chain {
    const SampleUnit* unit;
    std::vector<std::string> pis;
};

std::string_view use(bool reserve) { return reserve ? "reserve" : "main"; }

struct Counts {
    std::map<std::string, std::int64_t> main;
    std::map<std::string, std::int64_t> reserve;
};

void append_counts(std::string& out, const std::map<std::string, std::int64_t>& counts) { append_json(out, counts); }

}  // namespace

std::string sample_csv(const Sample& sample, const Design& design) {
    std::vector<std::string> header = {"level",   "code", "name",  "parent", "province",
                                       "stratum", "psu",  "stage", "order"};
    for (std::size_t s = 0; s < design.stages.size(); ++s) header.push_back("pi_" + std::to_string(s + 1));
    for (const auto* column : {"pi", "weight", "role", "open"}) header.push_back(column);
    std::string out;
    append_csv_row(out, header);

    std::map<std::string, Chain> chains;
    const auto stages = design.stages.size();
    for (const auto& unit : sample.units) {
        Chain chain{&unit, {}};
        const auto above = chains.find(unit.parent);
        if (unit.stage > 0 && above != chains.end()) chain.pis = above->second.pis;
        chain.pis.push_back(number(unit.pi));
        std::vector<std::string> row = {
            unit.level,
            unit.code,
            unit.name,
            unit.parent,
            unit.province,
            unit.stratum,
            unit.psu,
            std::to_string(unit.stage + 1),
            std::to_string(unit.position)};
        row.insert(row.end(), chain.pis.begin(), chain.pis.end());
        row.resize(9 + stages);
        row.push_back(unit.reserve ? "" : number(unit.probability));
        row.push_back(unit.reserve || unit.probability <= 0 ? "" : number(1 / unit.probability));
        row.push_back(std::string(use(unit.reserve)));
        row.push_back(unit.open ? "1" : "0");
        append_csv_row(out, row);
        chains[unit.code] = std::move(chain);
    }
    for (const auto& place : sample.places) {
        const auto& chain = chains.at(place.village);
        std::vector<std::string> row = {
            "place",
            fmt::format("{}.{:03}", place.village, place.number),
            "",
            place.village,
            place.province,
            chain.unit->stratum,
            chain.unit->psu,
            std::to_string(stages),
            std::to_string(place.position)};
        row.insert(row.end(), chain.pis.begin(), chain.pis.end());
        row.push_back(number(place.pi));
        row.push_back(place.reserve ? "" : number(place.probability));
        row.push_back(place.reserve ? "" : number(1 / place.probability));
        row.push_back(std::string(use(place.reserve)));
        row.push_back("1");
        append_csv_row(out, row);
    }
    return out;
}

std::string draw_report(
    const Sample& sample, const Design& design, std::uint64_t seed, std::string_view design_sha256,
    std::string_view frame_sha256, std::string_view sample_sha256
) {
    std::map<std::string, Counts> provinces;
    Counts country;
    const auto add = [&](const std::string& province, const std::string& level, bool reserve) {
        (reserve ? provinces[province].reserve : provinces[province].main)[level] += 1;
        (reserve ? country.reserve : country.main)[level] += 1;
    };
    for (const auto& unit : sample.units) {
        if (unit.open || unit.reserve) add(unit.province, unit.level, unit.reserve);
    }
    for (const auto& place : sample.places) add(place.province, "place", place.reserve);

    std::string out =
        fmt::format("{{\"design\":\"{}\",\"version\":{},\"seed\":\"{}\",", design.code, design.version, seed);
    out += fmt::format(
        "\"design_sha256\":\"{}\",\"frame_sha256\":\"{}\",\"sample_sha256\":\"{}\",\n\"main\":", design_sha256,
        frame_sha256, sample_sha256
    );
    append_counts(out, country.main);
    out += ",\"reserve\":";
    append_counts(out, country.reserve);
    out += ",\n\"provinces\":{";
    bool first = true;
    for (const auto& [code, counts] : provinces) {
        if (!first) out += ",\n";
        first = false;
        append_json_string(out, code);
        out += ":{\"main\":";
        append_counts(out, counts.main);
        out += ",\"reserve\":";
        append_counts(out, counts.reserve);
        out += "}";
    }
    out += "},\n\"strata\":[";
    first = true;
    for (const auto& stratum : sample.strata) {
        out += first ? "\n" : ",\n";
        first = false;
        out += fmt::format(
            "{{\"stage\":{},\"stream\":{},\"parent\":\"{}\",\"group\":\"{}\",\"units\":{},\"taken\":{},\"start\":{}}}",
            stratum.stage + 1, stratum.index, stratum.parent, stratum.group, stratum.units, stratum.taken,
            stratum.start ? fmt::format("\"{}\"", *stratum.start) : "null"
        );
    }
    out += "]}\n";
    return out;
}

}  // namespace longdan::rounds
