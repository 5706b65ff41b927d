#include "app/commands.h"
#include "platform/base/error.h"
#include "platform/view/view.h"

#include <cstring>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>

namespace {

struct Command {
    std::string_view name;
    std::string_view does;
    int (*run)(int argc, char** argv);
};

constexpr Command commands[] = {
    {"serve", "serve pages and API", longdan::app::run_serve},
    {"seed", "load the reference data", longdan::app::run_seed},
    {"migrate", "bring the database up to this program", longdan::app::run_migrate},
    {"user", "make an administrator", longdan::app::run_user},
    {"estimate", "estimates with errors from a survey file", longdan::app::run_estimate},
    {"sample", "draw a sample from a frame", longdan::app::run_sample},
    {"form", "questionnaires: check submissions, convert, evaluate", longdan::app::run_form},
    {"index", "score units by a frame", longdan::app::run_index},
    {"backup", "write everything into one archive", longdan::app::run_backup},
    {"restore", "put an archive into an empty installation", longdan::app::run_restore},
    {"verify", "check audit chain, receipts, files and published figures", longdan::app::run_verify},
};

void print_help(std::ostream& out) {
    out << "Lòng Dân: cải cách hành chính và sự hài lòng của người dân\n\nusage: longdan COMMAND [OPTIONS]\n\n";
    for (const Command& command : commands) {
        out << "  " << command.name << std::string(12 - command.name.size(), ' ') << command.does << "\n";
    }
    out << "\nlongdan COMMAND --help shows the options of a command.\n";
}

}  // namespace

int main(int argc, char** argv) {
    if (longdan::view::is_render_worker(argc, argv)) return longdan::view::run_render_worker(argc, argv);
    if (argc < 2 || std::strcmp(argv[1], "--help") == 0 || std::strcmp(argv[1], "-h") == 0) {
        print_help(argc < 2 ? std::cerr : std::cout);
        return argc < 2 ? 2 : 0;
    }
    for (const Command& command : commands) {
        if (command.name != argv[1]) continue;
        try {
            return command.run(argc - 1, argv + 1);
        } catch (const std::exception& error) {
            std::cerr << "longdan " << command.name << ": " << error.what() << "\n";
            return 2;
        }
    }
    std::cerr << "longdan: there is no command '" << argv[1] << "'\n";
    print_help(std::cerr);
    return 2;
}
