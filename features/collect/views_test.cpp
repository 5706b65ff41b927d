#include "features/collect/collect.h"

#include <gtest/gtest.h>

namespace longdan::collect {
namespace {

TEST(CollectViews, have_the_types_of_their_documents) {
    view::Catalogue catalogue;
    Collect::declare_views(catalogue);
    EXPECT_EQ(view::types_difference(LONGDAN_SOURCE_DIR, "collect", catalogue), "");
}

}  // namespace
}  // namespace longdan::collect
