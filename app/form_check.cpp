#include "app/form.h"
#include "app/text_files.h"
#include "engine/xforms/submission.h"
#include "platform/base/error.h"

#include <iostream>
#include <vector>

#include <CLI/CLI.hpp>

namespace longdan::app {

int run_form_check(int argc, char** argv) {
    CLI::App command(
        "Judges submissions by their form: one line of JSON each; without submissions, the form itself",
        "longdan form check"
    );
    std::string form_path;
    std::vector<std::string> submissions;
    std::string now;
    command.add_option("form", form_path, "XForm (.xml); its CSV, GeoJSON and XML files stand beside it")->required();
    command.add_option("submissions", submissions, "submissions (.xml)");
    command.add_option("--now", now, "the moment of judging, ISO 8601 with offset; without it the clock");
    if (const auto code = parse_options(command, argc, argv)) return *code;

    const auto form = read_form(form_path);
    for (const std::string& warning : form->warnings()) std::cerr << warning << "\n";
    const xforms::FormCodebook codebook = xforms::make_codebook(*form);
    const FormClock clock = form_clock(now);
    xforms::SessionOptions options;
    options.now = clock.now;
    options.offset_minutes = clock.offset_minutes;
    bool all_readable = true;
    for (const std::string& path : submissions) {
        xforms::SubmissionCheck check;
        try {
            check = xforms::check_submission(*form, codebook, read_file(path), path, options);
        } catch (const Error& error) {
            check.outcome = xforms::Outcome::unreadable;
            check.reason = error.what();
        }
        all_readable = all_readable && check.outcome != xforms::Outcome::unreadable;
        std::cout << xforms::to_json(check, codebook, path) << "\n";
    }
    return all_readable ? 0 : 1;
}

}  // namespace longdan::app
