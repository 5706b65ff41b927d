#pragma once

#include <initializer_list>
#include <string_view>
#include <utility>

namespace longdan::log {

using Fields = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// One JSON line on standard error: time, level, event, fields. Never tokens, passwords, answers or addresses of
/// people.
void info(std::string_view event, Fields fields = {});
void warning(std::string_view event, Fields fields = {});
void error(std::string_view event, Fields fields = {});
/// Only warnings and errors from now on: for commands and tests.
void quiet();

}  // namespace longdan::log
