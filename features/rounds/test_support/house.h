#pragma once

#include "features/rounds/rounds.h"
#include "platform/ground/test_support/test_ground.h"

#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

/// The features a round stands on, real ones, with units, MINI-1001 and a person for each role.
namespace longdan::rounds {

inline std::vector<db::Migration> house_migrations() {
    return db::together(
        {units::migrations(), identity::migrations(), approvals::migrations(), methods::migrations(),
         results::migrations(), collect::migrations(), migrations()}
    );
}

inline std::string house_file(const std::string& path) {
    std::ifstream file(std::string(LONGDAN_SOURCE_DIR) + "/" + path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) throw std::runtime_error("cannot read " + path);
    return text.str();
}

/// What an action was refused with; nothing when it went through.
template <class Action>
std::optional<ErrorKind> refusal(Action&& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.kind();
    }
    return std::nullopt;
}

struct House {
    static constexpr const char* roles[] = {"planner", "approver", "publisher", "analyst", "provincial_officer",
                                            "clerk",   "auditor"};

    explicit House(TestGround& given)
        : ground(given),
          identity(given),
          units(given),
          methods(given),
          approvals(given, identity),
          results(given, identity, units),
          collect(given, methods, identity),
          rounds(given, identity, units, methods, collect, approvals, results) {
        ground.database.write([&](db::Transaction& tx) {
            units::seed(tx, std::string(LONGDAN_SOURCE_DIR) + "/data/units");
        });
        units.reload();
        units.registry();
        const auto system = identity::Identity::system_access();
        ground.database.write([&](db::Transaction& tx) {
            scheme = identity.create_scheme(
                tx, system, {.code = "quoc-gia", .name = "Đề án quốc gia", .owner = units.registry()->country()}
            );
            other_scheme = identity.create_scheme(
                tx, system, {.code = "tinh-khac", .name = "Đề án tỉnh khác", .owner = province("68")}
            );
            methods.store_method(tx, 0, house_file("tests/methods/mini-1001.json"), "mini-1001.json");
            form = methods.store_form(tx, 0, house_file("tests/questionnaires/mini-1001.json"), "mini-1001.json");
        });
        for (const std::string role : roles) add_person(role, role, scheme);
        add_person("stranger", "planner", other_scheme);
    }

    void add_person(const std::string& name, const std::string& role, identity::SchemeId of) {
        const auto system = identity::Identity::system_access();
        people[name] = ground.database.write([&](db::Transaction& tx) {
            std::string sign_in = name;
            for (auto& sign : sign_in) sign = sign == '_' ? '-' : sign;
            const auto account =
                identity.create_account(tx, system, {sign_in, "Người " + name, "câu rất dài để thử 2026"});
            const bool limited = role == "provincial_officer";
            identity.grant(
                tx, system, account, role, of,
                limited ? std::vector<identity::UnitId>{province("42")} : std::vector<identity::UnitId>{}
            );
            return account;
        });
    }

    identity::Access as(const std::string& name) {
        return ground.database.read([&](db::Transaction& tx) { return identity.access_of(tx, people.at(name)); });
    }

    identity::UnitId province(const std::string& code) const {
        return units.registry()->by_code(units::Level::province, code, Day::of(2026, 10, 1))->id;
    }

    /// 1 fixed and 10 other communes in each of three provinces, 2 of them drawn; 2 villages, 15 places, 10 reserves.
    std::string mini_design() const {
        std::string fixed;
        std::string only;
        const auto day = Day::of(2026, 10, 1);
        for (const std::string code : {"42", "68", "79"}) {
            const auto communes = units.registry()->units(units::Level::commune, day, {province(code), {}});
            for (std::size_t c = 0; c < 11; ++c) {
                const auto quoted = "\"" + communes[c]->on(day)->code + "\"";
                if (c == 0) fixed += (fixed.empty() ? "" : ",") + quoted;
                only += (only.empty() ? "" : ",") + quoted;
            }
        }
        return fmt::format(
            R"({{"code":"mini","version":1,"name":"Năm thử","method":"mini-1001","day":"2026-10-01","domain":"province",
                "lonely_psu":"adjust","provinces":["42","68","79"],"only":[{}],
                "stages":[
                  {{"name":"Xã","unit":"commune","size":{{"each":2}},"fixed":[{}],"select":"srs","reserve":1}},
                  {{"name":"Thôn","unit":"village","list":6,"size":{{"each":2}},"select":"srs","reserve":1}},
                  {{"name":"Người","unit":"place","list":50,"size":{{"each":15}},"select":"systematic","reserve":10}}]}})",
            only, fixed
        );
    }

    template <class Work>
    auto write(Work&& work) {
        return ground.database.write(std::forward<Work>(work));
    }

    RoundId create(const std::string& code) {
        const auto planner = as("planner");
        return write([&](db::Transaction& tx) {
            return rounds.create(
                tx, planner, {scheme, code, "Khảo sát thử năm 2026", 2026, "Thử", mini_design(), form, false}
            );
        });
    }

    approvals::Decision decision(const std::string& file) const {
        return {file, "12/QĐ-BNV", ground.clock.today(), "Nguyễn Văn A", "Thứ trưởng", "KT. Bộ trưởng"};
    }

    void decide(const std::string& subject) {
        const auto approver = as("approver");
        write([&](db::Transaction& tx) {
            const auto dossier = approvals.find_by_subject(tx, subject);
            approvals.approve(tx, approver, dossier->id, decision(dossier->file_sha256));
        });
    }

    void plan(RoundId id) {
        const auto planner = as("planner");
        write([&](db::Transaction& tx) { rounds.submit_plan(tx, planner, id); });
        decide("plan:" + id.text());
        write([&](db::Transaction& tx) { rounds.open_lists(tx, planner, id); });
        write([&](db::Transaction& tx) { rounds.freeze_frame(tx, planner, id); });
    }

    void draw(RoundId id, std::uint64_t seed) {
        const auto planner = as("planner");
        write([&](db::Transaction& tx) { rounds.request_draw(tx, planner, id, seed); });
        ground.jobs.drain();
    }

    void open(RoundId id) {
        const auto planner = as("planner");
        const auto now = ground.clock.now();
        write([&](db::Transaction& tx) {
            rounds.open_collection(tx, planner, id, {now, {now.milliseconds + 30 * 86'400'000ll}, "", false});
        });
    }

    Round find(RoundId id) {
        return ground.database.read([&](db::Transaction& tx) {
            return rounds.find(tx, identity::Identity::system_access(), id);
        });
    }

    TestGround& ground;
    identity::Identity identity;
    units::Units units;
    methods::Methods methods;
    approvals::Approvals approvals;
    results::Results results;
    collect::Collect collect;
    Rounds rounds;
    identity::SchemeId scheme;
    identity::SchemeId other_scheme;
    methods::FormId form;
    std::map<std::string, identity::AccountId> people;
};

}  // namespace longdan::rounds
