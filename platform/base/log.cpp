#include "platform/base/log.h"

#include "platform/base/document.h"

#include <atomic>
#include <string>

#include <unistd.h>

namespace longdan::log {
namespace {

std::atomic<bool> only_warnings{false};

void write_line(std::string_view level, std::string_view event, Fields fields) {
    std::string line = "{\"time\":";
    append_json_string(line, iso(SystemClock().now()));
    line += ",\"level\":";
    append_json_string(line, level);
    line += ",\"event\":";
    append_json_string(line, event);
    for (const auto& [name, value] : fields) {
        line += ',';
        append_json_string(line, name);
        line += ':';
        append_json_string(line, value);
    }
    line += "}\n";
    // One write call, so that lines of several threads do not mix.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace

void info(std::string_view event, Fields fields) {
    if (!only_warnings) write_line("info", event, fields);
}
void warning(std::string_view event, Fields fields) { write_line("warning", event, fields); }
void error(std::string_view event, Fields fields) { write_line("error", event, fields); }
void quiet() { only_warnings = true; }

}  // namespace longdan::log
