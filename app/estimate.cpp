#include "app/commands.h"
#include "app/text_files.h"
#include "engine/estimation/answer.h"
#include "engine/estimation/csv_reader.h"
#include "platform/base/error.h"

#include <chrono>
#include <cstdio>
#include <ctime>
#include <set>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <sys/resource.h>

namespace longdan::app {
namespace {

struct Options {
    std::string data;
    std::string design;
    std::string ask;
    std::string out;
    unsigned threads = std::max(1u, std::thread::hardware_concurrency());
    bool stats = false;
};

class Phases {
  public:
    void done(const char* name) {
        const auto now = std::chrono::steady_clock::now();
        const std::clock_t cpu = std::clock();
        text_ += fmt::format(" {}={:.6f}s", name, std::chrono::duration<double>(now - last_).count());
        text_ += fmt::format(" {}_cpu={:.6f}s", name, static_cast<double>(cpu - last_cpu_) / CLOCKS_PER_SEC);
        last_ = now;
        last_cpu_ = cpu;
    }
    void print(std::size_t rows) const {
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        fmt::print(
            stderr, "rows={}{} peak_memory={:.1f}MB\n", rows, text_, static_cast<double>(usage.ru_maxrss) / 1024
        );
    }

  private:
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
    std::clock_t last_cpu_ = std::clock();
    std::string text_;
};

void write_output(const Options& options, const std::string& text) {
    if (options.out.empty()) {
        if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
            throw Error(ErrorKind::unavailable, "không ghi được kết quả ra đầu ra chuẩn");
        }
        return;
    }
    write_file(options.out, text);
}

void run(const Options& options) {
    using namespace estimation;
    Phases phases;
    const DesignSpec design = parse_design(read_file(options.design), options.design);
    const std::vector<Question> questions = parse_questions(read_file(options.ask), options.ask);
    CsvOptions reading;
    reading.threads = options.threads;
    std::set<std::string> wanted;
    for (const auto& names : {design.columns(), columns_of(questions, read_csv_header(options.data))}) {
        for (const std::string& name : names) {
            if (wanted.insert(name).second) reading.columns.push_back(name);
        }
    }
    reading.text_columns = design.text;
    const DataTable data = read_csv(options.data, reading);
    phases.done("read");
    const Survey survey(data, design, options.threads);
    phases.done("design");
    const auto lines = answer(survey, questions, options.ask);
    phases.done("estimate");
    write_output(options, to_csv(lines));
    phases.done("write");
    if (options.stats) phases.print(data.rows);
}

}  // namespace

int run_estimate(int argc, char** argv) {
    Options options;
    CLI::App command(
        "Ước lượng từ mẫu điều tra: tệp CSV, thiết kế mẫu và câu hỏi -> bảng kết quả với sai số", "longdan estimate"
    );
    command.add_option("--data", options.data, "tệp CSV có dòng tiêu đề")->required();
    command.add_option("--design", options.design, "thiết kế mẫu (JSON)")->required();
    command.add_option("--ask", options.ask, "danh sách câu hỏi (JSON)")->required();
    command.add_option("--out", options.out, "tệp kết quả; không có thì ra màn hình");
    command.add_option("--threads", options.threads, "số luồng")->check(CLI::Range(1u, 1024u));
    command.add_flag("--stats", options.stats, "in số dòng, thời gian và bộ nhớ ra đầu ra lỗi");
    if (const auto code = parse_options(command, argc, argv)) return *code;
    try {
        run(options);
        return 0;
    } catch (const Error& error) {
        fmt::print(stderr, "longdan estimate: {}\n", error.what());
        return error.kind() == ErrorKind::unavailable ? 1 : 2;
    } catch (const std::bad_alloc&) {
        fmt::print(stderr, "longdan estimate: không đủ bộ nhớ\n");
        return 1;
    }
}

}  // namespace longdan::app
