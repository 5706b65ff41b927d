#include "features/results/documents.h"
#include "features/results/fixture_test.h"
#include "platform/base/digest.h"

namespace longdan::results {
namespace {

class ResultsPages : public testing::Test {
  protected:
    ResultsPages() : ground_(db::Engine::sqlite, all_migrations()), house_(ground_) {}
    std::string json(const std::string& address) {
        const auto answer = ground_.get(address);
        EXPECT_EQ(answer.status, 200) << address << "\n" << body_of(answer);
        return body_of(answer);
    }
    static bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

    TestGround ground_;
    House house_;
};

TEST_F(ResultsPages, a_journalist_reads_2023_ministries_as_printed) {
    const auto body = json("/chi-so/par-index/2023.json");
    EXPECT_TRUE(has(
        body,
        R"("name":"Bộ Tư pháp","code":"BTP","value":89.95,"printed":"89.95","rank":1,"verified_points":61.86,"survey_points":28.1)"
    ));
    EXPECT_TRUE(has(body, R"("group":"ministry","all":17,"with_value":17,"complete":true,"mean":84.38)"));
    EXPECT_TRUE(has(body, R"("group":"province","all":63,"with_value":10,"complete":false,"mean":86.98)"));
    const auto csv = json("/chi-so/par-index/2023.csv");
    EXPECT_TRUE(csv.starts_with("\xEF\xBB\xBForigin,index,year,"));
    EXPECT_TRUE(has(csv, "published,par-index,2023,verified_points,Điểm thẩm định,ministry,BTP,bo-tu-phap,Bộ Tư pháp,")
    );
}

TEST_F(ResultsPages, a_change_across_a_break_is_a_sentence_and_not_a_number) {
    const auto body = json("/don-vi/quang-ninh.json");
    EXPECT_TRUE(has(body, R"("year":2022,"value":87.59)"));
    EXPECT_TRUE(
        has(body, R"("change":null,"change_since":2021,"comparable":false,"break_sentence":"Từ năm 2022 khảo sát)")
    );
    EXPECT_TRUE(has(body, R"("change_since":2022,"comparable":true,"break_sentence":"")"));
    EXPECT_TRUE(has(json("/en/don-vi/quang-ninh.json"), "Not comparable with 2021 and earlier."));
}

TEST_F(ResultsPages, a_merged_province_is_not_compared_with_its_namesake_but_an_unchanged_one_is) {
    auto figures = house_.test_year();
    const auto old_lam_dong = house_.units.registry()->by_slug("lam-dong-truoc-sap-nhap");
    ASSERT_TRUE(old_lam_dong);
    house_.publish(house_.revision(), figures, ground_.clock.now());
    const auto lam_dong = json("/don-vi/lam-dong.json");
    EXPECT_TRUE(has(lam_dong, R"("slug":"lam-dong-truoc-sap-nhap")"));
    EXPECT_TRUE(has(lam_dong, "được lập ngày 01/07/2025 từ"));
    EXPECT_FALSE(has(lam_dong, R"("change":-)"));
    const auto ha_tinh = json("/don-vi/ha-tinh.json");
    EXPECT_TRUE(has(ha_tinh, R"("origin":"computed")"));
    EXPECT_TRUE(has(json("/don-vi/lam-dong-truoc-sap-nhap.json"), R"("exists":false)"));
}

TEST_F(ResultsPages, a_figure_leads_back_to_seed_frame_and_cells) {
    house_.publish(house_.revision(), house_.test_year(), ground_.clock.now());
    const auto body = json("/ket-qua/sipas-2026-1.json");
    EXPECT_TRUE(has(body, R"("sample_seed":"20260406","frame_hash":"aaaa)"));
    EXPECT_TRUE(has(body, R"("cells_hash":"bbbb)"));
    EXPECT_TRUE(has(body, R"("decision":"Quyết định 1/QĐ-BNV")"));
    EXPECT_TRUE(has(body, R"("evidence":"probability","simulated":false)"));
    const auto zip = json("/ket-qua/sipas-2026-1.zip");
    EXPECT_TRUE(zip.starts_with("PK"));
    EXPECT_TRUE(has(zip, "sipas-2026-1.csv"));
    EXPECT_TRUE(has(zip, "sipas-2026-1.metadata.json"));
    EXPECT_EQ(zip, json("/ket-qua/sipas-2026-1.zip")) << "the same bytes every time";
}

TEST_F(ResultsPages, simulated_figures_say_so_and_are_never_the_headline) {
    auto revision = house_.revision();
    revision.simulated = true;
    house_.publish(revision, house_.test_year(), ground_.clock.now());
    const auto home = json("/tim-kiem.json?q=sipas-2026");
    EXPECT_TRUE(has(home, "sipas-2026-1"));
    EXPECT_TRUE(has(json("/chi-so.json"), R"("year":2024,"value":83.94)"));
    const auto metadata = json("/ket-qua/sipas-2026-1.metadata.json");
    EXPECT_TRUE(has(metadata, R"("simulated":true)"));
    EXPECT_TRUE(has(json("/don-vi/ha-tinh.json"), "Số liệu mô phỏng không so sánh với số liệu đã công bố."));
}

TEST_F(ResultsPages, a_former_name_in_an_address_leads_to_the_unit) {
    const auto answer = ground_.get("/don-vi/thua-thien-hue");
    EXPECT_EQ(answer.status, 303);
    EXPECT_EQ(header_of(answer, "Location"), "/don-vi/hue");
    EXPECT_EQ(ground_.get("/don-vi/khong-co-dau").status, 404);
}

TEST_F(ResultsPages, every_listed_table_can_be_fetched_and_has_the_stated_hash) {
    const auto list = json("/du-lieu.json");
    for (const auto table : {"sipas", "par-index", "don-vi", "ke-tuc"}) {
        EXPECT_TRUE(has(list, "\"/du-lieu/" + std::string(table) + "\"")) << table;
        const auto csv = json("/du-lieu/" + std::string(table) + ".csv");
        EXPECT_TRUE(has(list, sha256(csv))) << table;
    }
    EXPECT_EQ(ground_.get("/du-lieu/khong-co.csv").status, 404);
}

TEST_F(ResultsPages, search_finds_units_with_and_without_marks_and_indicators) {
    EXPECT_TRUE(has(json("/tim-kiem.json?q=binh+duong"), "Thành phố Hồ Chí Minh"));
    EXPECT_TRUE(has(json("/tim-kiem.json?q=thu+tuc+hanh+chinh"), "/chi-so/"));
    EXPECT_EQ(ground_.get("/tim-kiem.json?q=%ff").status, 400) << "malformed text is refused by the server";
    EXPECT_EQ(ground_.get("/tim-kiem").status, 200);
}

TEST_F(ResultsPages, addresses_that_do_not_exist_are_404) {
    for (const auto address :
         {"/chi-so/khac", "/chi-so/sipas/1999", "/chi-so/sipas/abc", "/chi-so/sipas/2016", "/ket-qua/sipas-2026-1"})
        EXPECT_EQ(ground_.get(address).status, 404) << address;
}

TEST_F(ResultsPages, units_over_time_are_compared_side_by_side) {
    const auto body = json("/chi-so/par-index/so-sanh.json?dv=hai-phong-truoc-sap-nhap&dv=quang-ninh&dv=quang-ninh");
    EXPECT_TRUE(has(body, R"("slug":"hai-phong-truoc-sap-nhap")"));
    EXPECT_TRUE(has(body, R"("year":2024,"value":96.17)"));
    EXPECT_TRUE(has(body, "hợp nhất vào Thành phố Hải Phòng"));
    const auto csv = json("/chi-so/par-index/so-sanh.csv?dv=quang-ninh");
    EXPECT_TRUE(has(csv, ",quang-ninh,"));
    EXPECT_FALSE(has(csv, ",hai-phong-truoc-sap-nhap,"));
}

TEST(ResultsViews, have_the_types_of_their_documents) {
    view::Catalogue catalogue;
    Results::declare_views(catalogue);
    EXPECT_EQ(view::types_difference(LONGDAN_SOURCE_DIR, "results", catalogue), "");
}

}  // namespace
}  // namespace longdan::results
