#include "engine/xpath/evaluate.h"
#include "engine/xpath/xml_of_test.h"

#include <map>

#include <gtest/gtest.h>

namespace longdan::xpath {
namespace {

std::string refused(const std::string& text, BadCalls bad_calls = BadCalls::refuse) {
    Names names;
    try {
        Expression::parse(text, names, {}, bad_calls);
    } catch (const ExpressionError& error) {
        return std::to_string(error.offset()) + " " + error.what();
    }
    return "taken";
}

std::string joined(const Reference& reference) {
    std::string out = reference.from_current                 ? "current()"
                      : !reference.instance.empty()          ? "instance(" + reference.instance + ")"
                      : reference.origin == Origin::document ? ""
                                                             : "~";
    for (const std::string& step : reference.steps) out += "/" + step;
    return out;
}

std::vector<std::string> reads(const std::string& text) {
    Names names;
    std::vector<std::string> out;
    const Expression expression = Expression::parse(text, names);
    for (const Reference& reference : expression.dependencies().references) {
        out.push_back(joined(reference));
    }
    return out;
}

TEST(a_refusal, names_the_place_and_what_is_wrong) {
    EXPECT_EQ(refused("1 + la(2)"), "4 ký tự thứ 5: không có hàm la() (unknown function la())");
    EXPECT_EQ(refused("if(1, 2)"), "0 ký tự thứ 1: hàm if() không nhận 2 đối số (wrong number of arguments: 2)");
    EXPECT_EQ(refused("(1"), "2 ký tự thứ 3: thiếu \")\" trước \"\" (\")\" is wanted here)");
    EXPECT_EQ(refused("1 + la(2)", BadCalls::refuse_when_evaluated), "taken");
}

TEST(an_expression, may_be_long_but_not_endless) {
    EXPECT_EQ(refused("1" + std::string(1000, ' ') + "+ 1"), "taken");
    EXPECT_NE(refused(std::string(largest_expression, ' ') + "1"), "taken");
    std::string chain = "1";
    for (int term = 0; term < 900; ++term) chain += "+1";
    EXPECT_EQ(refused(chain), "taken");
    for (int term = 0; term < 900; ++term) chain += "+1";
    EXPECT_NE(refused(chain), "taken");
    EXPECT_NE(refused(std::string(300, '(') + "1" + std::string(300, ')')), "taken");
    EXPECT_NE(refused(std::string(5000, '-') + "1"), "taken");
}

TEST(dependencies, list_every_path_with_those_in_predicates_completed) {
    using Paths = std::vector<std::string>;
    EXPECT_EQ(reads("/data/a + ../b"), (Paths{"/data/a", "~/../b"}));
    EXPECT_EQ(reads(". > 1"), (Paths{"~/."}));
    EXPECT_EQ(
        reads("instance('xa')/root/item[name = current()/../xa]/label"),
        (Paths{"instance(xa)/root/item/name", "current()/../xa", "instance(xa)/root/item/label"})
    );
    EXPECT_EQ(reads("/data/lan[. = '']"), (Paths{"/data/lan", "/data/lan"}));
    EXPECT_EQ(reads("(/data/a | /data/b)[1]/c"), (Paths{"/data/a", "/data/b", "~////c"}));
    EXPECT_EQ(reads("string-length()"), (Paths{"~/."}));
    EXPECT_EQ(reads("jr:choice-name(/data/xa, ' /data/xa ')"), (Paths{"/data/xa"}));
    EXPECT_EQ(reads("jr:choice-name('1', '/data/xa')"), (Paths{"/data/xa"}));
    EXPECT_EQ(reads("1 + 2"), Paths{});
}

TEST(dependencies, tell_what_changes_by_itself) {
    Names names;
    const auto of = [&](const char* text) { return Expression::parse(text, names).dependencies(); };
    EXPECT_TRUE(of("today() > /data/a").reads_clock);
    EXPECT_TRUE(of("uuid()").uses_chance);
    EXPECT_TRUE(of("randomize(/a/b)").uses_chance);
    EXPECT_FALSE(of("randomize(/a/b, 3)").uses_chance);
    EXPECT_TRUE(of("once(1)").uses_once);
    EXPECT_TRUE(of("position(..)").reads_position);
    EXPECT_FALSE(of("/a/b[position() = 2]").reads_position);
    EXPECT_TRUE(of("jr:itext('a')").reads_labels);
}

class Lists final : public Surroundings {
  public:
    const Tree* instance(std::string_view id) const override { return id == "xa" ? tree.get() : nullptr; }
    std::unique_ptr<Tree> tree;
};

TEST(a_long_list, is_asked_by_key_without_walking_it) {
    const auto names = std::make_shared<Names>();
    Lists lists;
    lists.tree = std::make_unique<Tree>(names);
    const NodeId root = lists.tree->add_element(Tree::root, "root");
    for (int at = 0; at < 10600; ++at) {
        const NodeId item = lists.tree->add_element(root, "item");
        lists.tree->set_text(lists.tree->add_element(item, "name"), std::to_string(at));
        lists.tree->set_text(lists.tree->add_element(item, "tinh"), std::to_string(at % 34));
    }
    const Tree main = tree_of_xml("<data><xa>10599</xa><tinh>7</tinh></data>", names);
    Context context;
    context.node = {&main, main.document()};
    context.surroundings = &lists;
    context.most_steps = 20000;
    const auto answer = [&](const char* text) { return evaluate_text(Expression::parse(text, *names), context); };
    EXPECT_EQ(answer("instance('xa')/root/item[name = /data/xa]/tinh"), "25");
    EXPECT_EQ(answer("count(instance('xa')/root/item[tinh = /data/tinh])"), "312");
    EXPECT_EQ(answer("instance('xa')/root/item[tinh = /data/tinh and name = '41']/name"), "41");
    EXPECT_EQ(answer("pulldata('xa', 'tinh', 'name', '35')"), "1");
    EXPECT_THROW(answer("instance('xa')/root/item[tinh + 0 = 7]/name"), ExpressionError);
}

TEST(a_fixed_answer, does_not_change_when_only_the_node_at_hand_does) {
    Names names;
    const Expression expression = Expression::parse("/data/a[b = /data/c + 1 and d = random()]", names);
    const Syntax& syntax = expression.syntax();
    std::map<bool, int> sums;
    for (const ExpressionNode& node : syntax.nodes) {
        if (node.kind == ExpressionKind::add) {
            EXPECT_TRUE(node.fixed);
        } else if (node.kind == ExpressionKind::call) {
            EXPECT_FALSE(node.fixed);
        }
        ++sums[node.fixed];
    }
    EXPECT_FALSE(syntax[syntax.root()].fixed);
    EXPECT_GT(sums[true], 0);
}

TEST(names_with_a_prefix, ask_for_the_namespace_that_the_form_declares) {
    const auto names = std::make_shared<Names>();
    const Tree main = tree_of_xml(
        "<data xmlns:orx='http://openrosa.org/xforms' "
        "xmlns:k='urn:khac'><orx:meta>1</orx:meta><k:meta>2</k:meta></data>",
        names
    );
    Context context;
    context.node = {&main, main.document()};
    const NamespaceOf spaces = [](std::string_view prefix) {
        return std::string(prefix == "o" ? "http://openrosa.org/xforms" : prefix == "x" ? "urn:khac" : "");
    };
    const auto answer = [&](const char* text) {
        return evaluate_text(Expression::parse(text, *names, spaces), context);
    };
    EXPECT_EQ(answer("/data/o:meta"), "1");
    EXPECT_EQ(answer("/data/x:meta"), "2");
    EXPECT_EQ(answer("count(/data/meta)"), "2");
    EXPECT_EQ(answer("count(/data/o:*)"), "1");
    EXPECT_EQ(answer("/data/k:meta"), "2");
    EXPECT_EQ(answer("namespace-uri(/data/o:meta)"), "http://openrosa.org/xforms");
}

TEST(a_set_of_many_nodes, stands_in_document_order_each_once_also_where_instances_were_put_between) {
    const auto names = std::make_shared<Names>();
    Tree main = tree_of_xml("<data><ho id='1'><chu>An</chu></ho><ho><chu>Ba</chu></ho><cuoi/></data>", names);
    const NodeId first = main.child(main.document(), "ho");
    for (int time = 0; time < 100; ++time) main.copy(main, first, main.document(), first);
    ASSERT_FALSE(main.in_order());
    Context context;
    context.node = {&main, main.document()};
    const NodeSet found = evaluate_nodes(
        Expression::parse("/data/cuoi | //chu | /data/ho/@id | /data/ho[chu='Ba'] | /data/ho | /", *names), context
    );
    EXPECT_EQ(found.size(), 1U + 102U + 102U + 101U + 1U);
    for (std::size_t at = 1; at < found.size(); ++at) {
        EXPECT_TRUE(main.document_order(found[at - 1].id, found[at].id) < 0) << at;
    }
}

}  // namespace
}  // namespace longdan::xpath
