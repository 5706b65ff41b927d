#include "app/program.h"
#include "platform/base/digest.h"
#include "platform/base/log.h"
#include "platform/db/test_support/test_database.h"
#include "platform/http/dispatcher.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

namespace longdan::app {
namespace {

namespace fs = std::filesystem;
using identity::Identity;

/// One of several servers on a database, with a data folder and a page cache of its own.
class Node {
  public:
    Node(const std::string& folder, const std::string& address)
        : foundation_(settings_in(folder, address), Pages::none), program_(foundation_) {
        program_.add_routes();
        http::DispatcherOptions options;
        options.middlewares.push_back(program_.identity.middleware());
        options.error_page = [this](
                                 const http::Request& request, int status, const std::string& message,
                                 const std::vector<FieldError>& fields
                             ) { return program_.error_page(request, status, message, fields); };
        dispatcher_ =
            std::make_unique<http::Dispatcher>(foundation_.router, foundation_.page_cache, *foundation_.clock, options);
    }

    http::Answer get(const std::string& target) {
        http::Request request;
        request.target = target;
        request.path = target.substr(0, target.find('?'));
        request.client_address = "127.0.0.1";
        request.host = "longdan.example";
        std::function<void()> after;
        const auto match = foundation_.router.match(http::Method::get, request.path);
        request.parameters = match.parameters;
        http::Answer answer = dispatcher_->answer(request, match, after);
        if (after) after();
        return answer;
    }
    std::string body(const std::string& target) { return std::string(get(target).body_view()); }
    bool keeps(const std::string& target) { return foundation_.page_cache.find(target) != nullptr; }

    Foundation& foundation() { return foundation_; }
    Program& program() { return program_; }

  private:
    static settings::Settings settings_in(const std::string& folder, const std::string& address) {
        log::quiet();
        fs::create_directories(folder);
        std::ofstream(folder + "/clock") << "2026-11-22T03:00:00Z\n";
        settings::Settings settings;
        settings.data = folder;
        settings.database = address;
        settings.reference_data = LONGDAN_SOURCE_DIR "/data";
        settings.clock = "file:" + folder + "/clock";
        return settings;
    }

    Foundation foundation_;
    Program program_;
    std::unique_ptr<http::Dispatcher> dispatcher_;
};

/// Two nodes on one database, with one open survey.
struct TwoNodes {
    explicit TwoNodes(db::TestDatabase& database) {
        database->migrate(all_migrations());
        first = std::make_unique<Node>(folder + "/mot", database.address());
        second = std::make_unique<Node>(folder + "/hai", database.address());
        Program& program = first->program();
        const Moment now = first->foundation().clock->now();
        first->foundation().database->write([&](db::Transaction& tx) {
            program.methods.seed(tx, LONGDAN_SOURCE_DIR "/data");
            door.round = collect::RoundId{42};
            door.scheme = program.identity.create_scheme(
                tx, Identity::system_access(), {.code = "quoc-gia", .name = "Đề án", .owner = identity::UnitId{1}}
            );
            door.code = "thu-2026";
            door.evidence = collect::Evidence::open;
            door.form = program.methods.find_form(tx, "sipas-1001")->id;
            door.title = "Khảo sát thử";
            door.opens = {now.milliseconds - 1000};
            door.closes = {now.milliseconds + 86'400'000};
            door.id = program.collect.open_collection(tx, Identity::system_access(), door);
        });
    }
    ~TwoNodes() {
        second.reset();
        first.reset();
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }

    const std::string folder = (fs::temp_directory_path() / ("longdan-nodes-" + hex(random_bytes(8)))).string();
    collect::Collection door;
    std::unique_ptr<Node> first;
    std::unique_ptr<Node> second;
};

const std::string survey = "/khao-sat/thu-2026";

LONGDAN_ON_BOTH_DATABASES(Nodes, what_one_node_changes_leaves_the_memory_of_the_other_within_two_seconds) {
    TwoNodes nodes(test_database);
    nodes.first->foundation().bulletin.start();
    nodes.second->foundation().bulletin.start();
    // Both tell at their start that everything may have changed; what they keep after that stays.
    const auto until_it_stays = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    for (int kept = 0; kept < 20 && std::chrono::steady_clock::now() < until_it_stays;) {
        kept = nodes.second->keeps(survey) ? kept + 1 : 0;
        if (kept == 0) {
            EXPECT_EQ(nodes.second->get(survey).status, 200);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    ASSERT_TRUE(nodes.second->keeps(survey));

    Program& program = nodes.first->program();
    nodes.first->foundation().database->write([&](db::Transaction& tx) {
        program.collect.close_collection(tx, Identity::system_access(), nodes.door.id);
    });
    const auto start = std::chrono::steady_clock::now();
    while (nodes.second->keeps(survey) && std::chrono::steady_clock::now() - start < std::chrono::seconds(20)) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    const auto took = std::chrono::steady_clock::now() - start;
    EXPECT_FALSE(nodes.second->keeps(survey));
    EXPECT_LT(took, std::chrono::seconds(2));
    EXPECT_NE(nodes.second->body(survey).find("đã đóng"), std::string::npos)
        << "the page is made from the door as it is now, not as it was remembered";
}

LONGDAN_ON_BOTH_DATABASES(Nodes, reference_data_loaded_by_a_command_reaches_a_running_server) {
    TwoNodes nodes(test_database);
    Node& server = *nodes.second;
    server.program().warm();
    server.foundation().bulletin.exchange();
    EXPECT_EQ(server.get("/don-vi/ha-noi").status, 404);
    nodes.first->program().seed();
    nodes.first.reset();  // the command ends
    server.foundation().bulletin.exchange();
    EXPECT_EQ(server.get("/don-vi/ha-noi").status, 200);
}

LONGDAN_ON_BOTH_DATABASES(Nodes, an_officials_address_leads_a_reader_who_is_not_signed_in_to_the_form_and_back) {
    TwoNodes nodes(test_database);
    const http::Answer answer = nodes.first->get("/lam-viec/tai-khoan?tab=1");
    EXPECT_EQ(answer.status, 303);
    EXPECT_NE(answer.head.find("Location: /dang-nhap?den=/lam-viec/tai-khoan?tab=1\r\n"), std::string::npos)
        << answer.head;
    EXPECT_EQ(nodes.first->get("/lam-viec/tai-khoan.json").status, 404);
    EXPECT_EQ(nodes.first->get("/api/v1/rounds").status, 404);
}

}  // namespace
}  // namespace longdan::app
