#include "platform/db/statement.h"

#include <gtest/gtest.h>

using namespace longdan;
using namespace longdan::db;

TEST(statement, names_become_numbers_and_the_same_name_the_same_number) {
    const auto statement = numbered("SELECT * FROM t WHERE a = :a AND (b = :b_2 OR c = :a)");
    EXPECT_EQ(statement.text, "SELECT * FROM t WHERE a = $1 AND (b = $2 OR c = $1)");
    EXPECT_EQ(statement.names, (std::vector<std::string>{"a", "b_2"}));
}

TEST(statement, quotes_comments_casts_and_times_are_left_alone) {
    for (const std::string_view sql :
         {"SELECT ':a', \":b\", 'it''s :c'", "SELECT 1 -- :a\n, 2", "SELECT /* :a ' */ 1", "SELECT x::text, y::bigint",
          "SELECT $$ :a $$, $tag$ :b $$ $tag$", "SELECT '08:30', 1 : 2", "SELECT ': :a", "SELECT 1 -- :a"}) {
        const auto statement = numbered(sql);
        EXPECT_EQ(statement.text, sql);
        EXPECT_TRUE(statement.names.empty()) << sql;
    }
    EXPECT_EQ(numbered("SELECT :a::text || ':b'").text, "SELECT $1::text || ':b'");
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
