#include "engine/xpath/tree.h"

#include "engine/xpath/xml_of_test.h"

#include <gtest/gtest.h>

namespace longdan::xpath {
namespace {

Tree households(const std::shared_ptr<Names>& names) {
    return tree_of_xml("<data><ho><chu>An</chu></ho><ho><chu>Cúc</chu></ho><ghi_chu>x</ghi_chu></data>", names);
}

TEST(a_tree, says_names_values_and_places) {
    const auto names = std::make_shared<Names>();
    const Tree tree = households(names);
    const NodeId first = tree.child(tree.document(), "ho");
    const NodeId second = tree.node(first).next;
    EXPECT_EQ(tree.name(second), "ho");
    EXPECT_EQ(tree.value(second), "Cúc");
    EXPECT_EQ(tree.value(tree.document()), "AnCúcx");
    EXPECT_EQ(tree.position(second), 2U);
    EXPECT_TRUE(tree.is_ancestor(tree.document(), second));
    EXPECT_EQ(tree.child(tree.document(), "khong_co"), no_node);
}

TEST(a_repeat, is_copied_between_others_and_taken_out_again) {
    const auto names = std::make_shared<Names>();
    Tree tree = households(names);
    const NodeId first = tree.child(tree.document(), "ho");
    const NodeId second = tree.node(first).next;
    const NodeId copy = tree.copy(tree, first, tree.document(), first);
    tree.set_text(tree.child(copy, "chu"), "Bình");
    EXPECT_EQ(tree.value(tree.document()), "AnBìnhCúcx");
    EXPECT_EQ(tree.position(second), 3U);
    EXPECT_TRUE(tree.document_order(copy, second) < 0);
    EXPECT_TRUE(tree.document_order(first, copy) < 0);
    EXPECT_TRUE(tree.document_order(tree.child(copy, "chu"), second) < 0);
    tree.remove(first);
    EXPECT_EQ(tree.value(tree.document()), "BìnhCúcx");
    EXPECT_EQ(tree.position(copy), 1U);
}

TEST(an_irrelevant_node, has_no_value_and_gives_none_to_those_above) {
    const auto names = std::make_shared<Names>();
    Tree tree = households(names);
    const NodeId first = tree.child(tree.document(), "ho");
    tree.set_relevant(first, false);
    EXPECT_EQ(tree.value(first), "");
    EXPECT_EQ(tree.value(tree.document()), "Cúcx");
    tree.set_relevant(first, true);
    EXPECT_EQ(tree.value(tree.document()), "AnCúcx");
}

TEST(a_tree, finds_items_by_key_and_forgets_what_changed) {
    const auto names = std::make_shared<Names>();
    Tree tree = tree_of_xml(
        "<root><item ma='a'><k>1</k></item><item ma='b'><k>2</k><k>1</k></item><other><k>1</k></other></root>", names
    );
    const NameId item = tree.find_name("item");
    const NameId key = tree.find_name("k");
    EXPECT_EQ(tree.children_where(tree.document(), item, key, false, "1").size(), 2U);
    EXPECT_EQ(tree.children_where(tree.document(), item, key, false, "3").size(), 0U);
    EXPECT_EQ(tree.children_where(tree.document(), item, tree.find_name("ma"), true, "b").size(), 1U);
    const NodeId first = tree.child(tree.document(), "item");
    tree.set_text(tree.child(first, "k"), "3");
    EXPECT_EQ(tree.children_where(tree.document(), item, key, false, "3").size(), 1U);
    EXPECT_EQ(tree.children_where(tree.document(), item, key, false, "1").size(), 1U);
}

TEST(a_name, keeps_its_number_in_a_tree_that_met_it_before_the_form_did) {
    const auto names = std::make_shared<Names>();
    Tree tree(names);
    const NodeId root = tree.add_element(Tree::root, "data");
    names->add("data");
    const NodeId child = tree.add_element(root, "data");
    EXPECT_EQ(tree.node(root).name, tree.node(child).name);
    EXPECT_EQ(tree.child(root, "data"), child);
}

TEST(a_copy_of_a_tree, has_its_own_names_and_values) {
    const auto names = std::make_shared<Names>();
    Tree tree = households(names);
    Tree copy = tree;
    copy.set_text(copy.child(copy.document(), "ghi_chu"), "y");
    EXPECT_EQ(tree.value(tree.document()), "AnCúcx");
    EXPECT_EQ(copy.value(copy.document()), "AnCúcy");
    EXPECT_EQ(copy.qualified_name(copy.document()), "data");
}

}  // namespace
}  // namespace longdan::xpath
