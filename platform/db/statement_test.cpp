#include "platform/db/statement.h"

#include <gtest/gtest.h>

using namespace longdan;
using namespace longdan::db;

TEST(statement, names_become_numbers_and_the_same_name_the_same_number) {
    const auto statement = parse_names("SELECT * FROM t WHERE a = :a AND (b = :b_2 OR c = :a)");
    EXPECT_EQ(statement.names, (std::vector<std::string>{"a", "b_2"}));
    EXPECT_EQ(statement.numbered("ii"), "SELECT * FROM t WHERE a = $1 AND (b = $2 OR c = $1)");
    EXPECT_EQ(statement.numbered("ni"), "SELECT * FROM t WHERE a = NULL AND (b = $1 OR c = NULL)");
}

TEST(statement, quotes_comments_casts_and_times_are_left_alone) {
    for (const std::string_view sql :
         {"SELECT ':a', \":b\", 'it''s :c'", "SELECT 1 -- :a\n, 2", "SELECT /* :a ' */ 1", "SELECT x::text, y::bigint",
          "SELECT $$ :a $$, $tag$ :b $$ $tag$", "SELECT '08:30', 1 : 2", "SELECT ': :a", "SELECT 1 -- :a"}) {
        const auto statement = parse_names(sql);
        EXPECT_EQ(statement.numbered(""), sql);
        EXPECT_TRUE(statement.names.empty()) << sql;
    }
    EXPECT_EQ(parse_names("SELECT :a::text || ':b'").numbered("t"), "SELECT $1::text || ':b'");
}

TEST(statement, a_missing_or_a_superfluous_parameter_is_our_own_mistake) {
    EXPECT_THROW(parameter({{"a", 1}}, "b", "sql"), std::logic_error);
    EXPECT_THROW(refuse_unused({{"a", 1}, {"c", 2}}, {"a"}, "sql"), std::logic_error);
    EXPECT_NO_THROW(refuse_unused({{"a", 1}}, {"a"}, "sql"));
}

TEST(statement, only_plain_names_go_into_sql) {
    EXPECT_EQ(checked_name("unit_name2"), "unit_name2");
    for (const std::string_view name : {"", "a b", "a;b", "1a", "a\"", "đơn_vị"}) {
        EXPECT_THROW(checked_name(name), std::logic_error) << name;
    }
}
