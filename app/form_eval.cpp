#include "app/form.h"
#include "app/text_files.h"
#include "engine/xforms/session.h"
#include "platform/base/error.h"

#include <iostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace longdan::app {

int run_form_eval(int argc, char** argv) {
    CLI::App command("Prints the value of an expression at a node of a submission", "longdan form eval");
    std::string form_path;
    std::string submission_path;
    std::string at;
    std::string expression;
    std::string now;
    command.add_option("form", form_path, "XForm (.xml)")->required();
    command.add_option("submission", submission_path, "submission (.xml)")->required();
    command.add_option("--at", at, "the node: /data/nguoi[2]/tuoi")->required();
    command.add_option("--xpath", expression, "the expression")->required();
    command.add_option("--now", now, "now() and today(), ISO 8601 with offset; without it the clock");
    if (const auto code = parse_options(command, argc, argv)) return *code;

    const FormClock clock = form_clock(now);
    xforms::SessionOptions options;
    options.now = clock.now;
    options.offset_minutes = clock.offset_minutes;
    options.seed = static_cast<std::uint64_t>(SystemClock().now().milliseconds);
    const xforms::Session session =
        xforms::Session::as_submitted(read_form(form_path), read_file(submission_path), submission_path, options);
    const auto node = session.find(at);
    if (!node) {
        throw Error(
            ErrorKind::not_found, fmt::format("{}: không có nút {} (there is no such node)", submission_path, at)
        );
    }
    std::cout << session.evaluate(expression, *node) << "\n";
    return 0;
}

}  // namespace longdan::app
