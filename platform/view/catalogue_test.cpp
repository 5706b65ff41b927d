#include "platform/view/view.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace longdan::view {
namespace {

struct Row {
    std::string name;
    std::optional<double> value;
    LONGDAN_DOCUMENT(Row, name, value)
};
struct Ranking {
    int year = 0;
    std::vector<Row> rows;
    LONGDAN_DOCUMENT(Ranking, year, rows)
};

Catalogue catalogue_of_rankings() {
    Catalogue catalogue;
    catalogue.add(View<Ranking>{"results/ranking"});
    return catalogue;
}

TEST(Catalogue, says_in_typescript_which_view_takes_which_document) {
    const auto text = catalogue_of_rankings().typescript();
    EXPECT_NE(text.find("export interface Ranking {\n    year: number;\n    rows: Array<Row>;\n}"), std::string::npos);
    EXPECT_NE(text.find("value: number | null;"), std::string::npos);
    EXPECT_NE(text.find("\"results/ranking\": Ranking;"), std::string::npos);
    EXPECT_EQ(catalogue_of_rankings().names(), std::vector<std::string>{"results/ranking"});
}

TEST(Catalogue, a_file_of_types_that_fell_behind_is_told_with_what_to_do) {
    const std::string project = testing::TempDir() + "longdan-types";
    std::filesystem::create_directories(project + "/ui/generated");
    std::ofstream(project + "/ui/generated/results.ts") << "export interface Old {}\n";
    const auto told = types_difference(project, "results", catalogue_of_rankings());
    EXPECT_NE(told.find("LONGDAN_WRITE_TYPES=1"), std::string::npos) << told;
    setenv("LONGDAN_WRITE_TYPES", "1", 1);
    EXPECT_EQ(types_difference(project, "results", catalogue_of_rankings()), "");
    unsetenv("LONGDAN_WRITE_TYPES");
    EXPECT_EQ(types_difference(project, "results", catalogue_of_rankings()), "");
    std::filesystem::remove_all(project);
}

TEST(ShellViews, have_the_types_of_their_documents) {
    Catalogue catalogue;
    declare_shell_views(catalogue);
    EXPECT_EQ(types_difference(LONGDAN_SOURCE_DIR, "shell", catalogue), "");
}

}  // namespace
}  // namespace longdan::view
