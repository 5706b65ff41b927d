#include "features/collect/test_support/fixture.h"

#include <map>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace longdan::collect {
namespace {

/// A child that sends answers, and the lines it prints.
class Writer {
  public:
    explicit Writer(const std::string& database) {
        int ends[2];
        if (pipe(ends) != 0) throw std::runtime_error("pipe");
        const std::string program = std::string(LONGDAN_BINARY_DIR) + "/bin/collect_writer";
        child_ = fork();
        if (child_ == 0) {
            dup2(ends[1], 1);
            close(ends[0]);
            close(ends[1]);
            execl(program.c_str(), program.c_str(), database.c_str(), "6", nullptr);
            _exit(127);
        }
        close(ends[1]);
        output_ = fdopen(ends[0], "r");
    }
    ~Writer() {
        if (output_) fclose(output_);
    }

    /// One whole line, "" at the end of the output or when the last line was cut.
    std::string line() {
        std::string text;
        for (int sign = fgetc(output_); sign != EOF; sign = fgetc(output_)) {
            if (sign == '\n') return text;
            text += static_cast<char>(sign);
        }
        return {};
    }
    void kill_now() {
        kill(child_, SIGKILL);
        int status = 0;
        waitpid(child_, &status, 0);
        EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "the writer ended by itself";
    }

  private:
    pid_t child_ = 0;
    FILE* output_ = nullptr;
};

LONGDAN_ON_BOTH_GROUNDS(Kill, every_acknowledged_receipt_is_there_after_a_kill_and_none_twice, all_migrations()) {
    ground.fake_clock().set(SystemClock().now());
    CollectFixture fixture(ground);
    std::map<std::string, std::string> acknowledged;
    const auto take = [&](const std::string& line) {
        const auto blank = line.find(' ');
        EXPECT_TRUE(acknowledged.emplace(line.substr(0, blank), line.substr(blank + 1)).second) << line;
    };
    {
        Writer writer(ground.test_database().address());
        for (int i = 0; i < 300; ++i) {
            const std::string line = writer.line();
            ASSERT_FALSE(line.empty()) << "the writer stopped after " << i;
            take(line);
        }
        writer.kill_now();
        for (std::string line = writer.line(); !line.empty(); line = writer.line()) take(line);
    }
    const auto database = ground.test_database().open_again();
    const std::int64_t stored = database->read([&](db::Transaction& tx) {
        for (const auto& [instance, receipt] : acknowledged) {
            const auto found = tx.query_one(
                "SELECT COUNT(*) AS number FROM submission WHERE round = :round AND receipt = :receipt",
                {{"round", fixture.open.round}, {"receipt", receipt}}
            );
            EXPECT_EQ(found->integer("number"), 1) << instance;
        }
        const auto raws = tx.query_one("SELECT COUNT(*) AS number FROM submission_raw")->integer("number");
        const auto rows = tx.query_one("SELECT COUNT(*) AS number FROM submission")->integer("number");
        EXPECT_EQ(rows, raws);
        return rows;
    });
    EXPECT_GE(stored, static_cast<std::int64_t>(acknowledged.size()));
    // A sender that never saw its receipt sends again: it is given the receipt, or the answer is stored now, once.
    for (int i = 0; i < 50; ++i) {
        const std::string instance = "phieu-" + std::to_string(1'000'000 + i);
        const Receipt receipt = fixture.collect.receive(fixture.open, CollectFixture::answer(instance, ""));
        if (acknowledged.contains(instance)) {
            EXPECT_TRUE(receipt.repeated);
            EXPECT_EQ(receipt.code, acknowledged[instance]);
        }
    }
}

}  // namespace
}  // namespace longdan::collect
