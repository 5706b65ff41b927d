#include "engine/estimation/answer.h"

#include "engine/estimation/csv_reader.h"
#include "platform/base/error.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>

#include <gtest/gtest.h>

namespace longdan::estimation {
namespace {

/// A folder that goes away with the test.
class Files {
  public:
    Files()
        : folder_(
              std::filesystem::temp_directory_path() / ("longdan-answer-" + std::to_string(std::random_device()()))
          ) {
        std::filesystem::create_directory(folder_);
    }
    ~Files() { std::filesystem::remove_all(folder_); }
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_ / name, std::ios::binary) << text;
        return (folder_ / name).string();
    }

  private:
    std::filesystem::path folder_;
};

const std::string header = "stratum,psu,person,w,kind,sex,a,b,money,N,n2,p\n";

std::vector<std::string> people(unsigned seed) {
    std::mt19937 random(seed);
    std::vector<std::string> rows;
    for (int h = 0; h < 5; ++h) {
        for (int i = 0; i < 4; ++i) {
            const int m = 3 + static_cast<int>(random() % 12);
            for (int k = 0; k < m; ++k) {
                std::string row = "h" + std::to_string(h) + "," + std::to_string(i) + "," + std::to_string(rows.size());
                row += "," + std::to_string(1 + random() % 900) + "." + std::to_string(random() % 10000);
                row += random() % 2 ? ",đô thị" : ",nông thôn";
                row += random() % 2 ? ",nam" : ",nữ";
                row += "," + (random() % 9 == 0 ? std::string("NA") : std::to_string(1 + random() % 5));
                row += "," + std::to_string(random() % 3);
                row += "," + std::to_string(random() % 100000) + "." + std::to_string(random() % 997);
                row += "," + std::to_string(9 + h) + "," + std::to_string(m + 20) + ",0.3\n";
                rows.push_back(row);
            }
        }
    }
    return rows;
}

std::string joined(const std::vector<std::string>& rows) {
    std::string text = header;
    for (const std::string& row : rows) text += row;
    return text;
}

DataTable table(const Files& files, const std::string& text, unsigned threads = 1, std::size_t block = 4u << 20) {
    const std::string path = files.write("people.csv", text);
    CsvOptions options;
    options.columns = read_csv_header(path);
    options.threads = threads;
    options.block_bytes = block;
    return read_csv(path, options);
}

const std::string questions = R"([
  {"id": "m", "stat": "mean", "y": ["a >= 4", "a", "b != 1"], "deff": false},
  {"id": "by", "stat": "mean", "y": ["a >= 4", "money"], "by": ["sex", "kind"], "deff": true},
  {"id": "t", "stat": "total", "y": ["b", "kind"], "where": "sex == 'nam'"},
  {"id": "r", "stat": "ratio", "y": "money", "x": "b", "by": ["kind"]},
  {"id": "p", "stat": "proportion", "y": "b == 2", "method": "beta", "by": ["sex"]},
  {"id": "q", "stat": "quantile", "y": "money", "probs": [0.2, 0.5], "rule": "math"},
  {"id": "v", "stat": "variance", "y": ["money", "a"]},
  {"id": "c", "stat": "correlation", "y": ["money", "a", "b"]},
  {"id": "d", "stat": "contrast", "of": "r", "coef": {"kind=nông thôn": 1, "kind=đô thị": -1}},
  {"id": "x", "stat": "chisq", "y": ["sex", "b"]},
  {"id": "tt", "stat": "ttest", "y": "money", "group": "kind"},
  {"id": "g", "stat": "glm", "formula": "money ~ a + sex"},
  {"id": "w", "stat": "weights"}
])";

std::string answers(
    const DataTable& data, const std::string& design, unsigned threads = 1, const std::string& ask = questions
) {
    const DesignSpec spec = parse_design(design, "D.json");
    const auto list = parse_questions(ask, "A.json");
    const Survey survey(data, spec, threads);
    return to_csv(answer(survey, list, "A.json"));
}

const char* const designs[] = {
    R"({"strata": ["stratum"], "clusters": ["psu"], "weights": "w", "nest": true})",
    R"({"strata": ["stratum"], "clusters": ["psu", "person"], "fpc": ["N", "n2"], "weights": "w", "nest": true})",
    R"({"weights": "w"})",
    R"({"strata": ["stratum"], "weights": "w", "calibrate": [{"kind": "rake", "margins": [{"by": ["kind"], "totals": {"nông thôn": 40000, "đô thị": 60000}}, {"by": ["sex"], "totals": {"nam": 50000, "nữ": 50000}}]}]})",
    R"({"strata": ["stratum"], "clusters": ["psu"], "weights": "w", "nest": true, "replicates": {"kind": "jkn"}})",
    R"({"strata": ["stratum"], "weights": "w", "replicates": {"kind": "jkn"}})",
    R"({"strata": ["stratum"], "weights": "w", "calibrate": [{"kind": "post", "margins": [{"by": ["sex"], "totals": {"nam": 50000, "nữ": 50000}}]}], "replicates": {"kind": "jkn"}})",
    R"({"strata": ["stratum"], "clusters": ["psu"], "weights": "w", "nest": true, "calibrate": [{"kind": "post", "margins": [{"by": ["sex"], "totals": {"nam": 50000, "nữ": 50000}}]}], "replicates": {"kind": "jkn"}})",
    R"({"strata": ["stratum"], "clusters": ["psu"], "weights": "w", "nest": true, "replicates": {"kind": "bootstrap", "count": 50, "seed": 7}})",
    R"({"strata": ["stratum"], "clusters": ["psu"], "weights": "w", "nest": true, "calibrate": [{"kind": "rake", "variance": "residual", "margins": [{"by": ["kind"], "totals": {"nông thôn": 40000, "đô thị": 60000}}, {"by": ["sex"], "totals": {"nam": 50000, "nữ": 50000}}]}]})",
    R"({"strata": ["stratum"], "clusters": ["psu"], "weights": "w", "nest": true, "calibrate": [{"kind": "rake", "variance": "r-rake", "margins": [{"by": ["kind"], "totals": {"nông thôn": 40000, "đô thị": 60000}}, {"by": ["sex"], "totals": {"nam": 50000, "nữ": 50000}}]}]})",
};

TEST(Answer, order_of_rows_threads_and_block_size_change_no_byte) {
    const Files files;
    auto rows = people(1);
    for (const char* design : designs) {
        const std::string expected = answers(table(files, joined(rows)), design);
        EXPECT_GT(expected.size(), 2000u);
        std::mt19937 random(5);
        for (int trial = 0; trial < 2; ++trial) {
            std::shuffle(rows.begin(), rows.end(), random);
            const unsigned threads = 1 + static_cast<unsigned>(trial);
            EXPECT_EQ(
                answers(
                    table(files, joined(rows), threads, 200 + 777 * static_cast<std::size_t>(trial)), design, threads
                ),
                expected
            ) << design;
        }
    }
}

/// The packed pass works on bytes, the general one on doubles: the same item asked both ways must agree.
TEST(Answer, the_packed_pass_agrees_with_the_general_one) {
    const Files files;
    const DataTable data = table(files, joined(people(2)));
    const std::string sample = R"({"strata": ["stratum"], "clusters": ["psu"], "weights": "w", "nest": true)";
    const std::string rake =
        R"(, "calibrate": [{"kind": "rake", "margins": [{"by": ["kind"], "totals": {"nông thôn": 40000, "đô thị": 60000}}, {"by": ["sex"], "totals": {"nam": 52000, "nữ": 48000}}], "variance": ")";
    const std::string ways[] = {sample + "}", sample + rake + "residual\"}]}", sample + rake + "r-rake\"}]}"};
    const auto ask = [](const std::string& y) {
        return R"([{"id": "x", "stat": "mean", "y": [")" + y +
               R"("], "by": ["kind", "sex"], "deff": true, "where": "b < 2"}])";
    };
    const std::pair<std::string, std::string> pairs[] = {{"a >= 4", "a * 1 >= 4"},   {"a != 2", "a * 1 != 2"},
                                                         {"a < 2.5", "0 + a < 2.5"}, {"a == 5", "a / 1 == 5"},
                                                         {"b > 0", "b + 0 > 0"},     {"a <= 1", "a - 0 <= 1"}};
    for (const auto& [packed, general] : pairs) {
        for (const std::string& design : ways) {
            const DesignSpec spec = parse_design(design, "D.json");
            const Survey survey(data, spec, 2);
            const auto first_list = parse_questions(ask(packed), "A.json");
            const auto second_list = parse_questions(ask(general), "A.json");
            const auto first = answer(survey, first_list, "A.json");
            const auto second = answer(survey, second_list, "A.json");
            ASSERT_EQ(first.size(), second.size());
            for (std::size_t i = 0; i < first.size(); ++i) {
                EXPECT_EQ(first[i].by, second[i].by);
                for (std::size_t k = 0; k < first[i].quantities.size(); ++k) {
                    const double value = second[i].quantities[k].second;
                    EXPECT_NEAR(first[i].quantities[k].second, value, std::fabs(value) * 1e-11 + 1e-13)
                        << first[i].quantities[k].first << design;
                }
            }
        }
    }
}

/// Four groups far apart and two alike: ranks of the figures, an interval that holds them, ties in one group.
TEST(Answer, ranks_come_with_intervals_from_the_covariance_of_all_domains) {
    const Files files;
    std::string text = "psu,province,w,y\n";
    std::mt19937 random(3);
    const int base[] = {100, 300, 500, 500, 700, 900};
    for (int i = 0; i < 40; ++i) {
        for (int p = 0; p < 6; ++p) {
            const int y = base[p] + static_cast<int>(random() % 81);
            text += std::to_string(i) + ",t" + std::to_string(p) + ",1.5," + std::to_string(y) + "\n";
        }
    }
    const std::string ask =
        R"([{"id": "m", "stat": "mean", "y": ["y"], "by": ["province"]}, {"id": "r", "stat": "rank", "of": "m", "draws": 2000, "seed": 4}])";
    for (const char* design :
         {R"({"clusters": ["psu"], "weights": "w"})",
          R"({"clusters": ["psu"], "weights": "w", "replicates": {"kind": "jk1"}})"}) {
        const DataTable data = table(files, text);
        const DesignSpec spec = parse_design(design, "D.json");
        const auto list = parse_questions(ask, "A.json");
        const Survey survey(data, spec, 1);
        const auto rows = answer(survey, list, "A.json");
        ASSERT_EQ(rows.size(), 12u);
        const auto quantity = [&](std::size_t row, std::string_view name) {
            for (const auto& [known, value] : rows[row].quantities) {
                if (known == name) return value;
            }
            return std::nan("");
        };
        for (std::size_t p = 0; p < 6; ++p) {
            const Answer& row = rows[6 + p];
            EXPECT_EQ(row.id, "r");
            EXPECT_EQ(row.by, "province=t" + std::to_string(p));
            EXPECT_EQ(quantity(6 + p, "estimate"), quantity(p, "estimate"));
            const bool alike = p == 2 || p == 3;
            EXPECT_LE(quantity(6 + p, "joint_low"), quantity(6 + p, "rank_low"));
            EXPECT_LE(quantity(6 + p, "rank_low"), quantity(6 + p, "rank"));
            EXPECT_LE(quantity(6 + p, "rank"), quantity(6 + p, "rank_high"));
            EXPECT_LE(quantity(6 + p, "rank_high"), quantity(6 + p, "joint_high"));
            EXPECT_EQ(quantity(6 + p, "joint_high") - quantity(6 + p, "joint_low"), alike ? 1 : 0) << p;
        }
        EXPECT_EQ(quantity(11, "rank"), 1);
        EXPECT_EQ(quantity(6, "rank"), 6);
        EXPECT_EQ(quantity(8, "group"), quantity(9, "group"));
    }
}

std::string refusal(const std::string& text, const std::string& design, const std::string& ask = questions) {
    const Files files;
    try {
        answers(table(files, text), design, 1, ask);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

void expect_says(const std::string& message, std::initializer_list<std::string_view> parts) {
    for (const std::string_view part : parts) EXPECT_NE(message.find(part), std::string::npos) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos);
}

TEST(Answer, what_is_wrong_is_said_in_one_line_with_file_row_and_column) {
    auto rows = people(3);
    const std::string good = joined(rows);
    auto negative = rows;
    negative[4] = "h0,1,4,-2,đô thị,nam,1,1,1,9,20,0.3\n";
    expect_says(refusal(joined(negative), designs[0]), {"people.csv", "dòng 6", "'w'", "âm"});
    auto alone = rows;
    alone.push_back("lẻ,1,999,2,đô thị,nam,1,1,1,9,20,0.3\n");
    expect_says(
        refusal(joined(alone), designs[0]),
        {"people.csv", "dòng " + std::to_string(alone.size() + 1), "'stratum'", "lẻ"}
    );
    auto no_psu = rows;
    no_psu[0] = "h0,,0,2,đô thị,nam,1,1,1,9,20,0.3\n";
    expect_says(refusal(joined(no_psu), designs[0]), {"people.csv", "dòng 2", "'psu'"});
    expect_says(
        refusal(good, R"({"strata": ["stratum"], "clusters": ["psu"], "weights": "w"})"),
        {"people.csv", "dòng", "'psu'", "nest"}
    );
    expect_says(refusal(good, R"({"weights": "no"})"), {"people.csv", "'no'"});
    expect_says(refusal(good, R"({"clusters": ["person"], "fpc": ["N"]})"), {"people.csv", "dòng", "'N'"});
    expect_says(
        refusal(
            good,
            R"({"weights": "w", "calibrate": [{"kind": "post", "margins": [{"by": ["sex"], "totals": {"nam": 1, "nữ": 2, "khác": 3}}]}]})"
        ),
        {"people.csv", "'sex'", "khác"}
    );
    expect_says(
        refusal(
            good,
            R"({"weights": "w", "calibrate": [{"kind": "post", "margins": [{"by": ["sex"], "totals": {"nam": 1}}]}]})"
        ),
        {"people.csv", "dòng", "'sex'", "nữ"}
    );
    auto word = rows;
    word[7] = "h0,1,7,nhiều,đô thị,nam,1,1,1,9,20,0.3\n";
    expect_says(refusal(joined(word), designs[0]), {"people.csv", "dòng 9", "'w'", "nhiều"});
    expect_says(
        refusal(good, "{}", R"([{"id": "a", "stat": "mean", "y": ["kind + 1"]}])"), {"people.csv", "dòng 2", "'kind'"}
    );
    expect_says(refusal(good, "{}", R"([{"id": "a", "stat": "proportion", "y": "b"}])"), {"people.csv", "dòng", "'b'"});
    expect_says(
        refusal(good, "{}", R"([{"id": "a", "stat": "ttest", "y": "a", "group": "stratum"}])"),
        {"people.csv", "dòng", "'stratum'", "5"}
    );
    expect_says(
        refusal(good, "{}", R"([{"id": "a", "stat": "mean", "y": ["missing_column"]}])"),
        {"people.csv", "'missing_column'"}
    );
    expect_says(refusal(good, "{}", R"([{"id": "a", "stat": "mean", "y": ["(a"]}])"), {"A.json", "mục 1", "'y'", "(a"});
}

TEST(Answer, malformed_designs_and_questions_are_refused_with_the_key) {
    for (const char* design :
         {"", "[", "[]", "{\"weights\": 3}", "{\"wieghts\": \"w\"}", "{\"weights\": \"w\", \"probs\": \"p\"}", "{} x",
          "{\"lonely_psu\": \"maybe\"}", "{\"calibrate\": [{}]}", "{\"trim\": [3]}", "{\"trim\": [3, 1]}",
          "{\"replicates\": {\"kind\": \"fay\", \"rho\": 2}}", "{\"pps\": \"brewer\"}",
          "{\"calibrate\": [{\"kind\": \"logit\", \"numeric\": {\"a\": 1}}]}", "{\"calibrate\": [{\"kind\": null}]}",
          "{\"calibrate\": [{\"kind\": \"post\", \"margins\": [{\"by\": [\"a\"], \"totals\": {\"1\": -4}}]}]}"}) {
        EXPECT_THROW(parse_design(design, "D.json"), Error) << design;
    }
    for (const char* ask :
         {"", "{}", "[1]", "[{}]", "[{\"id\": \"a\"}]", "[{\"id\": \"a\", \"stat\": \"mode\"}]",
          "[{\"id\": \"a\", \"stat\": \"mean\"}]", "[{\"id\": \"a\", \"stat\": \"mean\", \"y\": 3}]",
          "[{\"id\": \"a\", \"stat\": \"mean\", \"y\": [\"x\"], \"level\": 2}]",
          "[{\"id\": \"a\", \"stat\": \"ratio\", \"y\": \"x\"}]",
          "[{\"id\": \"a\", \"stat\": \"quantile\", \"y\": \"x\", \"probs\": [2]}]",
          "[{\"id\": \"a\", \"stat\": \"weights\"}, {\"id\": \"a\", \"stat\": \"weights\"}]",
          "[{\"id\": \"a\", \"stat\": \"weights\", \"df\": \"many\"}]", "[{\"id\": \"a\", \"stat\": \"rank\"}]",
          "[{\"id\": \"a\", \"stat\": \"rank\", \"of\": \"b\", \"draws\": 3}]",
          "[{\"id\": \"a\", \"stat\": \"drivers\", \"y\": [\"x\", \"z\"]}]",
          "[{\"id\": \"a\", \"stat\": \"contrast\", \"of\": null, \"coef\": {}}]",
          "[{\"id\": \"a\", \"stat\": \"mean\", \"y\": [\"x\"], \"where\": \"x >\"}]",
          "[{\"id\": \"a\", \"stat\": \"weights\", \"wher\": \"x\"}]"}) {
        EXPECT_THROW(parse_questions(ask, "A.json"), Error) << ask;
    }
}

TEST(Csv, quoted_cells_may_hold_anything_at_any_block_size) {
    const Files files;
    std::string text =
        "\xEF\xBB\xBF"
        "id,\"name, full\",v\r\n";
    for (int i = 0; i < 200; ++i)
        text += std::to_string(i) + ",\"dòng \"\"một\"\"\ndòng, hai " + std::to_string(i % 3) + "\"," +
                (i % 7 == 0 ? "" : std::to_string(i * 0.5)) + "\r\n";
    for (const std::size_t block : {std::size_t{64}, std::size_t{101}, std::size_t{1000}, std::size_t{1} << 20}) {
        const DataTable data = table(files, text, 3, block);
        ASSERT_EQ(data.rows, 200u) << block;
        EXPECT_EQ(data.at("name, full").levels.size(), 3u);
        EXPECT_EQ(data.at("name, full").shown(4), "dòng \"một\"\ndòng, hai 1");
        EXPECT_EQ(data.at("v").number(5), 2.5);
        EXPECT_TRUE(data.at("v").is_missing(7));
    }
}

TEST(Csv, a_bad_row_is_named_by_its_line) {
    const Files files;
    const auto message = [&](const std::string& text) -> std::string {
        try {
            table(files, text);
        } catch (const Error& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_NE(message("a,b\n1,2\n3\n").find("dòng 3"), std::string::npos);
    EXPECT_NE(message("a,b\n1,2\n3,4,5\n").find("dòng 3"), std::string::npos);
    EXPECT_NE(message("a,b\n1,\"2\n").find("dòng 2"), std::string::npos);
    EXPECT_NE(message("a,a\n1,2\n").find("'a'"), std::string::npos);
    EXPECT_NE(message("").find("tiêu đề"), std::string::npos);
    EXPECT_EQ(message("a,b\n1,2"), "");
}

TEST(Csv, numbers_keep_their_value_and_text_appears_late) {
    const Files files;
    std::string text = "small,wide,late,given\n";
    for (int i = 0; i < 3000; ++i)
        text += std::to_string(i % 100) + "," + std::to_string(i - 128) + "," + (i == 2999 ? "x" : "7") + ",1\n";
    const std::string path = files.write("t.csv", text);
    CsvOptions options;
    options.columns = {"given", "late", "wide", "small"};
    options.text_columns = {"given"};
    options.block_bytes = 500;
    const DataTable data = read_csv(path, options);
    EXPECT_EQ(data.at("small").kind, Column::Kind::small);
    for (int i : {0, 127, 128, 255, 256, 2999}) EXPECT_EQ(data.at("wide").number(static_cast<std::size_t>(i)), i - 128);
    EXPECT_TRUE(data.at("late").is_text());
    EXPECT_EQ(data.at("late").shown(0), "7");
    EXPECT_TRUE(data.at("given").is_text());
}

}  // namespace
}  // namespace longdan::estimation
