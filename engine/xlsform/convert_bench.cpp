// CPU of converting a large workbook (3,000 questions, the communes of the country as choices), as XLSX and as CSV, and
// back. `bench_xlsform [repetitions]`; the best of the runs.
#include "engine/sheets/sheets.h"
#include "engine/xlsform/xlsform.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace {

using longdan::sheets::SheetOut;

std::vector<SheetOut> tables(int rows, int communes) {
    SheetOut survey{
        "survey", {}, 1, {{"type", "name", "label::vi", "label::en", "relevant", "constraint", "choice_filter"}}};
    SheetOut choices{"choices", {}, 1, {{"list_name", "name", "label::vi", "label::en", "tinh"}}};
    SheetOut settings{"settings", {}, 1, {{"form_title", "form_id", "default_language"}, {"Lớn", "lon", "vi"}}};
    survey.rows.push_back({"select_one tinh", "tinh", "Tỉnh", "Province"});
    survey.rows.push_back({"select_one xa", "xa", "Xã", "Commune", "", "", "tinh = ${tinh}"});
    for (int i = 2; i < rows;) {
        const int section = i;
        survey.rows.push_back({"begin_group", fmt::format("nhom_{}", section), "Nhóm", "Group", "${tinh} != ''"});
        for (++i; i < rows - 1 && i < section + 29; ++i) {
            const std::string name = fmt::format("cau_{}", i);
            const std::string before = i == section + 1 ? "tinh" : fmt::format("cau_{}", i - 1);
            survey.rows.push_back(
                {i % 3 == 0   ? "integer"
                 : i % 3 == 1 ? "text"
                              : "select_one co",
                 name, fmt::format("Câu số {}", i), fmt::format("Question {} after ${{{}}}", i, before),
                 fmt::format("${{{}}} != ''", before), i % 3 == 0 ? ". >= 0 and . <= ${tinh}" : ""}
            );
        }
        survey.rows.push_back({"end_group", ""});
        ++i;
    }
    for (const char* answer : {"co", "khong"}) choices.rows.push_back({"co", answer, answer, answer});
    for (int i = 0; i < 34; ++i)
        choices.rows.push_back({"tinh", fmt::format("t{}", i), fmt::format("Tỉnh {}", i), fmt::format("Province {}", i)}
        );
    for (int i = 0; i < communes; ++i)
        choices.rows.push_back(
            {"xa", fmt::format("x{}", i), fmt::format("Xã số {}", i), fmt::format("Commune {}", i),
             fmt::format("t{}", i % 34)}
        );
    return {survey, choices, settings};
}

std::string csv(const std::vector<SheetOut>& sheets) {
    std::string out;
    for (const SheetOut& sheet : sheets) {
        out += sheet.name + "\n";
        for (const std::vector<std::string>& row : sheet.rows) {
            for (const std::string& cell : row) out += ",\"" + cell + "\"";
            out += "\n";
        }
    }
    return out;
}

double milliseconds(const std::string& bytes, const std::string& name, int repetitions) {
    double best = 1e9;
    for (int i = 0; i < repetitions; ++i) {
        const std::clock_t start = std::clock();
        const longdan::xlsform::Conversion form = longdan::xlsform::convert(bytes, name);
        best = std::min(best, 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
        if (!form.errors.empty()) {
            fmt::print(stderr, "{}\n", form.errors.front().line());
            std::exit(1);
        }
    }
    return best;
}

}  // namespace

int main(int count, char** arguments) {
    const int repetitions = count > 1 ? std::atoi(arguments[1]) : 5;
    const std::vector<SheetOut> sheets = tables(3000, 10600);
    const std::string workbook = longdan::sheets::write_xlsx(sheets);
    const std::string text = csv(sheets);
    fmt::print(
        "xlsx {:8} bytes {:7.1f} ms (goal 300)\n", workbook.size(), milliseconds(workbook, "lon.xlsx", repetitions)
    );
    fmt::print("csv  {:8} bytes {:7.1f} ms\n", text.size(), milliseconds(text, "lon.csv", repetitions));
    const std::clock_t start = std::clock();
    const std::string back =
        longdan::xlsform::write_xlsform(longdan::xlsform::convert(text, "lon.csv").xform, "lon.xml");
    fmt::print(
        "back {:8} bytes {:7.1f} ms\n", back.size(), 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC
    );
}
