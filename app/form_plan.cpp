#include "app/commands.h"
#include "app/form.h"
#include "app/text_files.h"
#include "engine/xforms/plan_xform.h"

#include <filesystem>
#include <iostream>

#include <CLI/CLI.hpp>

namespace longdan::app {

int run_form_plan(int argc, char** argv) {
    CLI::App command(
        "Writes the plan of a form for browsers: JSON, long lists in files beside it", "longdan form plan"
    );
    std::string form_path;
    std::string out_path;
    xforms::PlanOptions options;
    command.add_option("form", form_path, "XForm (.xml); its CSV, GeoJSON and XML files stand beside it")->required();
    command.add_option("-o,--out", out_path, "where to write the plan (.json)")->required();
    command.add_option("--rows", options.most_rows, "lists with more rows get a file of their own")
        ->capture_default_str();
    if (const auto code = parse_options(command, argc, argv)) return *code;

    const auto form = read_form(form_path);
    for (const std::string& warning : form->warnings()) std::cerr << warning << "\n";
    const std::filesystem::path out(out_path);
    options.part_prefix = out.stem().string() + ".";
    const xforms::PlanFiles files = xforms::plan_of(*form, read_file(form_path), options);
    // The plan comes last: who finds it finds its lists.
    for (const xforms::PlanPart& part : files.parts) write_file((out.parent_path() / part.name).string(), part.json);
    write_file(out_path, files.json);
    return 0;
}

}  // namespace longdan::app
