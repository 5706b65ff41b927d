#include "app/program.h"
#include "features/identity/tokens.h"
#include "features/rounds/simulate.h"
#include "platform/base/digest.h"
#include "platform/base/log.h"
#include "platform/http/dispatcher.h"
#include "platform/http/target.h"
#include "tests/isolation/crawl.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include <gtest/gtest.h>

namespace longdan::app {
namespace {

namespace fs = std::filesystem;
using identity::AccountId;
using identity::Identity;
using identity::Permission;
using identity::SchemeId;
using identity::UnitId;

constexpr std::string_view token_mark = "token:";

std::string text_of_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The designs of the demonstration, the national one with two provinces and few people.
std::string small_designs(const std::string& folder) {
    const std::string designs = folder + "/demo-data/designs";
    fs::create_directories(designs);
    std::string large = text_of_file(LONGDAN_SOURCE_DIR "/data/designs/sipas-2026.json");
    const auto put = [&](const std::string& what, const std::string& with) {
        const auto at = large.find(what);
        if (at == std::string::npos) throw std::logic_error("the design has changed: " + what);
        large.replace(at, what.size(), with);
    };
    put(R"("domain": "province")", R"("domain": "province", "provinces": ["42", "68"])");
    put(R"({"each": 31, "total": 36500})", R"({"each": 4})");
    std::ofstream(designs + "/sipas-2026.json") << large;
    fs::copy_file(LONGDAN_SOURCE_DIR "/data/designs/mot-tinh-2026.json", designs + "/mot-tinh-2026.json");
    return folder + "/demo-data";
}

/// The whole program with the demonstration, and two of its owners: the national scheme and that of Lâm Đồng.
class TwoSchemes {
  public:
    TwoSchemes()
        : folder_((fs::temp_directory_path() / ("longdan-isolation-" + hex(random_bytes(8)))).string()),
          foundation_(settings_in(folder_), Pages::none) {
        foundation_.database->migrate(all_migrations());
        program_ = std::make_unique<Program>(foundation_);
        program_->seed();
        program_->add_routes();
        rounds::make_demo(program_->demo_house(), small_designs(folder_), [](std::string_view) {});
        set_clock(folder_, "2026-11-23T03:00:00Z");  // what the demonstration publishes is public now
        http::DispatcherOptions options;
        options.middlewares.push_back(program_->identity.middleware());
        options.error_page = [this](
                                 const http::Request& request, int status, const std::string& message,
                                 const std::vector<FieldError>& fields
                             ) { return foundation_.pages->error_page(request, status, message, fields); };
        dispatcher_ =
            std::make_unique<http::Dispatcher>(foundation_.router, foundation_.page_cache, *foundation_.clock, options);
        national_ = owner("the nation", "ZQAQUOCGIA", "quoc-gia", "42");
        local_ = owner("Lâm Đồng", "ZQBLAMDONG", "lam-dong", "68");
        // A national officer for the very province that has a scheme of its own.
        add_person(national_, "provincial_officer", "zqa-can-bo-lam-dong", "68");
        answer_and_submit();
        collect_ids(national_);
        collect_ids(local_);
    }
    ~TwoSchemes() {
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }
    TwoSchemes(const TwoSchemes&) = delete;
    TwoSchemes& operator=(const TwoSchemes&) = delete;

    /// Over every route, except the parts that are the public's or only the person's own; each with its reason.
    isolation::Walk walk() {
        isolation::Walk walk;
        walk.router = &foundation_.router;
        isolation::Owner nobody{"nobody", "ZQXNOBODY", {}, {{"visitor", {}}}};
        walk.owners = {national_, local_, nobody};
        walk.send = [this](http::Request request) { return send(std::move(request)); };
        walk.body = [](const http::Response& response) { return response.body; };
        walk.fields = {
            {"de-an", "scheme"},  {"scheme", "scheme"},     {"token_scheme", "scheme"},
            {"parent", "scheme"}, {"doi-tuong", "subject"}, {"token", "token"},
        };
        walk.form = {
            {"role", "clerk"},
            {"name", "Tên mới"},
            {"act", "Nghị quyết 1"},
            {"new_owner", "1"},
            {"reason", "Lý do"},
            {"document", "1/CV"},
            {"level", "village"},
            {"village", "V1"},
            {"places", "1"},
            {"seed", "7"},
            {"count", "1"},
            {"point", "1"},
            {"blank_share", "30"},
            {"title", "Tên"},
            {"year", "2026"},
            {"opens", "2026-11-22T08:00"},
            {"closes", "2026-12-22T08:00"},
            {"publish_at", "2026-12-22T08:00"},
            {"number", "1/QĐ"},
            {"code", "dot-la"},
            {"token_name", "Mã"},
            {"days", "10"},
            {"permissions", "round.read"}};
        walk.common = {
            {"index", {"sipas"}},     {"year", {"2024", "2026"}},
            {"slug", {"lam-dong"}},   {"table", {"sipas"}},
            {"code", public_codes()}, {"file", {"thiet-ke", "R", "khung", "S", "bang-o-1", "nhat-ky-1", "ket-qua-1"}},
            {"trial", {"1"}},         {"item", {item()}}};
        const std::string own = "/lam-viec/tai-khoan";
        walk.skipped = {// The questionnaires are the public's: every visitor sees the title of every open door.
                        "/khao-sat", "/khao-sat/{code}", "/khao-sat/{code}/tra-loi", "/khao-sat/{code}/bien-nhan",
                        // Only about the person who sends them; those that check a password also count its attempts.
                        "/dang-xuat", "/dang-nhap", "/dang-nhap/ma-xac-thuc", own + "/mat-khau",
                        own + "/ma-xac-thuc/tat", own + "/ma-xac-thuc/ma-du-phong", own + "/ma-xac-thuc/thiet-lap",
                        own + "/phien/ket-thuc-het"};
        walk.state = [this](const isolation::Owner& owner) { return rows_of(owner); };
        return walk;
    }

    Program& program() { return *program_; }
    Foundation& foundation() { return foundation_; }

  private:
    static void set_clock(const std::string& folder, std::string_view moment) {
        std::ofstream(folder + "/clock") << moment << "\n";
    }

    static settings::Settings settings_in(const std::string& folder) {
        log::quiet();
        fs::create_directories(folder);
        set_clock(folder, "2026-11-22T03:00:00Z");
        settings::Settings settings;
        settings.data = folder;
        settings.reference_data = LONGDAN_SOURCE_DIR "/data";
        settings.clock = "file:" + folder + "/clock";
        settings.public_address = "https://longdan.example";
        settings.simulated = true;
        return settings;
    }

    template <class Work>
    auto write(Work&& work) {
        return foundation_.database->write([&](db::Transaction& tx) { return work(tx); });
    }

    std::vector<std::string> texts(const std::string& sql) {
        return foundation_.database->read([&](db::Transaction& tx) {
            std::vector<std::string> found;
            for (const auto& row : tx.query(sql)) found.push_back(row.text("line"));
            return found;
        });
    }

    identity::Access access_of(AccountId account) {
        return foundation_.database->read([&](db::Transaction& tx) { return program_->identity.access_of(tx, account); }
        );
    }

    UnitId province(std::string_view code) const {
        return program_->units.registry()->by_code(units::Level::province, code, foundation_.clock->today())->id;
    }

    /// A person of every role in the scheme, and its marker in every text that is not the public's.
    isolation::Owner owner(
        const std::string& name, const std::string& marker, const std::string& scheme, std::string_view unit
    ) {
        isolation::Owner made{name, marker, {}, {}};
        made.ids["scheme"] =
            texts("SELECT CAST(id AS TEXT) AS line FROM identity_scheme WHERE code = '" + scheme + "'");
        mark(made);
        for (const identity::Role& role : identity::roles()) {
            // An administrator of the installation belongs to no owner and runs the accounts of all.
            if (role.code == "administrator") continue;
            std::string sign_in = marker.substr(0, 3) + "-" + std::string(role.code);
            for (char& sign : sign_in) sign = sign == '_' ? '-' : static_cast<char>(std::tolower(sign));
            add_person(made, role.code, sign_in, role.code == "provincial_officer" ? unit : "");
        }
        return made;
    }

    void add_person(isolation::Owner& owner, std::string_view role, const std::string& sign_in, std::string_view unit) {
        const SchemeId scheme = *SchemeId::parse(owner.ids.at("scheme").front());
        std::vector<UnitId> units;
        if (!unit.empty()) units.push_back(province(unit));
        const AccountId account = write([&](db::Transaction& tx) {
            const auto system = Identity::system_access();
            const auto id = program_->identity.create_account(
                tx, system, {sign_in, "Cán bộ " + owner.marker + " " + sign_in, "mật khẩu rất dài 2026", scheme}
            );
            program_->identity.grant(tx, system, id, role, scheme, units);
            return id;
        });
        const auto access = access_of(account);
        owner.people.push_back({sign_in, Identity::principal_of(access)});
        accounts_[owner.marker][std::string(role)] = account;
        if (role != "clerk" && role != "analyst") return;
        const Permission permission = role == "clerk" ? Permission::answers_enter : Permission::round_read;
        identity::Tokens tokens(program_->identity, *foundation_.ground);
        http::Principal by_token;
        by_token.csrf_token =
            std::string(token_mark) + write([&](db::Transaction& tx) {
                return tokens.create(tx, access, {"Mã " + owner.marker, scheme, {permission, Permission::round_read}});
            });
        owner.people.push_back({"token of " + sign_in, by_token});
    }

    void mark(const isolation::Owner& owner) {
        const std::string scheme = owner.ids.at("scheme").front();
        const std::string rounds = "(SELECT id FROM round WHERE scheme = " + scheme + ")";
        const std::string word = " || ' " + owner.marker + "' ";
        write([&](db::Transaction& tx) {
            tx.execute("UPDATE identity_scheme SET name = name" + word + "WHERE id = " + scheme);
            tx.execute("UPDATE identity_account SET display_name = display_name" + word + "WHERE scheme = " + scheme);
            tx.execute(
                "UPDATE round SET name = name" + word + ", purpose = purpose" + word + "WHERE scheme = " + scheme
            );
            tx.execute("UPDATE round_step SET account_name = account_name" + word + "WHERE round IN " + rounds);
            tx.execute("UPDATE round_unit SET name = name" + word + "WHERE round IN " + rounds);
            tx.execute("UPDATE collection SET title = title" + word + "WHERE scheme = " + scheme);
            tx.execute("UPDATE sampling_point SET label = label" + word + "WHERE round IN " + rounds);
            tx.execute("UPDATE approvals_dossier SET title = title" + word + "WHERE scheme = " + scheme);
            tx.execute("UPDATE job SET title = title" + word + "WHERE scheme = " + scheme);
            return 0;
        });
    }

    /// Lâm Đồng's round goes on with marked names: answers, cut-off, trial, a revision that waits for its decision.
    void answer_and_submit() {
        const auto analyst = access_of(accounts_.at(local_.marker).at("analyst"));
        auto& collect = program_->collect;
        auto& rounds = program_->rounds;
        const auto round = foundation_.database->read([&](db::Transaction& tx) {
            return *rounds.find_by_code(tx, analyst, "lam-dong-2026");
        });
        const auto [points, door, form, method] = foundation_.database->read([&](db::Transaction& tx) {
            const auto form = program_->methods.form(tx, round.form);
            return std::tuple(
                rounds.sampling_points(tx, round.id), collect.collections(tx, round.id).front(), form,
                program_->methods.method(tx, form->method)
            );
        });
        std::vector<collect::Collect::BulkAnswer> answers;
        for (const auto& point : points) {
            const rounds::SimulatedVillage village{point, 3};
            auto some = rounds::simulate_answers(village, *method, *form, 7, foundation_.clock->today());
            std::move(some.begin(), some.end(), std::back_inserter(answers));
        }
        collect.receive_many(door, answers);
        write([&](db::Transaction& tx) { return rounds.cut_off(tx, analyst, round.id, {}); });
        foundation_.jobs.drain();
        write([&](db::Transaction& tx) { return rounds.request_trial(tx, analyst, round.id); });
        foundation_.jobs.drain();
        write([&](db::Transaction& tx) { return rounds.submit(tx, analyst, round.id); });
    }

    void collect_ids(isolation::Owner& owner) {
        const std::string scheme = owner.ids.at("scheme").front();
        const auto ids = [&](const std::string& table, const std::string& where, int most) {
            return texts(
                "SELECT CAST(id AS TEXT) AS line FROM " + table + " WHERE " + where + " ORDER BY id DESC LIMIT " +
                std::to_string(most)
            );
        };
        const std::string in_scheme = "scheme = " + scheme;
        owner.ids["round"] = ids("round", in_scheme, 2);
        owner.ids["door"] = ids("collection", in_scheme, 2);
        owner.ids["dossier"] = ids("approvals_dossier", in_scheme, 3);
        owner.ids["job"] = ids("job", in_scheme, 1);
        owner.ids["token"] = ids("identity_token", in_scheme, 1);
        owner.ids["answer"] = ids("submission", "round IN (SELECT id FROM round WHERE " + in_scheme + ")", 1);
        owner.ids["account"] = ids("identity_account", in_scheme, 2);
        owner.ids["subject"] = {"account:" + owner.ids["account"].front(), "round:" + owner.ids["round"].front()};
    }

    std::vector<std::string> public_codes() {
        auto codes = texts("SELECT code AS line FROM result_revision");
        codes.emplace_back("sipas-1001");
        return codes;
    }

    std::string item() {
        return foundation_.database->read([&](db::Transaction& tx) {
            const auto form = program_->methods.find_form(tx, "sipas-1001");
            return program_->methods.method(tx, form->method)->items.front().code;
        });
    }

    std::string rows_of(const isolation::Owner& owner) {
        if (!owner.ids.contains("scheme")) return "";
        const std::string scheme = owner.ids.at("scheme").front();
        const std::string in_scheme = " WHERE scheme = " + scheme;
        const std::string in_rounds = " WHERE round IN (SELECT id FROM round" + in_scheme + ")";
        std::string all;
        for (const std::string& sql :
             {"SELECT name || ' ' || closed AS line FROM identity_scheme WHERE id = " + scheme,
              "SELECT name || ' ' || display_name || ' ' || active || ' ' || totp_secret AS line FROM "
              "identity_account" +
                  in_scheme,
              "SELECT account || ' ' || role || ' ' || unit AS line FROM identity_grant" + in_scheme,
              "SELECT token_hash || ' ' || COALESCE(revoked, 0) AS line FROM identity_token" + in_scheme,
              "SELECT state || ' ' || version AS line FROM approvals_dossier" + in_scheme,
              "SELECT title || ' ' || state || ' ' || cancel_asked AS line FROM job" + in_scheme,
              "SELECT code || ' ' || name || ' ' || state || ' ' || design_sha256 AS line FROM round" + in_scheme,
              "SELECT code || ' ' || is_open || ' ' || closes AS line FROM collection" + in_scheme,
              "SELECT action || ' ' || reason AS line FROM round_step" + in_rounds,
              "SELECT code || ' ' || status AS line FROM round_unit" + in_rounds,
              "SELECT id || ' ' || status AS line FROM round_place" + in_rounds,
              "SELECT hash || ' ' || state AS line FROM access_code" + in_rounds,
              "SELECT id || ' ' || state AS line FROM submission" + in_rounds,
              "SELECT id || ' ' || kind AS line FROM submission_event" + in_rounds}) {
            auto lines = texts(sql);
            std::ranges::sort(lines);
            for (const std::string& line : lines) all += line + "\n";
        }
        return all;
    }

    /// As the server does it, without the network. A token stands for somebody under /api only; elsewhere its bearer
    /// is a visitor, and those pages are walked by the visitor already.
    http::Response send(http::Request request) {
        const std::string mark(request.principal.csrf_token);
        if (mark.starts_with(token_mark)) {
            if (!request.target.starts_with("/api/")) return http::text("", 404);
            request.headers.add("Authorization", "Bearer " + mark.substr(token_mark.size()));
            request.principal = {};
        } else if (!request.principal.details) {
            request.headers.add("Cookie", "longdan-khach=khach-cua-phep-thu-0123456789");
        }
        request.client_address = "127.0.0.1";
        request.host = "longdan.example";
        const auto target = http::read_target(request.target);
        request.path = target.path;
        request.language = target.language;
        http::read_urlencoded(target.query, request.query);
        const auto match = foundation_.router.match(request.method, request.path);
        request.parameters = match.parameters;
        request.format = match.format;
        std::function<void()> after;
        const http::Answer answer = dispatcher_->answer(request, match, after);
        http::Response response = http::text(std::string(answer.body_view()), answer.status);
        while (answer.stream && answer.stream(response.body)) {
        }
        if (answer.file) answer.file->read(answer.file_begin, answer.file_length, response.body);
        return response;
    }

    std::string folder_;
    Foundation foundation_;
    std::unique_ptr<Program> program_;
    std::unique_ptr<http::Dispatcher> dispatcher_;
    isolation::Owner national_;
    isolation::Owner local_;
    std::map<std::string, std::map<std::string, AccountId>> accounts_;  ///< by marker and role
};

class Isolation : public testing::Test {
  public:
    static void SetUpTestSuite() { schemes = std::make_unique<TwoSchemes>(); }
    static void TearDownTestSuite() { schemes.reset(); }
    static inline std::unique_ptr<TwoSchemes> schemes;
};

TEST_F(Isolation, no_role_of_one_scheme_finds_or_changes_anything_of_another) {
    const isolation::Report report = isolation::crawl(schemes->walk());
    EXPECT_EQ(report.not_walked, std::vector<std::string>{});
    for (const std::string& finding : report.findings) ADD_FAILURE() << finding;
    EXPECT_GT(report.requests, 5000);
}

/// The markers are there to be found: the people of a scheme see their own on the pages that the crawl reads.
TEST_F(Isolation, everybody_who_may_read_sees_the_marker_of_the_own_scheme) {
    const isolation::Walk walk = schemes->walk();
    for (const isolation::Owner& owner : walk.owners) {
        if (!owner.ids.contains("round")) continue;
        for (const isolation::Person& person : owner.people) {
            if (!person.role.ends_with("-planner") && !person.role.ends_with("-analyst")) continue;
            if (person.role.starts_with("token")) continue;
            for (const std::string& path :
                 {std::string("/lam-viec/dot"), "/lam-viec/dot/" + owner.ids.at("round").front(),
                  std::string("/lam-viec/thu-thap"), std::string("/lam-viec/phe-duyet")}) {
                http::Request request;
                request.target = path;
                request.principal = person.principal;
                const http::Response response = walk.send(request);
                EXPECT_EQ(response.status, 200) << path << " as " << person.role;
                EXPECT_NE(walk.body(response).find(owner.marker), std::string::npos) << path << " as " << person.role;
            }
        }
    }
}

TEST_F(Isolation, a_route_of_the_program_that_forgot_to_ask_is_found) {
    isolation::Walk walk = schemes->walk();
    for (const std::string& line : walk.router->listing()) {
        walk.skipped.push_back(line.substr(line.find(' ') + 1));
    }
    Program& program = schemes->program();
    Foundation& foundation = schemes->foundation();
    const auto system = Identity::system_access();
    foundation.router.get("/lo-hong", [&](const http::Request&) {
        std::string names;
        foundation.database->read([&](db::Transaction& tx) {
            for (const auto& round : program.rounds.list(tx, system)) names += round.name;
        });
        return http::text(names);
    });
    foundation.router.get("/lo-hong/{round}", [&](const http::Request& request) -> http::Response {
        foundation.database->read([&](db::Transaction& tx) {
            program.rounds.find(tx, system, request.id<rounds::RoundId>("round"));
        });
        throw Error(ErrorKind::forbidden, "Không được");
    });
    const isolation::Report report = isolation::crawl(walk);
    const auto found = [&](const std::string& part) {
        return std::ranges::any_of(report.findings, [&](const std::string& finding) {
            return finding.find(part) != std::string::npos;
        });
    };
    EXPECT_TRUE(found("GET /lo-hong as zqa-planner of the nation: shows what belongs to Lâm Đồng"));
    EXPECT_TRUE(found("GET /lo-hong as zqb-planner of Lâm Đồng: shows what belongs to the nation"));
    EXPECT_TRUE(found("GET /lo-hong as visitor of nobody"));
    EXPECT_TRUE(found("a foreign id is answered 403, one that does not exist 404"));
}

}  // namespace
}  // namespace longdan::app
