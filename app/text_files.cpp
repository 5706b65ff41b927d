#include "app/text_files.h"

#include "platform/base/error.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace longdan::app {

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw Error(ErrorKind::not_found, fmt::format("{}: cannot be opened", path));
    return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::string& path, const std::string& bytes) {
    const std::string half = path + ".part";
    {
        std::ofstream file(half, std::ios::binary | std::ios::trunc);
        file << bytes;
        file.flush();
        if (!file) {
            std::error_code ignored;
            std::filesystem::remove(half, ignored);
            throw Error(
                ErrorKind::unavailable,
                fmt::format("{}: cannot be written; is the folder there and the disk not full?", path)
            );
        }
    }
    std::filesystem::rename(half, path);
}

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
