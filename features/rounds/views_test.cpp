#include "features/rounds/rounds.h"
#include "platform/view/view.h"

#include <gtest/gtest.h>

namespace longdan::rounds {
namespace {

TEST(RoundsViews, have_the_types_of_their_documents) {
    view::Catalogue catalogue;
    Rounds::declare_views(catalogue);
    EXPECT_EQ(view::types_difference(LONGDAN_SOURCE_DIR, "rounds", catalogue), "");
}

}  // namespace
}  // namespace longdan::rounds
