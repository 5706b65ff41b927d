#pragma once

#include "features/collect/collect.h"
#include "platform/ground/test_support/test_ground.h"

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

/// A round of MINI-1001 in collection: one door by access code, one open to all.
namespace longdan::collect {

inline std::vector<db::Migration> all_migrations() {
    return db::together({identity::migrations(), methods::migrations(), migrations()});
}

inline std::string project_file(const std::string& path) {
    std::ifstream file(std::string(LONGDAN_SOURCE_DIR) + "/" + path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) throw std::runtime_error("cannot read " + path);
    return text.str();
}

inline SamplingPoint village(std::int64_t number) {
    return {number, 100 + number, "thuong", identity::UnitId{7}, "Thôn " + std::to_string(number) + ", xã Thử"};
}

struct CollectFixture {
    explicit CollectFixture(Ground& given)
        : ground(given), identity(given), methods(given), collect(given, methods, identity) {
        ground.database.write([&](db::Transaction& tx) {
            const auto system = identity::Identity::system_access();
            scheme = identity.create_scheme(
                tx, system, {.code = "quoc-gia", .name = "Đề án thử", .owner = identity::UnitId{1}}
            );
            methods.store_method(tx, 0, project_file("tests/methods/mini-1001.json"), "mini-1001.json");
            form = methods.store_form(tx, 0, project_file("tests/questionnaires/mini-1001.json"), "mini-1001.json");
            coded = opened(tx, "thu-2026", Evidence::probability);
            open = opened(tx, "thu-2026-mo", Evidence::open);
        });
    }

    Collection opened(db::Transaction& tx, const std::string& code, Evidence evidence) {
        Collection collection;
        collection.round = RoundId{42};
        collection.scheme = scheme;
        collection.code = code;
        collection.evidence = evidence;
        collection.form = form;
        collection.title = "Khảo sát thử 2026";
        collection.title_en = "Trial survey 2026";
        collection.runner = "Bộ Nội vụ";
        collection.results_at = "/chi-so/sipas/2026";
        collection.opens = {ground.clock.now().milliseconds - 1000};
        collection.closes = {ground.clock.now().milliseconds + 86'400'000};
        collection.id = collect.open_collection(tx, identity::Identity::system_access(), collection);
        return collection;
    }

    std::vector<IssuedCode> codes(std::int64_t point, int count) {
        return ground.database.write([&](db::Transaction& tx) {
            return collect.issue_codes(tx, identity::Identity::system_access(), coded.id, {village(point)}, count);
        });
    }

    static Incoming answer(const std::string& instance, const std::string& code, const std::string& p1 = "5") {
        Incoming incoming;
        incoming.instance = instance;
        incoming.access_code = code;
        incoming.answers = {{"age", "40"}, {"p1", p1}, {"s1", "4"}};
        incoming.raw = "{\"instance\":\"" + instance + "\",\"answers\":{\"age\":40,\"p1\":" + p1 + ",\"s1\":4}}";
        return incoming;
    }

    std::vector<Answer> answers() {
        return ground.database.read([&](db::Transaction& tx) {
            std::vector<Answer> all;
            collect.each_answer(tx, coded.round, ground.clock.today(), [&](const Answer& one) {
                all.push_back(one);
                return true;
            });
            return all;
        });
    }

    Ground& ground;
    identity::Identity identity;
    methods::Methods methods;
    Collect collect;
    identity::SchemeId scheme;
    methods::FormId form;
    Collection coded;
    Collection open;
};

}  // namespace longdan::collect
