#include "engine/xlsform/xlsform.h"

#include "engine/xlsform/definition.h"
#include "engine/xlsform/form_reader.h"
#include "engine/xlsform/meaning.h"
#include "engine/xlsform/workbook_rows.h"
#include "engine/xlsform/xform_writer.h"
#include "platform/base/error.h"

#include <fmt/format.h>

namespace longdan::xlsform {

std::string Problem::line() const {
    std::string where;
    const auto add = [&](std::string part) { where += (where.empty() ? "" : ", ") + std::move(part); };
    if (!sheet.empty()) add(sheet);
    if (row > 0) add(fmt::format("dòng {}", row));
    if (!column.empty()) add(fmt::format("cột {}", column));
    return fmt::format("{}{}{} ({})", where, where.empty() ? "" : ": ", vi, en);
}

Conversion convert(std::string_view bytes, const std::string& file_name, const Limits& limits) {
    const Definition definition = read_definition(bytes, file_name, limits);
    Problems problems;
    Form form;
    Budget budget(limits.form_bytes, file_name);
    read_form(definition, limits, budget, form, problems);
    Conversion conversion;
    if (!problems.failed()) {
        const Paths paths(form, budget);
        const Texts texts(form, paths, problems);
        const auto externals = external_instances(form, problems);
        std::string xform = XformWriter(form, paths, texts, problems).write(externals);
        if (!problems.failed()) {
            conversion.xform = std::move(xform);
            if (!definition.external_choices.rows.empty())
                conversion.itemsets_csv = itemsets_csv(definition.external_choices);
        }
    }
    conversion.errors = std::move(problems.errors());
    conversion.warnings = std::move(problems.warnings());
    return conversion;
}

std::string write_xlsform(std::string_view xform, const std::string& file_name) {
    std::string best;
    std::string why;
    for (const auto naming : {XformModel::Naming::names, XformModel::Naming::strict, XformModel::Naming::paths}) {
        const XformModel model(xform, file_name, naming);
        std::string workbook = WorkbookRows(model, file_name).write();
        const Conversion again = convert(workbook, file_name + ".xlsx");
        if (!again.errors.empty()) {
            if (why.empty()) why = "không viết được thành bảng tính: " + again.errors.front().line();
        } else if (difference(xform, again.xform).empty()) {
            return workbook;
        } else if (const std::string lost = meaning_lost(xform, again.xform); lost.empty()) {
            if (best.empty()) best = std::move(workbook);
        } else {
            why = fmt::format(
                "bảng tính không nói được điều này của biểu mẫu: {} (a workbook cannot say this; before | after)", lost
            );
        }
    }
    if (best.empty()) throw Error(ErrorKind::invalid, file_name + ": " + why);
    return best;
}

}  // namespace longdan::xlsform
