#include "features/results/tables.h"

#include <algorithm>
#include <set>

namespace longdan::results {

namespace {

const std::string licence =
    "Số liệu là thông tin công; được dùng lại tự do, kể cả mục đích thương mại, với điều kiện ghi nguồn";
const std::string units_licence =
    "Danh mục tổng hợp từ nguồn mở (MIT, ISC) và văn bản nhà nước; giấy phép ghi trong data/units/README.md";

std::string period_of(int first, int last) {
    return first == last ? std::to_string(first) : std::to_string(first) + "–" + std::to_string(last);
}

const std::vector<ExportTable::Column> figure_columns_of_tables{
    {"origin", "published: đã công bố ở nơi khác; computed: hệ thống tính"},
    {"index", "chỉ số"},
    {"year", "năm đo"},
    {"indicator", "mã chỉ báo"},
    {"indicator_name", "tên chỉ báo"},
    {"group", "nhóm được xếp hạng cùng nhau"},
    {"unit_code", "mã đơn vị vào ngày 31/12 của năm; mã được dùng lại từ 01/07/2025, hãy ghép theo unit_slug"},
    {"unit_slug", "định danh ổn định của đơn vị trên trang này"},
    {"unit_name", "tên đơn vị khi đó"},
    {"label", "nhãn trong nguồn khi không phải đơn vị"},
    {"series", "official: theo cây chỉ số của phương pháp; statistical: ước lượng có trọng số; trống: theo nguồn"},
    {"value", "giá trị, đủ chữ số"},
    {"measure", "đơn vị đo: percent, points, people, units"},
    {"rank", "thứ hạng"},
    {"se", "sai số chuẩn"},
    {"ci_low", "cận dưới khoảng tin cậy 95%"},
    {"ci_high", "cận trên khoảng tin cậy 95%"},
    {"n", "số câu trả lời hợp lệ"},
    {"df", "bậc tự do"},
    {"status",
     "tình trạng: printed, derived, approximate, listed, conflict, background, probability, opt_in, suppressed"},
    {"flag", "dấu hiệu kỹ thuật của ước lượng"},
    {"source", "nguồn, hoặc mã bản kết quả"},
    {"note", "ghi chú"},
    {"simulated", "1: dữ liệu mô phỏng"},
};

void add_printed_row(
    Reader& reader, const PrintedFigure& figure, const std::map<std::string, std::string>& names, ExportTable& table
) {
    const Day day = year_end(figure.year);
    const units::Unit* unit = figure.unit ? reader.registry().find(figure.unit) : nullptr;
    const auto name = names.find(figure.indicator);
    table.rows.push_back(
        {"published",
         figure.index,
         std::to_string(figure.year),
         figure.indicator,
         name == names.end() ? figure.indicator : name->second,
         figure.group,
         unit ? unit->near(day).code : "",
         unit ? unit->slug : "",
         unit ? reader.name_of(figure.unit, day) : "",
         figure.label,
         "",
         cell(figure.value),
         figure.measure,
         cell(figure.rank),
         "",
         "",
         "",
         "",
         "",
         figure.status,
         "",
         figure.source,
         figure.note,
         "0"}
    );
}

void add_computed_row(Reader& reader, const Revision& revision, const PublicFigure& one, ExportTable& table) {
    const Figure& figure = one.figure;
    const Day day = Day::of(revision.cut_off);
    const units::Unit* unit = reader.registry().find(figure.unit);
    table.rows.push_back(
        {"computed",
         revision.index,
         std::to_string(revision.year),
         figure.indicator,
         reader.indicator_name(revision, figure.indicator),
         unit ? std::string(units::name(unit->level)) : "",
         unit ? unit->near(day).code : "",
         unit ? unit->slug : "",
         unit ? reader.name_of(figure.unit, day) : "",
         figure.breakdown,
         std::string(name(figure.series)),
         cell(figure.value),
         "percent",
         cell(figure.rank),
         cell(figure.se),
         cell(figure.ci_low),
         cell(figure.ci_high),
         one.suppressed ? "" : std::to_string(figure.n),
         cell(figure.df),
         one.suppressed ? "suppressed" : std::string(name(revision.evidence)),
         figure.flag,
         revision.code,
         "",
         revision.simulated ? "1" : "0"}
    );
}

}  // namespace

ExportTable figures_table(Reader& reader, std::string_view index, int year, const std::vector<UnitId>& units) {
    const IndexName& known = index_named(index);
    ExportTable table;
    table.name = std::string(index) + (year ? "-" + std::to_string(year) : "");
    table.address = "/chi-so/" + std::string(index) + (year ? "/" + std::to_string(year) : "");
    table.title = reader.name_of(known) + (year ? ", " + std::to_string(year) : "");
    table.about = reader.said(
        "Số liệu đã công bố ở nơi khác, ghi đúng như in, cạnh số liệu do hệ thống này tính (cột origin). Hầu hết các "
        "năm "
        "không có bảng đủ các tỉnh, thành phố.",
        "Figures published elsewhere as printed, beside those computed by this system (column origin). Most years lack "
        "a "
        "complete table of the provinces."
    );
    table.source = reader.said("Từng dòng có nguồn ở cột source", "Each row has its source in column source");
    table.licence = licence;
    table.columns = figure_columns_of_tables;
    std::map<std::string, std::string> names;
    for (const auto& indicator : reader.published().printed_indicators(index))
        names[indicator.code] = reader.said(indicator.name, indicator.english_name);
    const auto wanted = [&](UnitId unit) {
        return units.empty() || std::find(units.begin(), units.end(), unit) != units.end();
    };
    int first = 9999;
    int last = 0;
    for (const auto& figure : reader.printed(index)) {
        if ((year && figure.year != year) || !wanted(figure.unit)) continue;
        first = std::min(first, figure.year);
        last = std::max(last, figure.year);
        add_printed_row(reader, figure, names, table);
    }
    for (const auto& revision : reader.newest(index, year)) {
        first = std::min(first, revision.year);
        last = std::max(last, revision.year);
        table.simulated = table.simulated || revision.simulated;
        for (const auto& one : reader.figures(revision))
            if (one.figure.breakdown.empty() && wanted(one.figure.unit)) add_computed_row(reader, revision, one, table);
    }
    table.period = last ? period_of(first, last) : "";
    for (const auto& mark : reader.break_notes(index, 0, 9999))
        if (!year || mark.year == year) table.notes.push_back(std::to_string(mark.year) + ": " + mark.sentence);
    return table;
}

ExportTable revision_table(Reader& reader, const Revision& revision) {
    ExportTable table;
    table.name = revision.code;
    table.address = "/ket-qua/" + revision.code;
    table.title = revision.title;
    table.about = "Bản kết quả số " + std::to_string(revision.number) + ", phương pháp " + revision.method + " " +
                  revision.method_version + ", phiếu " + revision.form + " " + revision.form_version + ".";
    table.period = std::to_string(revision.year);
    table.source = "Hệ thống tính; mã băm bảng ô " + revision.cells_hash + ", mã băm số liệu " + revision.figures_hash;
    table.licence = licence;
    table.simulated = revision.simulated;
    if (revision.evidence == Evidence::opt_in)
        table.notes.emplace_back("Khảo sát tự nguyện: không đại diện cho dân số và không có sai số theo thiết kế mẫu");
    if (revision.minimum_n > 0)
        table.notes.push_back(
            "Số liệu dựa trên dưới " + std::to_string(revision.minimum_n) + " câu trả lời không hiển thị"
        );
    if (!revision.reason.empty()) table.notes.push_back("Lý do đính chính: " + revision.reason);
    table.columns = figure_columns_of_tables;
    for (const auto& one : reader.figures(revision)) add_computed_row(reader, revision, one, table);
    return table;
}

ExportTable units_table(Reader& reader) {
    const auto& registry = reader.registry();
    const Day day = reader.today();
    ExportTable table;
    table.name = "don-vi";
    table.address = "/du-lieu/don-vi";
    table.title = reader.said("Đơn vị hành chính và bộ, cơ quan ngang bộ", "Administrative units and ministries");
    table.about = reader.said(
        "Các đơn vị đang tồn tại, với mã, loại, đơn vị cấp trên và dân số dùng làm thước đo cỡ",
        "The units in force, with code, kind, unit above and population as a measure of size"
    );
    table.period = day.vietnamese();
    table.source = "data/units/README.md";
    table.licence = units_licence;
    table.columns = {
        {"level", "cấp"},
        {"code", "mã"},
        {"slug", "định danh ổn định"},
        {"name", "tên"},
        {"full_name", "tên đầy đủ"},
        {"english_name", "tên tiếng Anh"},
        {"kind", "loại"},
        {"parent_slug", "đơn vị cấp trên"},
        {"region", "vùng"},
        {"valid_from", "từ ngày"},
        {"population", "dân số"},
        {"population_year", "năm của dân số"},
        {"population_source", "nguồn dân số"},
        {"population_quality", "chất lượng dân số"},
        {"doubt", "điều chưa chắc chắn"}};
    for (const auto level :
         {units::Level::region, units::Level::province, units::Level::commune, units::Level::ministry}) {
        for (const units::Unit* unit : registry.units(level, day)) {
            const auto& version = *unit->on(day);
            const auto people = registry.best_population(unit->id);
            const units::Unit* parent = registry.find(version.parent);
            const units::Unit* region = registry.find(version.region);
            table.rows.push_back(
                {std::string(units::name(level)), version.code, unit->slug, version.name, version.full_name,
                 version.english_name, version.kind, parent ? parent->slug : "", region ? region->near(day).name : "",
                 version.valid_from.iso(), people ? std::to_string(*people->people) : "",
                 people ? std::to_string(people->year) : "", people ? people->source : "",
                 people ? people->quality : "missing", version.doubt}
            );
        }
    }
    return table;
}

ExportTable successions_table(Reader& reader) {
    const auto& registry = reader.registry();
    ExportTable table;
    table.name = "ke-tuc";
    table.address = "/du-lieu/ke-tuc";
    table.title = reader.said("Đơn vị cũ thành đơn vị nào", "What became of former units");
    table.about = reader.said(
        "Mỗi dòng nối một đơn vị cũ với đơn vị tiếp nhận toàn bộ hoặc một phần",
        "Each row links a former unit with one that took it in, wholly or in part"
    );
    table.period = "2025";
    table.source = "data/units/README.md";
    table.licence = units_licence;
    table.columns = {
        {"day", "ngày đầu của đơn vị mới"},
        {"level", "cấp của đơn vị cũ"},
        {"old_code", "mã cũ"},
        {"old_slug", "định danh cũ"},
        {"old_name", "tên cũ"},
        {"new_code", "mã mới"},
        {"new_slug", "định danh mới"},
        {"new_name", "tên mới"},
        {"relation", "full, merged: toàn bộ; part…: một phần"},
        {"evidence", "danh sách có mối nối này"},
        {"note", "ghi chú"}};
    const Day before{units::two_level_day().number - 1};
    const auto add = [&](const units::Unit& unit) {
        for (const auto& link : registry.successors(unit.id)) {
            const auto& to = registry.at(link.to);
            table.rows.push_back(
                {link.day.iso(), std::string(units::name(unit.level)), unit.last().code, unit.slug,
                 unit.last().full_name, to.near(link.day).code, to.slug, to.near(link.day).full_name, link.relation,
                 link.evidence, link.note}
            );
        }
    };
    for (const auto level : {units::Level::province, units::Level::district, units::Level::commune})
        for (const units::Unit* unit : registry.units(level, before)) add(*unit);
    for (const units::Unit* unit : registry.units(units::Level::ministry, Day::of(2024, 12, 31))) add(*unit);
    return table;
}

std::vector<std::string> table_names(Reader& reader) {
    std::vector<std::string> names;
    for (const auto& index : index_names()) names.emplace_back(index.code);
    names.emplace_back("don-vi");
    names.emplace_back("ke-tuc");
    for (const auto& revision : reader.published().revisions()) names.push_back(revision.code);
    return names;
}

ExportTable table_named(Reader& reader, std::string_view name) {
    for (const auto& index : index_names())
        if (index.code == name) return figures_table(reader, name);
    if (name == "don-vi") return units_table(reader);
    if (name == "ke-tuc") return successions_table(reader);
    const auto revision = reader.published().revision(name);
    if (!revision) throw Error(ErrorKind::not_found, "Không có bảng dữ liệu này");
    return revision_table(reader, *revision);
}

}  // namespace longdan::results
