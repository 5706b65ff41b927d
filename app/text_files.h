#pragma once

#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace longdan::app {

/// The whole file; throws Error(not_found) that names it.
std::string read_file(const std::string& path);
/// Whole or not at all: written beside, then renamed. Throws Error(unavailable) that names the file.
void write_file(const std::string& path, const std::string& bytes);

/// Reads the command's options. An exit code when there is nothing more to do: 0 after --help, 2 after a wrong option
/// (one line on standard error).
std::optional<int> parse_options(CLI::App& command, int argc, char** argv);

}  // namespace longdan::app
