// Runs tests/estimation/cases: NAME.json holds data, design and questions, NAME.csv the expected rows, made by R's
// survey package (tests/estimation/make_cases.R). A case is added without touching this file.
#include "engine/estimation/answer.h"
#include "engine/estimation/csv_reader.h"
#include "platform/base/csv.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace longdan::estimation {
namespace {

const std::string folder = std::string(LONGDAN_SOURCE_DIR) + "/tests/estimation/";

std::vector<std::string> case_names() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder + "cases")) {
        if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

class Cases : public testing::TestWithParam<std::string> {};

TEST_P(Cases, agree_with_r_survey) {
    std::ifstream file(folder + "cases/" + GetParam() + ".json");
    std::ostringstream text;
    text << file.rdbuf();
    const auto root = boost::json::parse(text.str()).as_object();
    const std::string where = folder + "cases/" + GetParam() + ".json";
    const DesignSpec design = parse_design(boost::json::serialize(root.at("design")), where);
    const auto questions = parse_questions(boost::json::serialize(root.at("ask")), where);
    const std::string path = folder + "data/" + std::string(root.at("data").as_string()) + ".csv";
    CsvOptions options;
    options.columns = columns_of(questions, read_csv_header(path));
    for (const std::string& name : design.columns()) {
        if (std::find(options.columns.begin(), options.columns.end(), name) == options.columns.end())
            options.columns.push_back(name);
    }
    options.text_columns = design.text;
    const DataTable data = read_csv(path, options);
    const Survey survey(data, design, 1);
    std::map<std::vector<std::string>, double> found;
    for (const Answer& figure : answer(survey, questions, where)) {
        for (const auto& [quantity, value] : figure.quantities) {
            found[{figure.id, figure.by, figure.level, figure.y, std::string(quantity)}] = value;
        }
    }
    std::map<std::string, double> tolerance;
    for (const Question& question : questions)
        tolerance[question.id] = question.family == "quasibinomial" ? 1e-8 : 1e-10;
    const CsvTable expected = CsvTable::load(folder + "cases/" + GetParam() + ".csv");
    ASSERT_GT(expected.rows(), 0u);
    for (std::size_t row = 0; row < expected.rows(); ++row) {
        const std::vector<std::string> key(
            {expected.at(row, "id"), expected.at(row, "by"), expected.at(row, "level"), expected.at(row, "y"),
             expected.at(row, "quantity")}
        );
        SCOPED_TRACE(
            key[0] + " " + key[1] + " " + key[2] + " " + key[3] + " " + key[4] + ": " + expected.at(row, "call")
        );
        const auto at = found.find(key);
        ASSERT_NE(at, found.end());
        if (expected.at(row, "value") == "NA") {
            EXPECT_TRUE(std::isnan(at->second));
        } else {
            const double value = std::stod(expected.at(row, "value"));
            const double allowed = std::max(std::fabs(value) * tolerance.at(key[0]), 1e-13);
            EXPECT_TRUE(at->second == value || std::fabs(at->second - value) <= allowed) << at->second << " " << value;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Files, Cases, testing::ValuesIn(case_names()), [](const auto& info) { return info.param; });

}  // namespace
}  // namespace longdan::estimation
