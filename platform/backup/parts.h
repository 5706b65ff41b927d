#pragma once

#include "platform/backup/backup.h"

#include <string>
#include <string_view>

/// Names of the parts of an archive.
namespace longdan::backup {

constexpr std::string_view format_name = "longdan-backup";
constexpr std::string_view tables_folder = "tables/";
constexpr std::string_view files_folder = "files/";
constexpr std::string_view manifest_part = "manifest.json";
constexpr std::string_view manifest_digest_part = "manifest.sha256";

/// SHA-256 over the hashes of all tables and files, in order.
std::string content_digest(const Manifest& manifest);

}  // namespace longdan::backup
