#include "engine/sheets/cell_values.h"
#include "engine/sheets/sheets.h"
#include "platform/base/error.h"
#include "platform/base/text.h"

#include <charconv>
#include <memory>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <pugixml.hpp>
#include <zip.h>

namespace longdan::sheets {
namespace {

constexpr std::size_t most_rows = 1'048'576;
constexpr std::size_t most_columns = 16'384;

/// Names with or without a namespace prefix: "x:sheet" is a sheet.
std::string_view local_name(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    const std::size_t colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child(const pugi::xml_node& parent, std::string_view name) {
    for (const pugi::xml_node node : parent.children()) {
        if (local_name(node) == name) return node;
    }
    return {};
}

std::string_view attribute(const pugi::xml_node& node, std::string_view name) {
    for (const pugi::xml_attribute one : node.attributes()) {
        std::string_view known = one.name();
        const std::size_t colon = known.find(':');
        if (colon != std::string_view::npos) known.remove_prefix(colon + 1);
        if (known == name) return one.value();
    }
    return {};
}

/// The ZIP container with its limits.
class Package {
  public:
    Package(std::string_view bytes, const std::string& name, const Limits& limits) : name_(name), limits_(limits) {
        if (bytes.size() > limits.file_bytes) {
            throw Error(
                ErrorKind::too_large, fmt::format("{}: lớn hơn {} MB (larger than)", name, limits.file_bytes >> 20)
            );
        }
        zip_error_t error;
        zip_error_init(&error);
        zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
        archive_ = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
        if (archive_ == nullptr) {
            if (source != nullptr) zip_source_free(source);
            zip_error_fini(&error);
            refuse("không phải tệp XLSX (not an XLSX file)");
        }
        zip_error_fini(&error);
    }
    ~Package() { zip_discard(archive_); }
    Package(const Package&) = delete;
    Package& operator=(const Package&) = delete;

    [[noreturn]] void refuse(std::string_view message) const {
        throw Error(ErrorKind::invalid, fmt::format("{}: {}", name_, message));
    }
    [[noreturn]] void too_large(std::string_view what) const {
        throw Error(ErrorKind::too_large, fmt::format("{}: {} quá lớn (too large)", name_, what));
    }

    /// The bytes of a part; nothing when it is not there.
    std::optional<std::string> read(std::string path) {
        while (path.starts_with('/')) path.erase(0, 1);
        const zip_int64_t index = zip_name_locate(archive_, path.c_str(), ZIP_FL_NOCASE);
        if (index < 0) return std::nullopt;
        zip_stat_t stat;
        if (zip_stat_index(archive_, static_cast<zip_uint64_t>(index), 0, &stat) != 0) refuse("tệp hỏng (damaged)");
        if (stat.encryption_method != ZIP_EM_NONE) refuse("tệp có mật khẩu (encrypted)");
        if (stat.size > limits_.unpacked_bytes - unpacked_) too_large(path);
        if (stat.size > (1u << 20) && stat.size / (stat.comp_size + 1) > limits_.ratio) too_large(path);
        std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
            zip_fopen_index(archive_, static_cast<zip_uint64_t>(index), 0), zip_fclose
        );
        if (!file) refuse(fmt::format("không đọc được phần '{}' (cannot be read)", path));
        std::string out;
        char buffer[16384];
        while (true) {
            const zip_int64_t got = zip_fread(file.get(), buffer, sizeof buffer);
            if (got < 0) refuse(fmt::format("phần '{}' hỏng (damaged)", path));
            if (got == 0) break;
            out.append(buffer, static_cast<std::size_t>(got));
            // The directory may lie about the size.
            if (out.size() > stat.size || out.size() > limits_.unpacked_bytes - unpacked_) too_large(path);
        }
        unpacked_ += out.size();
        return out;
    }

    pugi::xml_document xml(const std::string& path, bool must) {
        pugi::xml_document document;
        const auto bytes = read(path);
        if (!bytes) {
            if (must) refuse(fmt::format("thiếu phần '{}' (part is missing)", path));
            return document;
        }
        // pugixml keeps a tree a few times the text; a document type could hide entities and is never needed.
        if (bytes->find("<!DOCTYPE") != std::string::npos) refuse(fmt::format("'{}' có DOCTYPE (not allowed)", path));
        const auto result =
            document.load_buffer(bytes->data(), bytes->size(), pugi::parse_default | pugi::parse_ws_pcdata);
        if (!result) refuse(fmt::format("phần '{}' không phải XML (not XML): {}", path, result.description()));
        return document;
    }

  private:
    zip_t* archive_ = nullptr;
    const std::string& name_;
    const Limits& limits_;
    std::size_t unpacked_ = 0;
};

/// A path in a relations file, which may be relative to the folder of its owner.
std::string resolved(std::string_view folder, std::string_view target) {
    if (target.starts_with('/')) return std::string(target.substr(1));
    std::string path(folder);
    while (target.starts_with("../") || target.starts_with("./")) {
        const bool up = target.starts_with("../");
        target.remove_prefix(up ? 3 : 2);
        if (!up) continue;
        const std::size_t slash = path.find_last_of('/', path.size() < 2 ? 0 : path.size() - 2);
        path = slash == std::string::npos ? "" : path.substr(0, slash + 1);
    }
    return path + std::string(target);
}

/// All text inside a shared or inline string: runs joined, phonetic readings left out. "_x000D_" forms are undone.
std::string text_of(const pugi::xml_node& node) {
    std::string out;
    for (const pugi::xml_node part : node.children()) {
        const std::string_view name = local_name(part);
        if (name == "t") out += part.child_value();
        if (name == "r") out += text_of(part);
    }
    std::string plain;
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (out[i] == '_' && i + 6 < out.size() && out[i + 1] == 'x' && out[i + 6] == '_') {
            unsigned code = 0;
            const auto [end, error] = std::from_chars(&out[i + 2], &out[i + 6], code, 16);
            if (error == std::errc() && end == &out[i + 6] && code > 0 && code < 0x80) {
                plain += static_cast<char>(code);
                i += 6;
                continue;
            }
        }
        plain += out[i];
    }
    return plain;
}

/// What the cell styles make of a number.
class Styles {
  public:
    explicit Styles(const pugi::xml_document& document) {
        const pugi::xml_node root = document.document_element();
        std::map<int, Shown> own;
        for (const pugi::xml_node format : child(root, "numFmts").children()) {
            own[number(format)] = shown_by(attribute(format, "formatCode"));
        }
        for (const pugi::xml_node style : child(root, "cellXfs").children()) {
            const int id = number(style);
            const auto stated = own.find(id);
            shown_.push_back(stated == own.end() ? shown_by(id) : stated->second);
        }
    }
    Shown shown(std::size_t style) const { return style < shown_.size() ? shown_[style] : Shown::number; }

  private:
    static int number(const pugi::xml_node& node) {
        int id = 0;
        const std::string_view text = attribute(node, "numFmtId");
        std::from_chars(text.data(), text.data() + text.size(), id);
        return id;
    }
    std::vector<Shown> shown_;
};

/// "BC12" -> row 11, column 54; nothing when malformed.
std::optional<std::pair<std::size_t, std::size_t>> parse_place(std::string_view text) {
    std::size_t column = 0;
    std::size_t at = 0;
    for (; at < text.size() && text[at] >= 'A' && text[at] <= 'Z' && at < 4; ++at) {
        column = column * 26 + static_cast<std::size_t>(text[at] - 'A' + 1);
    }
    std::size_t row = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), row);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    if (column == 0 || row == 0 || column > most_columns || row > most_rows) return std::nullopt;
    return std::pair{row - 1, column - 1};
}

class SheetReader {
  public:
    SheetReader(
        Package& package, const std::vector<std::string>& shared, const Styles& styles, bool from_1904,
        const Limits& limits, std::size_t& cells, Dates dates
    )
        : package_(package),
          shared_(shared),
          styles_(styles),
          from_1904_(from_1904),
          limits_(limits),
          cells_(cells),
          dates_(dates) {}

    Sheet read(std::string name, const std::string& path) {
        Sheet sheet;
        sheet.name = std::move(name);
        const pugi::xml_document document = package_.xml(path, true);
        const pugi::xml_node root = document.document_element();
        std::size_t row_number = 0;
        for (const pugi::xml_node row : child(root, "sheetData").children()) {
            if (local_name(row) != "row") continue;
            const std::string_view stated = attribute(row, "r");
            if (!stated.empty()) {
                std::size_t value = 0;
                const auto [end, error] = std::from_chars(stated.data(), stated.data() + stated.size(), value);
                if (error != std::errc() || value == 0 || value > most_rows)
                    package_.refuse("số dòng sai (row number)");
                row_number = value - 1;
            }
            read_row(sheet, row, row_number);
            ++row_number;
        }
        for (const pugi::xml_node merge : child(root, "mergeCells").children()) {
            const std::string_view range = attribute(merge, "ref");
            const std::size_t colon = range.find(':');
            if (colon == std::string_view::npos) continue;
            const auto first = parse_place(range.substr(0, colon));
            const auto last = parse_place(range.substr(colon + 1));
            if (first && last) sheet.merges.push_back({first->first, first->second, last->first, last->second});
        }
        return sheet;
    }

  private:
    void read_row(Sheet& sheet, const pugi::xml_node& row, std::size_t row_number) {
        std::size_t column = 0;
        for (const pugi::xml_node cell : row.children()) {
            if (local_name(cell) != "c") continue;
            const std::string_view stated = attribute(cell, "r");
            if (!stated.empty()) {
                const auto at = parse_place(stated);
                if (!at) package_.refuse(fmt::format("{}: ô '{}' sai (malformed cell)", sheet.name, stated));
                column = at->second;
            }
            std::string text = value_of(cell);
            if (!text.empty()) put(sheet, row_number, column, std::move(text));
            ++column;
        }
    }

    void put(Sheet& sheet, std::size_t row, std::size_t column, std::string text) {
        if (text.size() > limits_.cell_bytes) {
            package_.too_large(fmt::format("{}, ô {} (cell)", sheet.name, place(row, column)));
        }
        text_bytes_ += text.size();
        if (text_bytes_ > limits_.text_bytes)
            package_.too_large(fmt::format("{}: chữ của mọi ô (all text)", sheet.name));
        if (sheet.rows.size() <= row) {
            cells_ += row + 1 - sheet.rows.size();
            if (cells_ > limits_.cells) package_.too_large(fmt::format("{}: số ô (cells)", sheet.name));
            sheet.rows.resize(row + 1);
        }
        auto& cells = sheet.rows[row];
        if (cells.size() <= column) {
            cells_ += column + 1 - cells.size();
            if (cells_ > limits_.cells) package_.too_large(fmt::format("{}: số ô (cells)", sheet.name));
            cells.resize(column + 1);
        }
        cells[column] = std::move(text);
    }

    std::string value_of(const pugi::xml_node& cell) const {
        const std::string_view type = attribute(cell, "t");
        if (type == "inlineStr") return text_of(child(cell, "is"));
        const std::string_view value = child(cell, "v").child_value();
        if (value.empty()) return "";
        if (type == "s") {
            std::size_t index = 0;
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), index);
            if (error != std::errc() || index >= shared_.size())
                package_.refuse("chuỗi dùng chung sai (shared string)");
            return shared_[index];
        }
        if (type == "str" || type == "e") return std::string(value);
        if (type == "d") return stated_date_text(value, dates_);
        if (type == "b") return value == "1" || value == "true" ? "TRUE" : "FALSE";
        std::size_t style = 0;
        const std::string_view stated = attribute(cell, "s");
        std::from_chars(stated.data(), stated.data() + stated.size(), style);
        const Shown shown = stated.empty() ? Shown::number : styles_.shown(style);
        if (shown == Shown::date) return date_text(value, from_1904_, dates_);
        return shown == Shown::duration ? duration_text(value, dates_) : number_text(value);
    }

    Package& package_;
    const std::vector<std::string>& shared_;
    const Styles& styles_;
    bool from_1904_;
    const Limits& limits_;
    std::size_t& cells_;
    std::size_t text_bytes_ = 0;
    Dates dates_;
};

}  // namespace

const std::string& Sheet::cell(std::size_t row, std::size_t column) const {
    static const std::string empty;
    return row < rows.size() && column < rows[row].size() ? rows[row][column] : empty;
}

const Sheet* Workbook::find(std::string_view name) const {
    for (const Sheet& sheet : sheets) {
        if (sheet.name == name) return &sheet;
    }
    return nullptr;
}

std::string place(std::size_t row, std::size_t column) {
    std::string letters;
    for (std::size_t left = column + 1; left > 0; left = (left - 1) / 26) {
        letters.insert(letters.begin(), static_cast<char>('A' + (left - 1) % 26));
    }
    return letters + std::to_string(row + 1);
}

Workbook read_xlsx(std::string_view bytes, const std::string& name, const Limits& limits, Dates dates) {
    Package package(bytes, name, limits);
    std::string main = "xl/workbook.xml";
    const pugi::xml_document roots = package.xml("_rels/.rels", false);
    for (const pugi::xml_node relation : roots.document_element().children()) {
        if (attribute(relation, "Type").ends_with("/officeDocument"))
            main = resolved("", attribute(relation, "Target"));
    }
    const std::size_t slash = main.find_last_of('/');
    const std::string folder = slash == std::string::npos ? "" : main.substr(0, slash + 1);
    const std::string file = slash == std::string::npos ? main : main.substr(slash + 1);
    const pugi::xml_document workbook = package.xml(main, true);
    const pugi::xml_document relations = package.xml(folder + "_rels/" + file + ".rels", true);
    std::map<std::string, std::string, std::less<>> targets;  // of sheets with cells; charts have none
    std::set<std::string, std::less<>> known;
    std::string strings_path;
    std::string styles_path;
    for (const pugi::xml_node relation : relations.document_element().children()) {
        const std::string target = resolved(folder, attribute(relation, "Target"));
        const std::string_view type = attribute(relation, "Type");
        known.emplace(attribute(relation, "Id"));
        if (type.ends_with("/worksheet")) targets.emplace(attribute(relation, "Id"), target);
        if (type.ends_with("/sharedStrings")) strings_path = target;
        if (type.ends_with("/styles")) styles_path = target;
    }
    std::vector<std::string> shared;
    if (!strings_path.empty()) {
        const pugi::xml_document document = package.xml(strings_path, false);
        for (const pugi::xml_node item : document.document_element().children()) {
            if (local_name(item) == "si") shared.push_back(text_of(item));
        }
    }
    const Styles styles(styles_path.empty() ? pugi::xml_document() : package.xml(styles_path, false));
    const pugi::xml_node root = workbook.document_element();
    const std::string_view date_system = attribute(child(root, "workbookPr"), "date1904");
    Workbook out;
    std::size_t cells = 0;
    SheetReader reader(package, shared, styles, date_system == "1" || date_system == "true", limits, cells, dates);
    for (const pugi::xml_node sheet : child(root, "sheets").children()) {
        if (out.sheets.size() >= limits.sheets) package.too_large("số trang tính (sheets)");
        const std::string_view id = attribute(sheet, "id");
        if (!known.contains(id)) package.refuse("trang tính không có tệp (a sheet without a part)");
        const auto target = targets.find(id);
        if (target == targets.end()) continue;
        out.sheets.push_back(reader.read(std::string(attribute(sheet, "name")), target->second));
    }
    if (out.sheets.empty()) package.refuse("không có trang tính nào (no sheets)");
    return out;
}

}  // namespace longdan::sheets
