#pragma once

#include <string>
#include <string_view>

namespace longdan {

/// The bytes of a file or a pipe. Throws Error(not_found) that names it when it cannot be read.
std::string read_file(const std::string& path);
/// Whole or not at all: written beside, then renamed. Throws Error(unavailable) that names the file.
void write_file(const std::string& path, std::string_view bytes);

}  // namespace longdan
