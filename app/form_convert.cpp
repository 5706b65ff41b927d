#include "app/form.h"
#include "app/text_files.h"
#include "engine/xlsform/xlsform.h"
#include "platform/base/error.h"

#include <filesystem>
#include <iostream>

#include <CLI/CLI.hpp>

namespace longdan::app {

int run_form_convert(int argc, char** argv) {
    CLI::App command(
        "Turns an XLSForm into an XForm as pyxform 4 does; all errors are told at once", "longdan form convert"
    );
    std::string in_path;
    std::string out_path;
    command.add_option("form", in_path, "XLSForm: .xlsx, .csv (first column the sheet) or .md (tables)")->required();
    command.add_option("-o,--out", out_path, "the XForm (.xml); without it standard output");
    if (const auto code = parse_options(command, argc, argv)) return *code;

    const std::string bytes = read_file(in_path);
    xlsform::Conversion conversion;
    try {
        conversion = xlsform::convert(bytes, in_path);
    } catch (const Error& error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
    for (const xlsform::Problem& warning : conversion.warnings) std::cerr << "lưu ý: " << warning.line() << "\n";
    for (const xlsform::Problem& error : conversion.errors) std::cerr << in_path << ": " << error.line() << "\n";
    if (!conversion.errors.empty()) return 1;
    if (out_path.empty()) {
        std::cout << conversion.xform;
        return 0;
    }
    write_file(out_path, conversion.xform);
    if (!conversion.itemsets_csv.empty()) {
        write_file((std::filesystem::path(out_path).parent_path() / "itemsets.csv").string(), conversion.itemsets_csv);
    }
    return 0;
}

int run_form_workbook(int argc, char** argv) {
    CLI::App command(
        "Writes an XForm as an XLSForm workbook, to be edited in Excel; says where converting it would give another "
        "XForm",
        "longdan form workbook"
    );
    std::string in_path;
    std::string out_path;
    command.add_option("form", in_path, "XForm (.xml)")->required();
    command.add_option("-o,--out", out_path, "the workbook (.xlsx)")->required();
    if (const auto code = parse_options(command, argc, argv)) return *code;
    const std::string form = read_file(in_path);
    const std::string workbook = xlsform::write_xlsform(form, in_path);
    write_file(out_path, workbook);
    const std::string other = xlsform::difference(form, xlsform::convert(workbook, in_path + ".xlsx").xform);
    if (!other.empty()) {
        std::cerr
            << "lưu ý: bảng tính chuyển lại cho biểu mẫu khác bản gốc (the workbook converts to a form that differs), "
               "đầu tiên ở: "
            << other << "\n";
    }
    return 0;
}

}  // namespace longdan::app
