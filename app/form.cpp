#include "app/form.h"

#include "app/commands.h"
#include "app/text_files.h"
#include "platform/base/error.h"
#include "platform/base/time.h"

#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>

namespace longdan::app {
namespace {

struct Subcommand {
    std::string_view name;
    std::string_view does;
    int (*run)(int argc, char** argv);
};

constexpr Subcommand subcommands[] = {
    {"convert", "an XLSForm (XLSX, CSV, Markdown) to an XForm", run_form_convert},
    {"workbook", "an XForm to an XLSForm workbook", run_form_workbook},
    {"check", "judge submissions by their form", run_form_check},
    {"eval", "the value of an expression in a submission", run_form_eval},
    {"plan", "write the plan of a form for browsers", run_form_plan},
};

void print_help(std::ostream& out) {
    out << "Questionnaires as XForms\n\nusage: longdan form COMMAND [OPTIONS]\n\n";
    for (const Subcommand& subcommand : subcommands) {
        out << "  " << subcommand.name << std::string(12 - subcommand.name.size(), ' ') << subcommand.does << "\n";
    }
    out << "\nlongdan form COMMAND --help shows the options of a command.\n";
}

}  // namespace

std::shared_ptr<const xforms::Form> read_form(const std::string& path) {
    const auto folder = std::filesystem::path(path).parent_path();
    return xforms::Form::read(read_file(path), path, [folder](const std::string& name) -> std::optional<std::string> {
        const auto beside = folder / std::filesystem::path(name).filename();
        if (!std::filesystem::is_regular_file(beside)) return std::nullopt;
        return read_file(beside.string());
    });
}

FormClock form_clock(const std::string& written) {
    if (written.empty()) return {SystemClock().now()};
    const auto moment = parse_moment(written);
    if (!moment) {
        throw Error(
            ErrorKind::invalid, "--now: \"" + written + "\" không phải thời điểm ISO 8601 có múi giờ, ví dụ " +
                                    "2026-04-06T08:30:00+07:00 (not an ISO 8601 moment with offset)"
        );
    }
    // What is left between the clock on the wall and UTC is the offset.
    const auto wall = parse_moment(written.substr(0, written.find_first_of("Z+-", 11)) + "Z");
    return {*moment, wall ? static_cast<int>((wall->milliseconds - moment->milliseconds) / 60'000) : 7 * 60};
}

int run_form(int argc, char** argv) {
    const std::string_view asked = argc < 2 ? std::string_view() : argv[1];
    if (asked.empty() || asked == "--help" || asked == "-h") {
        print_help(asked.empty() ? std::cerr : std::cout);
        return asked.empty() ? 2 : 0;
    }
    for (const Subcommand& subcommand : subcommands) {
        if (subcommand.name == asked) return subcommand.run(argc - 1, argv + 1);
    }
    std::cerr << "longdan form: there is no command '" << asked << "'\n";
    print_help(std::cerr);
    return 2;
}

}  // namespace longdan::app
