#include "app/text_files.h"

#include <iostream>

#include <CLI/CLI.hpp>

namespace longdan::app {

std::optional<int> parse_options(CLI::App& command, int argc, char** argv) {
    try {
        command.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        std::cout << command.help();
        return 0;
    } catch (const CLI::ParseError& error) {
        std::cerr << command.get_name() << ": " << error.what() << "\n";
        return 2;
    }
    return std::nullopt;
}

}  // namespace longdan::app
