#include "engine/sampling/draw.h"

#include "platform/base/error.h"

#include <set>

#include <gtest/gtest.h>

using namespace longdan;
using namespace longdan::sampling;

namespace {

constexpr std::string_view communes =
    "code,province,kind,population\n"
    "05,B,rural,900\n01,A,urban,100\n02,A,urban,200\n03,A,rural,300\n04,A,rural,50\n06,B,rural,10\n07,B,urban,40\n"
    "08,B,urban,60\n";

constexpr std::string_view villages =
    "village,commune\nv1,01\nv2,01\nv3,02\nv4,02\nv5,03\nv6,03\nv7,04\nv8,04\nw1,05\nw2,05\nw3,06\nw4,06\nx1,07\nx2,"
    "07\n"
    "x3,08\nx4,08\n";

std::vector<Frame> frames_of(const Design& design, std::string_view first = communes) {
    std::vector<Frame> frames;
    frames.push_back(Frame::from_csv(std::string(first), "communes.csv", design.stages[0].id));
    if (design.stages.size() > 1)
        frames.push_back(Frame::from_csv(std::string(villages), "villages.csv", design.stages[1].id));
    return frames;
}

const std::string one_stage =
    R"({"id":"code","stages":[{"unit":"commune","strata":["province","kind"],"size":{"per_stratum":{"A;rural":1},"otherwise":2},
        "select":"srs","reserve":1}]})";
const std::string two_stages =
    R"({"id":"code","stages":[{"unit":"commune","strata":["province"],"measure":"population","certainty":["03"],
        "size":{"n":4,"allocate":"equal"},"select":"pps_systematic","reserve":1},
        {"unit":"village","frame":"villages.csv","id":"village","parent":"commune","size":{"n":1},"select":"systematic"}]})";

std::string error_of(const std::string& design_text, std::string_view frame = communes) {
    try {
        const Design design = parse_design(design_text, "d.json");
        draw(design, frames_of(design, frame), 1);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST(draw, the_same_seed_gives_the_same_bytes_for_any_order_of_rows) {
    const Design design = parse_design(one_stage, "d.json");
    const auto frames = frames_of(design);
    const std::string first = sample_csv(design, frames, draw(design, frames, 2026));
    EXPECT_EQ(first, sample_csv(design, frames, draw(design, frames, 2026)));
    const std::string turned =
        "code,province,kind,population\n08,B,urban,60\n07,B,urban,40\n06,B,rural,10\n05,B,rural,900\n04,A,rural,50\n"
        "03,A,rural,300\n02,A,urban,200\n01,A,urban,100\n";
    const auto other = frames_of(design, turned);
    EXPECT_EQ(first, sample_csv(design, other, draw(design, other, 2026)));
    std::set<std::string> different;
    for (std::uint64_t seed = 0; seed < 40; ++seed)
        different.insert(sample_csv(design, frames, draw(design, frames, seed)));
    EXPECT_EQ(different.size(), 2u) << "one of two rural communes of A, all others are taken";
}

TEST(draw, weights_are_the_inverse_of_all_stages_and_reserves_have_none) {
    const Design design = parse_design(two_stages, "d.json");
    const auto frames = frames_of(design);
    const Sample sample = draw(design, frames, 11);
    std::size_t communes_main = 0;
    std::size_t villages_main = 0;
    for (const SampledUnit& unit : sample.units) {
        if (unit.role == SampleRole::reserve) {
            EXPECT_FALSE(unit.weight);
            continue;
        }
        ++(unit.stage == 0 ? communes_main : villages_main);
        ASSERT_TRUE(unit.weight);
        if (unit.stage == 1) {
            const SampledUnit& commune = sample.units[*unit.parent];
            EXPECT_DOUBLE_EQ(*unit.weight, 1 / (commune.probability * 0.5));
        }
        if (frames[unit.stage].id(unit.row) == "03") {
            EXPECT_DOUBLE_EQ(unit.probability, 1.0);
        }
    }
    EXPECT_EQ(communes_main, 4u);
    EXPECT_EQ(villages_main, 4u);
}

TEST(draw, the_report_holds_what_is_needed_to_repeat_it) {
    const Design design = parse_design(two_stages, "d.json");
    const auto frames = frames_of(design);
    const std::string report = report_json(design, frames, draw(design, frames, 11), 11);
    EXPECT_NE(report.find("\"seed\":\"11\""), std::string::npos);
    EXPECT_NE(report.find(frames[0].sha256()), std::string::npos);
    EXPECT_NE(report.find("\"start\":"), std::string::npos);
}

TEST(draw, errors_name_the_place) {
    EXPECT_EQ(
        error_of(R"({"id":"code","stages":[{"strata":["province"],"size":{"per_stratum":{"A":9},"otherwise":1}}]})"),
        "communes.csv: stage 1, stratum A: 9 units are wanted, 4 are there"
    );
    EXPECT_EQ(
        error_of(R"({"id":"code","stages":[{"strata":["province"],"size":{"per_stratum":{"A":1}}}]})"),
        "communes.csv: stage 1, stratum B: 'per_stratum' has no number for it"
    );
    EXPECT_EQ(
        error_of(
            R"({"id":"code","stages":[{"measure":"population","size":{"n":2},"select":"pps_systematic"}]})",
            "code,population\n1,5\n2,x\n"
        ),
        "communes.csv: row 3, column population: 'x' is not a whole number of at least 0"
    );
    EXPECT_EQ(
        error_of(R"({"id":"code","stages":[{"size":{"n":2}}]})", "code\n1\n1\n"),
        "communes.csv: row 3, column code: id 1 comes twice"
    );
    EXPECT_EQ(error_of(R"({"stages":[{"size":{"n":2},"selct":"srs"}]})"), "d.json: stage 1: unknown key 'selct'");
    EXPECT_EQ(error_of("{"), "d.json: not JSON: incomplete JSON");
}
