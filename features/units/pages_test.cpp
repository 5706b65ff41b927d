#include "features/units/documents.h"
#include "features/units/units.h"
#include "platform/ground/test_support/test_ground.h"

namespace longdan::units {
namespace {

TEST(UnitsPages, the_list_finds_todays_unit_for_an_old_name_and_shows_its_doubts) {
    TestGround ground(db::Engine::sqlite, migrations());
    ground.database.write([](db::Transaction& tx) { seed(tx, std::string(LONGDAN_SOURCE_DIR) + "/data/units"); });
    Units units(ground);
    units.add_routes();

    const auto answer = ground.get("/don-vi.json?q=binh+duong");
    ASSERT_EQ(answer.status, 200);
    EXPECT_NE(answer.body.find("Thành phố Hồ Chí Minh"), std::string::npos);
    EXPECT_NE(answer.body.find("Từ ngày 01/07/2025, Tỉnh Bình Dương hợp nhất vào"), std::string::npos);
    EXPECT_NE(answer.body.find("chưa đối chiếu với văn bản"), std::string::npos);
    EXPECT_TRUE(answer.cache) << "a public page is kept";
    EXPECT_EQ(ground.get("/don-vi").status, 200);
    EXPECT_NE(ground.get("/en/don-vi.json?q=binh+duong").body.find("is part of Ho Chi Minh"), std::string::npos);

    EXPECT_EQ(ground.get("/don-vi.json?q=%ff%fe").status, 400) << "malformed text is refused by the server";
    EXPECT_EQ(ground.get("/don-vi.json?q=" + std::string(3000, 'a')).status, 200);
}

TEST(UnitsViews, have_the_types_of_their_documents) {
    view::Catalogue catalogue;
    Units::declare_views(catalogue);
    EXPECT_EQ(view::types_difference(LONGDAN_SOURCE_DIR, "units", catalogue), "");
}

}  // namespace
}  // namespace longdan::units
