#pragma once

namespace longdan::app {

// Each command of `longdan`: argv[0] is its name. Returns the exit code; throws Error for main() to print in one line.
int run_backup(int argc, char** argv);
int run_estimate(int argc, char** argv);
int run_form(int argc, char** argv);
int run_index(int argc, char** argv);
int run_migrate(int argc, char** argv);
int run_restore(int argc, char** argv);
int run_sample(int argc, char** argv);
int run_seed(int argc, char** argv);
int run_serve(int argc, char** argv);
int run_user(int argc, char** argv);
int run_verify(int argc, char** argv);

}  // namespace longdan::app
