#include "features/methods/methods.h"
#include "platform/ground/test_support/test_ground.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace longdan::methods {
namespace {

std::string read(const std::string& path) {
    std::ifstream file(std::string(LONGDAN_SOURCE_DIR) + "/" + path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    EXPECT_TRUE(file) << path;
    return text.str();
}

LONGDAN_ON_BOTH_GROUNDS(MethodStore, reference_data_is_seeded_once_and_may_be_seeded_again, migrations()) {
    Methods methods(ground);
    const std::string folder = std::string(LONGDAN_SOURCE_DIR) + "/data";
    for (int time = 0; time < 2; ++time) {
        ground.database.write([&](db::Transaction& tx) { methods.seed(tx, folder); });
    }
    Methods fresh(ground);  // nothing in memory
    ground.database.read([&](db::Transaction& tx) {
        EXPECT_EQ(fresh.list_methods(tx, {}).size(), 3u);
        const auto form = fresh.find_form(tx, "sipas-1001");
        ASSERT_TRUE(form);
        EXPECT_EQ(fresh.method(tx, form->method)->code, "sipas-1001");
        EXPECT_EQ(item_codings(*fresh.method(tx, form->method), *form).size(), 66u);
        EXPECT_EQ(fresh.find_form(tx, "sipas-1001", "1999"), nullptr);
        EXPECT_THROW(fresh.method(tx, MethodId{5}), Error);
    });
}

LONGDAN_ON_BOTH_GROUNDS(MethodStore, a_version_never_changes, migrations()) {
    Methods methods(ground);
    const std::string json = read("tests/methods/mini-1001.json");
    ground.database.write([&](db::Transaction& tx) {
        const MethodId first = methods.store_method(tx, 0, json, "a");
        EXPECT_EQ(methods.store_method(tx, 0, json, "a"), first);
        try {
            methods.store_method(tx, 0, json + "\n", "a");
            ADD_FAILURE() << "a changed version was stored";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::conflict);
        }
        EXPECT_NE(methods.store_method(tx, 77, json, "a"), first);  // another scheme's own
        EXPECT_EQ(methods.list_methods(tx, {}).size(), 1u);
        EXPECT_EQ(methods.list_methods(tx, {77}).size(), 2u);
    });
}

LONGDAN_ON_BOTH_GROUNDS(MethodStore, a_form_must_fit_its_method, migrations()) {
    Methods methods(ground);
    const std::string form = read("tests/questionnaires/mini-1001.json");
    const auto refusal = [&](const std::string& json) -> std::string {
        try {
            ground.database.write([&](db::Transaction& tx) { methods.store_form(tx, 0, json, "phieu.json"); });
        } catch (const Error& error) {
            return error.what();
        }
        return "";
    };
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string json = form;
        return json.replace(json.find(from), from.size(), to);
    };
    EXPECT_NE(refusal(form).find("chưa có phương pháp"), std::string::npos);
    ground.database.write([&](db::Transaction& tx) {
        methods.store_method(tx, 0, read("tests/methods/mini-1001.json"), "m");
    });
    EXPECT_NE(refusal(with("\"item\": \"P1\"", "\"item\": \"P9\"")).find("'P9'"), std::string::npos);
    EXPECT_NE(refusal(with("\"item\": \"P1\"", "\"item\": \"P2\"")).find("hai lần"), std::string::npos);
    EXPECT_NE(refusal(with("\"item\": \"P1\"", "\"item\": \"Q1\"")).find("'yes_no'"), std::string::npos);
    EXPECT_EQ(refusal(form), "");
}

}  // namespace
}  // namespace longdan::methods
