#include "platform/db/statement.h"

#include "platform/base/log.h"
#include "platform/base/text.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <stdexcept>
#include <thread>

namespace longdan::db {
namespace {

bool is_name_start(char sign) { return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || sign == '_'; }
bool is_name_part(char sign) { return is_name_start(sign) || (sign >= '0' && sign <= '9'); }

/// Where the piece that starts at `at` and must not be looked into ends: quotes, comments, dollar quotes; `at` itself
/// when none starts there.
std::size_t end_of_opaque(std::string_view sql, std::size_t at) {
    const auto after = [&](std::size_t found, std::size_t length) {
        return found == std::string_view::npos ? sql.size() : found + length;
    };
    const char sign = sql[at];
    if (sign == '\'' || sign == '"') return after(sql.find(sign, at + 1), 1);
    if (sql.substr(at, 2) == "--") return after(sql.find('\n', at), 1);
    if (sql.substr(at, 2) == "/*") return after(sql.find("*/", at + 2), 2);
    if (sign == '$') {
        std::size_t end = at + 1;
        while (end < sql.size() && is_name_part(sql[end])) ++end;
        if (end < sql.size() && sql[end] == '$') {
            const std::string_view tag = sql.substr(at, end + 1 - at);
            return after(sql.find(tag, end + 1), tag.size());
        }
    }
    return at;
}

}  // namespace

NamedStatement parse_names(std::string_view sql) {
    NamedStatement result;
    std::string piece;
    std::size_t at = 0;
    while (at < sql.size()) {
        if (const std::size_t end = end_of_opaque(sql, at); end > at) {
            piece += sql.substr(at, end - at);
            at = end;
        } else if (sql.substr(at, 2) == "::") {
            piece += "::";
            at += 2;
        } else if (sql[at] == ':' && at + 1 < sql.size() && is_name_start(sql[at + 1])) {
            std::size_t end = at + 1;
            while (end < sql.size() && is_name_part(sql[end])) ++end;
            const std::string_view name = sql.substr(at + 1, end - at - 1);
            auto found = std::find(result.names.begin(), result.names.end(), name);
            if (found == result.names.end()) found = result.names.insert(result.names.end(), std::string(name));
            result.places.push_back(static_cast<std::size_t>(found - result.names.begin()));
            result.pieces.push_back(std::move(piece));
            piece.clear();
            at = end;
        } else {
            piece += sql[at++];
        }
    }
    result.pieces.push_back(std::move(piece));
    return result;
}

std::string NamedStatement::numbered(std::string_view type_key) const {
    std::vector<std::string> words;
    int number = 0;
    for (const char letter : type_key) words.push_back(letter == 'n' ? "NULL" : "$" + std::to_string(++number));
    std::string text = pieces.front();
    for (std::size_t i = 0; i < places.size(); ++i) text += words[places[i]] + pieces[i + 1];
    return text;
}

const Value& parameter(const Parameters& parameters, std::string_view name, std::string_view sql) {
    for (const auto& [given, value] : parameters) {
        if (given == name) return value;
    }
    throw std::logic_error("parameter :" + std::string(name) + " was not given: " + std::string(sql));
}

void refuse_unused(const Parameters& parameters, const std::vector<std::string>& names, std::string_view sql) {
    for (const auto& [given, value] : parameters) {
        if (std::find(names.begin(), names.end(), given) == names.end()) {
            throw std::logic_error(
                "parameter :" + std::string(given) + " is not in the statement: " + std::string(sql)
            );
        }
    }
}

void check_text(std::string_view text) {
    if (!is_utf8(text)) {
        throw Error(
            ErrorKind::invalid, "Văn bản có ký tự hỏng (không phải UTF-8): hãy nhập lại hoặc lưu tệp ở dạng UTF-8"
        );
    }
}

std::string_view checked_name(std::string_view name) {
    if (name.empty() || !is_name_start(name.front()) || !std::all_of(name.begin(), name.end(), is_name_part)) {
        throw std::logic_error("not a name of a table or column: " + std::string(name));
    }
    return name;
}

namespace {
thread_local std::vector<const Database*> open_transactions;
}

NestingGuard::NestingGuard(const Database& database) {
    if (std::find(open_transactions.begin(), open_transactions.end(), &database) != open_transactions.end()) {
        throw std::logic_error("a transaction was started inside a transaction of the same database: pass `tx` on");
    }
    open_transactions.push_back(&database);
}
NestingGuard::~NestingGuard() { open_transactions.pop_back(); }

void pause_before(int attempt) {
    if (attempt <= 1) return;
    thread_local std::minstd_rand random(std::random_device{}());
    const int most = std::min(1 << attempt, 100);  // milliseconds: 4, 8, 16, …
    std::uniform_int_distribution<int> microseconds(most * 250, most * 1000);
    std::this_thread::sleep_for(std::chrono::microseconds(microseconds(random)));
}

void run_after_commit(AfterCommit& actions) {
    for (auto& action : actions) {
        try {
            action();
        } catch (const std::exception& error) {
            log::error("after_commit_failed", {{"error", error.what()}});
        }
    }
    actions.clear();
}

}  // namespace longdan::db
