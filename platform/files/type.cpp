#include "platform/base/text.h"
#include "platform/files/files.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace longdan::files {
namespace {

struct Signature {
    std::string_view bytes;
    std::string_view type;
};

using namespace std::string_view_literals;

// First bytes as the formats' own specifications give them.
constexpr std::array signatures{
    Signature{"%PDF-"sv, "application/pdf"},   Signature{"\x89PNG\r\n\x1A\n"sv, "image/png"},
    Signature{"\xFF\xD8\xFF"sv, "image/jpeg"}, Signature{"GIF87a"sv, "image/gif"},
    Signature{"GIF89a"sv, "image/gif"},        Signature{"II*\0"sv, "image/tiff"},
    Signature{"MM\0*"sv, "image/tiff"},
};

/// A name in an archive stands 30 bytes after a local header or 46 after an entry of the central directory.
bool archive_holds(std::string_view bytes, std::string_view name) {
    constexpr std::array<std::pair<std::string_view, std::size_t>, 2> headers{{{"PK\x03\x04", 30}, {"PK\x01\x02", 46}}};
    for (const auto& [header, distance] : headers) {
        for (std::size_t at = bytes.find(header); at != bytes.npos; at = bytes.find(header, at + 4)) {
            if (at + distance <= bytes.size() && bytes.substr(at + distance).starts_with(name)) return true;
        }
    }
    return false;
}

/// Text of which perhaps the last sign was cut.
bool is_text(std::string_view bytes) {
    for (const char sign : bytes) {
        const auto code = static_cast<unsigned char>(sign);
        if (code < 0x20 && code != '\t' && code != '\n' && code != '\r' && code != '\f') return false;
    }
    for (std::size_t cut = 0; cut < 4 && cut <= bytes.size(); ++cut) {
        if (is_utf8(bytes.substr(0, bytes.size() - cut))) return true;
    }
    return false;
}

bool starts_without_case(std::string_view text, std::string_view lower) {
    return text.size() >= lower.size() && std::equal(lower.begin(), lower.end(), text.begin(), [](char a, char b) {
               return a == std::tolower(static_cast<unsigned char>(b));
           });
}

std::string_view without_leading_blanks(std::string_view text) {
    const auto start = text.find_first_not_of(" \t\r\n");
    return start == text.npos ? std::string_view() : text.substr(start);
}

bool looks_like_json(std::string_view text) {
    if (text.empty() || (text[0] != '{' && text[0] != '[')) return false;
    const auto inner = without_leading_blanks(text.substr(1));
    if (inner.empty()) return false;
    if (text[0] == '{') return inner[0] == '"' || inner[0] == '}';
    if (std::string_view("[{\"]-0123456789").find(inner[0]) != std::string_view::npos) return true;
    return inner.starts_with("true") || inner.starts_with("false") || inner.starts_with("null");
}

/// The first two lines have the same number of separators, and at least one.
bool looks_like_csv(std::string_view text) {
    const auto first_end = text.find('\n');
    if (first_end == text.npos) return false;
    const auto first = text.substr(0, first_end);
    const auto rest = text.substr(first_end + 1);
    const auto second = rest.substr(0, rest.find('\n'));
    return std::any_of(std::begin(",;\t"), std::end(",;\t") - 1, [&](char separator) {
        const auto count = std::count(first.begin(), first.end(), separator);
        return count > 0 && std::count(second.begin(), second.end(), separator) == count;
    });
}

std::string_view type_of_text(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const auto start = without_leading_blanks(text);
    if (starts_without_case(start, "<!doctype html") || starts_without_case(start, "<html")) return "text/html";
    if (start.starts_with("<?xml") || (start.size() > 1 && start[0] == '<' &&
                                       (std::isalpha(static_cast<unsigned char>(start[1])) || start[1] == '!'))) {
        return "application/xml";
    }
    if (looks_like_json(start)) return "application/json";
    if (looks_like_csv(text)) return "text/csv";
    return "text/plain";
}

}  // namespace

std::string type_of(std::string_view first_bytes) {
    for (const auto& signature : signatures) {
        if (first_bytes.starts_with(signature.bytes)) return std::string(signature.type);
    }
    if (first_bytes.starts_with("PK\x03\x04") || first_bytes.starts_with("PK\x05\x06")) {
        if (archive_holds(first_bytes, "xl/workbook.xml")) {
            return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        }
        if (archive_holds(first_bytes, "word/document.xml")) {
            return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        }
        return "application/zip";
    }
    if (first_bytes.empty() || !is_text(first_bytes)) return "application/octet-stream";
    return std::string(type_of_text(first_bytes));
}

}  // namespace longdan::files
