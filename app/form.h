#pragma once

#include "engine/xforms/form.h"
#include "platform/base/time.h"

#include <memory>
#include <string>

namespace longdan::app {

// Each thing that `longdan form` does, one source file each: argv[0] is its name. Returns the exit code; throws Error
// for main() to print in one line.
int run_form_check(int argc, char** argv);
int run_form_convert(int argc, char** argv);
int run_form_eval(int argc, char** argv);
int run_form_plan(int argc, char** argv);
int run_form_workbook(int argc, char** argv);

/// Reads an XForm; files it names (jr://file-csv/xa.csv) are looked for beside it.
std::shared_ptr<const xforms::Form> read_form(const std::string& path);

/// The clock of `--now T`, else of the machine: the moment, and the offset from UTC in minutes that T was written with
/// (+07:00 without T). Throws Error(invalid) when T is no ISO 8601 moment with offset.
struct FormClock {
    Moment now;
    int offset_minutes = 7 * 60;
};
FormClock form_clock(const std::string& written);

}  // namespace longdan::app
