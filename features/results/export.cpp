#include "features/results/export.h"

#include "platform/base/csv.h"
#include "platform/base/digest.h"
#include "platform/base/document.h"

#include <memory>
#include <stdexcept>

#include <zip.h>

namespace longdan::results {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr zip_uint16_t fixed_date = (2020 - 1980) << 9 | 1 << 5 | 1;  ///< the same bytes every time

struct ColumnDocument {
    std::string name;
    std::string meaning;
    LONGDAN_DOCUMENT(ColumnDocument, name, meaning)
};

struct MetadataDocument {
    std::string name;
    std::string address;
    std::string title;
    std::string about;
    std::string period;
    std::string source;
    std::string licence;
    bool simulated = false;
    std::vector<std::string> notes;
    std::string encoding = "UTF-8, RFC 4180";
    std::vector<ColumnDocument> columns;
    std::int64_t rows = 0;
    std::int64_t bytes = 0;
    std::string sha256;
    LONGDAN_DOCUMENT(
        MetadataDocument, name, address, title, about, period, source, licence, simulated, notes, encoding, columns,
        rows, bytes, sha256
    )
};

std::string readme_of(const ExportTable& table) {
    std::string text = table.title + "\n\n";
    if (table.simulated)
        text += "DỮ LIỆU MÔ PHỎNG: câu trả lời do máy tạo ra để trình diễn, không phải ý kiến người dân.\n\n";
    text += table.about + "\n\nThời gian: " + table.period + "\nNguồn: " + table.source +
            "\nGiấy phép: " + table.licence + "\nĐịa chỉ: " + table.address + "\n\nCác cột của " + table.name +
            ".csv\n";
    for (const auto& column : table.columns) text += "- " + column.name + ": " + column.meaning + "\n";
    if (!table.notes.empty()) text += "\nLưu ý\n";
    for (const auto& note : table.notes) text += "- " + note + "\n";
    return text;
}

class ZipWriter {
  public:
    ZipWriter() : source_(zip_source_buffer_create(nullptr, 0, 0, nullptr)) {
        if (!source_) throw std::runtime_error("zip: no memory");
        zip_source_keep(source_);
        archive_ = zip_open_from_source(source_, ZIP_TRUNCATE, nullptr);
        if (!archive_) throw std::runtime_error("zip: cannot open");
    }
    ~ZipWriter() {
        if (archive_) zip_discard(archive_);
        zip_source_free(source_);
    }
    ZipWriter(const ZipWriter&) = delete;
    ZipWriter& operator=(const ZipWriter&) = delete;

    /// `content` must live until finish().
    void add(const std::string& name, const std::string& content) {
        zip_source_t* buffer = zip_source_buffer(archive_, content.data(), content.size(), 0);
        const zip_int64_t index = zip_file_add(archive_, name.c_str(), buffer, ZIP_FL_ENC_UTF_8);
        if (index < 0) {
            zip_source_free(buffer);
            throw std::runtime_error("zip: cannot add " + name);
        }
        zip_file_set_dostime(archive_, static_cast<zip_uint64_t>(index), 0, fixed_date, 0);
    }

    std::string finish() {
        if (zip_close(archive_) != 0) throw std::runtime_error("zip: cannot write");
        archive_ = nullptr;
        zip_stat_t stat;
        if (zip_source_stat(source_, &stat) != 0 || zip_source_open(source_) != 0)
            throw std::runtime_error("zip: cannot read back");
        std::string bytes(stat.size, '\0');
        const auto read = zip_source_read(source_, bytes.data(), bytes.size());
        zip_source_close(source_);
        if (read != static_cast<zip_int64_t>(bytes.size())) throw std::runtime_error("zip: cannot read back");
        return bytes;
    }

  private:
    zip_source_t* source_;
    zip_t* archive_ = nullptr;
};

}  // namespace

std::string csv_of(const ExportTable& table) {
    std::string out(byte_order_mark);
    std::vector<std::string> header;
    for (const auto& column : table.columns) header.push_back(column.name);
    append_csv_row(out, header);
    for (const auto& row : table.rows) append_csv_row(out, row);
    return out;
}

std::string metadata_of(const ExportTable& table) {
    MetadataDocument document;
    document.name = table.name;
    document.address = table.address;
    document.title = table.title;
    document.about = table.about;
    document.period = table.period;
    document.source = table.source;
    document.licence = table.licence;
    document.simulated = table.simulated;
    document.notes = table.notes;
    for (const auto& column : table.columns) document.columns.push_back({column.name, column.meaning});
    const std::string csv = csv_of(table);
    document.rows = static_cast<std::int64_t>(table.rows.size());
    document.bytes = static_cast<std::int64_t>(csv.size());
    document.sha256 = sha256(csv);
    return to_json(document);
}

std::string zip_of(const ExportTable& table) {
    const std::string csv = csv_of(table);
    const std::string metadata = metadata_of(table);
    const std::string readme = readme_of(table);
    ZipWriter writer;
    writer.add(table.name + ".csv", csv);
    writer.add(table.name + ".metadata.json", metadata);
    writer.add("DOC-TRUOC.txt", readme);
    return writer.finish();
}

bool is_export(std::string_view format) { return format == "csv" || format == "metadata.json" || format == "zip"; }

http::Response export_response(const ExportTable& table, std::string_view format) {
    if (format == "csv") return http::csv(csv_of(table), table.name + ".csv");
    if (format == "metadata.json") return http::json(metadata_of(table));
    http::Response response;
    response.content_type = "application/zip";
    response.body = zip_of(table);
    response.header("Content-Disposition", "attachment; filename=\"" + table.name + ".zip\"");
    return response;
}

std::string cell(const std::optional<double>& number) {
    std::string out;
    if (number) append_json_number(out, *number);
    return out;
}

std::string cell(const std::optional<int>& number) { return number ? std::to_string(*number) : ""; }

}  // namespace longdan::results
