#include "engine/sheets/sheets.h"
#include "platform/base/error.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include <unistd.h>
#include <xlsxwriter.h>

namespace longdan::sheets {
namespace {

std::optional<double> number_of(const std::string& text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
        return std::nullopt;
    }
    // Numbers that a double would not give back stay text.
    char buffer[32];
    const auto [stop, failed] = std::to_chars(buffer, buffer + sizeof buffer, value);
    if (failed != std::errc() || std::string_view(buffer, static_cast<std::size_t>(stop - buffer)) != text)
        return std::nullopt;
    return value;
}

/// The library writes to a path only: a file of its own that goes away with this.
class TemporaryFile {
  public:
    TemporaryFile() : path_((std::filesystem::temp_directory_path() / "longdan-XXXXXX").string()) {
        const int descriptor = mkstemp(path_.data());
        if (descriptor < 0) throw Error(ErrorKind::unavailable, path_ + ": không tạo được tệp tạm; đĩa có đầy không?");
        close(descriptor);
    }
    ~TemporaryFile() { unlink(path_.c_str()); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    const std::string& path() const { return path_; }
    std::string content() const {
        std::ifstream file(path_, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

  private:
    std::string path_;
};

void write_sheet(lxw_workbook* workbook, const SheetOut& sheet) {
    lxw_worksheet* target = workbook_add_worksheet(workbook, sheet.name.c_str());
    if (target == nullptr) throw Error(ErrorKind::invalid, "trang tính «" + sheet.name + "»: tên không dùng được");
    lxw_format* bold = workbook_add_format(workbook);
    format_set_bold(bold);
    format_set_text_wrap(bold);
    lxw_format* wrapped = workbook_add_format(workbook);
    format_set_text_wrap(wrapped);
    format_set_align(wrapped, LXW_ALIGN_VERTICAL_TOP);
    for (std::size_t c = 0; c < sheet.columns.size(); ++c) {
        const auto column = static_cast<lxw_col_t>(c);
        worksheet_set_column(target, column, column, sheet.columns[c].width, sheet.columns[c].wrap ? wrapped : nullptr);
    }
    worksheet_freeze_panes(target, static_cast<lxw_row_t>(sheet.header_rows), 0);
    for (std::size_t r = 0; r < sheet.rows.size(); ++r) {
        for (std::size_t c = 0; c < sheet.rows[r].size(); ++c) {
            const std::string& text = sheet.rows[r][c];
            if (text.empty()) continue;
            const auto row = static_cast<lxw_row_t>(r);
            const auto column = static_cast<lxw_col_t>(c);
            const bool head = r < sheet.header_rows;
            const auto number =
                !head && c < sheet.columns.size() && sheet.columns[c].number ? number_of(text) : std::nullopt;
            if (number) {
                worksheet_write_number(target, row, column, *number, nullptr);
            } else {
                worksheet_write_string(target, row, column, text.c_str(), head ? bold : nullptr);
            }
        }
    }
}

}  // namespace

std::string write_xlsx(const std::vector<SheetOut>& sheets) {
    const TemporaryFile file;
    lxw_workbook* workbook = workbook_new(file.path().c_str());
    if (workbook == nullptr) throw Error(ErrorKind::unavailable, "không tạo được tệp XLSX");
    lxw_doc_properties properties{};
    properties.created = 1'577'836'800;
    workbook_set_properties(workbook, &properties);
    try {
        for (const SheetOut& sheet : sheets) write_sheet(workbook, sheet);
    } catch (...) {
        workbook_close(workbook);
        throw;
    }
    if (const lxw_error failed = workbook_close(workbook); failed != LXW_NO_ERROR) {
        throw Error(ErrorKind::unavailable, std::string("không ghi được tệp XLSX: ") + lxw_strerror(failed));
    }
    return file.content();
}

}  // namespace longdan::sheets
