#pragma once

#include "platform/http/http.h"

#include <string>
#include <string_view>
#include <vector>

namespace longdan::results {

/// A table for download, with what a reader must know to use it.
struct ExportTable {
    struct Column {
        std::string name;
        std::string meaning;  ///< Vietnamese
    };
    std::string name;     ///< of the files: "sipas-2024"
    std::string address;  ///< on this site, without ending
    std::string title;
    std::string about;
    std::string period;
    std::string source;
    std::string licence;
    std::vector<std::string> notes;
    bool simulated = false;
    std::vector<Column> columns;
    std::vector<std::vector<std::string>> rows;
};

/// UTF-8 with byte-order mark, so that spreadsheets read it right; RFC 4180.
std::string csv_of(const ExportTable& table);
/// Title, columns, licence, period, notes, rows and SHA-256 of the CSV, as JSON.
std::string metadata_of(const ExportTable& table);
/// CSV, metadata and a readme for people, in a ZIP with the same bytes every time.
std::string zip_of(const ExportTable& table);

/// The answer for an address with an ending: csv, metadata.json or zip.
http::Response export_response(const ExportTable& table, std::string_view format);
bool is_export(std::string_view format);

/// Shortest form that reads back the same, with a point; "" for nothing.
std::string cell(const std::optional<double>& number);
std::string cell(const std::optional<int>& number);

}  // namespace longdan::results
