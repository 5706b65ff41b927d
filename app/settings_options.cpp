#include "app/settings_options.h"

#include "platform/base/error.h"

#include <CLI/CLI.hpp>

namespace longdan::app {

SettingsOptions::SettingsOptions(CLI::App& command) {
    command.add_option("--config", config_, "settings file (default: longdan.toml here, if there is one)");
    command.add_option("--data", data_, "folder of everything that is kept");
    command.add_option("--database", database_, "file, or postgresql://…");
    command.add_option("--port", port_, "port to listen on");
    command.add_option("--set", others_, "any other setting: NAME=VALUE");
}

void SettingsOptions::set(std::string name, std::string value) {
    fixed_.push_back({std::move(name), std::move(value)});
}

settings::Settings SettingsOptions::settings() const {
    std::vector<settings::Override> flags;
    if (!data_.empty()) flags.push_back({"data", data_});
    if (!database_.empty()) flags.push_back({"database", database_});
    if (!port_.empty()) flags.push_back({"port", port_});
    for (const std::string& other : others_) {
        const std::size_t equals = other.find('=');
        if (equals == std::string::npos) throw Error(ErrorKind::invalid, "--set " + other + ": viết TÊN=GIÁ-TRỊ");
        flags.push_back({other.substr(0, equals), other.substr(equals + 1)});
    }
    flags.insert(flags.end(), fixed_.begin(), fixed_.end());
    return settings::load(config_, flags);
}

}  // namespace longdan::app
