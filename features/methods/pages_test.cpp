#include "features/methods/methods.h"
#include "platform/ground/test_support/test_ground.h"

#include <gtest/gtest.h>

namespace longdan::methods {
namespace {

TEST(MethodsViews, have_the_types_of_their_documents) {
    view::Catalogue catalogue;
    Methods::declare_views(catalogue);
    EXPECT_EQ(view::types_difference(LONGDAN_SOURCE_DIR, "methods", catalogue), "");
}

LONGDAN_ON_BOTH_GROUNDS(MethodPages, a_reader_sees_what_is_confirmed_and_what_is_not, migrations()) {
    Methods methods(ground);
    methods.add_routes();
    ground.database.write([&](db::Transaction& tx) { methods.seed(tx, std::string(LONGDAN_SOURCE_DIR) + "/data"); });
    const std::string list = body_of(ground.get("/phuong-phap.json"));
    for (const char* code : {"sipas-1001", "sipas-2022", "sipas-2640"}) EXPECT_NE(list.find(code), std::string::npos);
    const auto page = ground.get("/phuong-phap/sipas-1001.json");
    EXPECT_EQ(page.status, 200);
    const std::string body = body_of(page);
    EXPECT_NE(body.find("chưa xác nhận (cách diễn đạt tạm)"), std::string::npos);
    EXPECT_NE(body.find("có nguồn xác nhận"), std::string::npos);
    // published figures: equal facets do not fit; the weight of services that does, in 2024
    EXPECT_NE(body.find("\"equal_fits\":false,\"weight_low\":\"0,361\",\"weight_high\":\"0,439\""), std::string::npos)
        << body.substr(body.find("checks"), 600);
    EXPECT_NE(body_of(ground.get("/en/phuong-phap/sipas-1001.json")).find("unconfirmed"), std::string::npos);
    EXPECT_EQ(ground.get("/phuong-phap/khong-co").status, 404);
    EXPECT_EQ(ground.get("/phuong-phap/sipas-1001?phien-ban=9").status, 404);
}

}  // namespace
}  // namespace longdan::methods
