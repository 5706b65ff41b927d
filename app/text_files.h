#pragma once

#include "platform/base/whole_file.h"

#include <optional>

namespace CLI {
class App;
}

namespace longdan::app {

/// Reads the command's options. An exit code when there is nothing more to do: 0 after --help, 2 after a wrong option
/// (one line on standard error).
std::optional<int> parse_options(CLI::App& command, int argc, char** argv);

}  // namespace longdan::app
