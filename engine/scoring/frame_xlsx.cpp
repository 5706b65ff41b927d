#include "engine/scoring/frame_xlsx.h"

#include "engine/sheets/sheets.h"
#include "platform/base/error.h"
#include "platform/base/text.h"

#include <array>
#include <functional>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace longdan::scoring {
namespace {

namespace json = boost::json;

struct Heading {
    std::string_view key;  ///< key in the frame's JSON; "" for columns that are only shown
    std::string_view title;
    double width;
    bool number;
};

constexpr std::array<Heading, 18> headings = {{
    {"code", "Mã", 10, false},
    {"parent", "Cấp trên", 10, false},
    {"name.vi", "Lĩnh vực / Tiêu chí / Tiêu chí thành phần", 60, false},
    {"max", "Điểm tối đa", 10, true},
    {"", "Tự chấm", 10, true},
    {"", "Thẩm định", 10, true},
    {"note", "Ghi chú", 30, false},
    {"scored_by", "Ai chấm", 12, false},
    {"rule", "Luật", 50, false},
    {"evidence.vi", "Tài liệu kiểm chứng", 40, false},
    {"owner", "Đơn vị phụ trách", 20, false},
    {"step", "Bước điểm", 10, false},
    {"rounding", "Làm tròn", 10, false},
    {"standing", "Mức tin cậy", 12, false},
    {"applies_to", "Áp dụng cho", 20, false},
    {"name.en", "Tên tiếng Anh", 40, false},
    {"evidence.en", "Tài liệu (tiếng Anh)", 40, false},
    {"", "Phần trăm", 10, true},
}};

std::size_t column_of(std::string_view title) {
    for (std::size_t i = 0; i < headings.size(); ++i) {
        if (headings[i].title == title) return i;
    }
    return headings.size();
}

std::string text_at(const json::object& object, std::string_view path) {
    const std::size_t point = path.find('.');
    const json::value* value = object.if_contains(path.substr(0, point));
    if (value != nullptr && point != std::string_view::npos && value->is_object()) {
        value = value->get_object().if_contains(path.substr(point + 1));
    }
    if (value == nullptr) return "";
    if (value->is_string()) return std::string(value->get_string());
    return json::serialize(*value);
}

/// Rows of the sheet from the frame's own JSON, so that both forms hold the same.
void add_rows(const json::array& nodes, const std::string& parent, std::vector<std::vector<std::string>>& rows) {
    for (const json::value& value : nodes) {
        const json::object& node = value.get_object();
        std::vector<std::string> row(headings.size());
        for (std::size_t c = 0; c < headings.size(); ++c) {
            if (headings[c].key.empty()) continue;
            row[c] = headings[c].key == "parent" ? parent : text_at(node, headings[c].key);
        }
        const std::string code = row[0];
        rows.push_back(std::move(row));
        if (const json::value* children = node.if_contains("children")) add_rows(children->get_array(), code, rows);
    }
}

void fill_scores(
    std::vector<std::vector<std::string>>& rows, const Scorer& scorer, const UnitScore& score, std::string_view title,
    bool percent
) {
    for (auto& row : rows) {
        const auto index = scorer.find(row[0]);
        if (!index) continue;
        const NodeScore& node = score.nodes[*index];
        row[column_of(title)] = node.applicable ? node.points.rounded(4).text() : "không áp dụng";
        if (percent && node.applicable && !node.maximum.is_zero()) {
            row[column_of("Phần trăm")] = (node.points * Exact(100) / node.maximum).rounded(2).text();
        }
    }
}

/// Puts a cell into a JSON object where the frame's JSON has it; texts that are JSON themselves are parsed.
void put(json::object& node, std::string_view key, const std::string& text, const std::string& where) {
    if (text.empty()) return;
    if (key == "rule" || key == "applies_to") {
        boost::system::error_code failed;
        json::value value = json::parse(text, failed);
        if (failed) {
            throw Error(ErrorKind::invalid, fmt::format("{}: không phải JSON (not JSON): {}", where, failed.message()));
        }
        node[key] = std::move(value);
        return;
    }
    if (key == "rounding") {
        const auto decimals = Exact::parse(text);
        if (!decimals || !decimals->multiple_of(1)) {
            throw Error(ErrorKind::invalid, fmt::format("{}: phải là số nguyên (must be whole)", where));
        }
        node[key] = static_cast<std::int64_t>(decimals->to_double());
        return;
    }
    const std::size_t point = key.find('.');
    if (point == std::string_view::npos) {
        node[key] = text;
        return;
    }
    json::value& inner = node[key.substr(0, point)];
    if (!inner.is_object()) inner = json::object();
    inner.get_object()[key.substr(point + 1)] = text;
}

std::string parent_by_code(std::string_view code) {
    const std::size_t point = code.find_last_of('.');
    return point == std::string_view::npos ? "" : std::string(code.substr(0, point));
}

}  // namespace

std::string write_frame_xlsx(
    const Frame& frame, const Scorer* scorer, const UnitScore* self, const UnitScore* verified
) {
    const json::value whole = json::parse(write_frame(frame));
    sheets::SheetOut table;
    table.name = "Khung";
    std::vector<std::string> head;
    for (const Heading& heading : headings) {
        head.emplace_back(heading.title);
        table.columns.push_back({heading.width, heading.number, heading.width > 15});
    }
    table.rows.push_back(std::move(head));
    add_rows(whole.at("nodes").get_array(), "", table.rows);
    if (scorer != nullptr && self != nullptr) fill_scores(table.rows, *scorer, *self, "Tự chấm", verified == nullptr);
    if (scorer != nullptr && verified != nullptr) fill_scores(table.rows, *scorer, *verified, "Thẩm định", true);
    sheets::SheetOut information;
    information.name = "Thông tin";
    information.columns = {{24, false, false}, {90, false, true}};
    information.rows.push_back({"Khóa", "Giá trị"});
    for (const auto& entry : whole.get_object()) {
        if (entry.key() == "nodes") continue;
        information.rows.push_back({std::string(entry.key()), json::serialize(entry.value())});
    }
    return sheets::write_xlsx({table, information});
}

Frame read_frame_xlsx(std::string_view bytes, const std::string& name) {
    const sheets::Workbook workbook = sheets::read_xlsx(bytes, name);
    const sheets::Sheet* table = workbook.find("Khung");
    if (table == nullptr) table = &workbook.sheets.front();
    json::object whole;
    if (const sheets::Sheet* information = workbook.find("Thông tin")) {
        for (std::size_t row = 1; row < information->rows.size(); ++row) {
            if (information->cell(row, 0).empty()) continue;
            boost::system::error_code failed;
            json::value value = json::parse(information->cell(row, 1), failed);
            if (failed) value = json::string(information->cell(row, 1));
            whole[information->cell(row, 0)] = std::move(value);
        }
    }
    if (!whole.contains("code")) whole["code"] = slug(name);
    if (!whole.contains("title")) whole["title"] = name;
    std::vector<std::size_t> columns(headings.size(), SIZE_MAX);
    for (std::size_t c = 0; !table->rows.empty() && c < table->rows[0].size(); ++c) {
        const std::size_t known = column_of(cleaned(table->rows[0][c]));
        if (known < headings.size()) columns[known] = c;
    }
    for (const std::size_t needed : {std::size_t{0}, std::size_t{2}, std::size_t{3}}) {
        if (columns[needed] == SIZE_MAX) {
            throw Error(
                ErrorKind::invalid,
                fmt::format(
                    "{}, {}, dòng 1: thiếu cột «{}» (missing column)", name, table->name, headings[needed].title
                )
            );
        }
    }
    struct Row {
        json::object node;
        std::string parent;
        std::vector<std::size_t> children;
    };
    std::vector<Row> rows;
    std::map<std::string, std::size_t> by_code;
    std::vector<std::size_t> roots;
    for (std::size_t r = 1; r < table->rows.size(); ++r) {
        const std::string code = cleaned(table->cell(r, columns[0]));
        if (code.empty()) continue;
        Row row;
        for (std::size_t k = 0; k < headings.size(); ++k) {
            if (headings[k].key.empty() || headings[k].key == "parent" || columns[k] == SIZE_MAX) continue;
            const std::string where = fmt::format("{}, {}, ô {}", name, table->name, sheets::place(r, columns[k]));
            put(row.node, headings[k].key, k == 0 ? code : table->cell(r, columns[k]), where);
        }
        row.parent = columns[1] == SIZE_MAX ? parent_by_code(code) : cleaned(table->cell(r, columns[1]));
        if (row.parent.empty()) {
            roots.push_back(rows.size());
        } else {
            const auto parent = by_code.find(row.parent);
            if (parent == by_code.end()) {
                throw Error(
                    ErrorKind::invalid, fmt::format(
                                            "{}, {}, ô {}: cấp trên '{}' phải đứng trước (the parent must come first)",
                                            name, table->name, sheets::place(r, columns[0]), row.parent
                                        )
                );
            }
            rows[parent->second].children.push_back(rows.size());
        }
        if (!by_code.emplace(code, rows.size()).second) {
            throw Error(
                ErrorKind::invalid,
                fmt::format(
                    "{}, {}, ô {}: mã {} có hai lần (twice)", name, table->name, sheets::place(r, columns[0]), code
                )
            );
        }
        rows.push_back(std::move(row));
    }
    const std::function<json::object(std::size_t)> build = [&](std::size_t index) {
        json::object node = rows[index].node;
        if (!rows[index].children.empty()) {
            json::array children;
            for (const std::size_t child : rows[index].children) children.push_back(build(child));
            node["children"] = std::move(children);
        }
        return node;
    };
    json::array nodes;
    for (const std::size_t root : roots) nodes.push_back(build(root));
    whole["nodes"] = std::move(nodes);
    return parse_frame(json::serialize(whole), name);
}

}  // namespace longdan::scoring
