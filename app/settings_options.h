#pragma once

#include "platform/settings/settings.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace longdan::app {

/// The options every command that opens the installation has: --config, --data, --database, --port, --set NAME=VALUE.
class SettingsOptions {
  public:
    explicit SettingsOptions(CLI::App& command);
    /// A flag that follows from another option.
    void set(std::string name, std::string value);
    /// Defaults, file, environment, flags. Throws Error(invalid).
    settings::Settings settings() const;

  private:
    std::string config_;
    std::string data_;
    std::string database_;
    std::string port_;
    std::vector<std::string> others_;
    std::vector<settings::Override> fixed_;
};

}  // namespace longdan::app
