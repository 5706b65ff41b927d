#include "engine/xlsform/language.h"

#include <array>
#include <cstdint>

namespace longdan::xlsform {
namespace {

struct Sign {
    std::uint32_t code = 0;
    std::size_t bytes = 0;
};

Sign sign_at(std::string_view text, std::size_t at) {
    if (at >= text.size()) return {};
    const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
    const unsigned first = byte(at);
    if (first < 0x80) return {first, 1};
    const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC0 || at + bytes > text.size()) return {0xFFFD, 1};
    std::uint32_t code = first & (0xFFu >> (bytes + 1));
    for (std::size_t index = 1; index < bytes; ++index) code = code << 6 | (byte(at + index) & 0x3Fu);
    return {code, bytes};
}

bool in(std::uint32_t code, std::uint32_t low, std::uint32_t high) { return code >= low && code <= high; }

bool begins_name(std::uint32_t code) {
    return in(code, 'A', 'Z') || in(code, 'a', 'z') || code == '_' || in(code, 0xC0, 0xD6) || in(code, 0xD8, 0xF6) ||
           in(code, 0xF8, 0x2FF) || in(code, 0x370, 0x37D) || in(code, 0x37F, 0x1FFF) || in(code, 0x200C, 0x200D) ||
           in(code, 0x2070, 0x218F) || in(code, 0x2C00, 0x2FEF) || in(code, 0x3001, 0xD7FF) ||
           in(code, 0xF900, 0xFDCF) || in(code, 0xFDF0, 0xFFFC) || in(code, 0x10000, 0xEFFFF);
}

bool continues_name(std::uint32_t code) {
    return begins_name(code) || code == '-' || code == '.' || in(code, '0', '9') || code == 0xB7 ||
           in(code, 0x300, 0x36F) || in(code, 0x203F, 0x2040);
}

bool is_blank(std::uint32_t code) {
    return in(code, 0x09, 0x0D) || in(code, 0x1C, 0x20) || code == 0x85 || code == 0xA0 || code == 0x1680 ||
           in(code, 0x2000, 0x200A) || code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F ||
           code == 0x3000;
}

/// The reference that begins at `at` (at the dollar sign), when it is well formed.
std::optional<Reference> reference_at(std::string_view text, std::size_t at) {
    if (!text.substr(at).starts_with("${")) return std::nullopt;
    Reference found;
    found.begin = at;
    at += 2;
    constexpr std::string_view saved = "last-saved#";
    if (text.substr(at).starts_with(saved)) {
        found.last_saved = true;
        at += saved.size();
    }
    const std::size_t length = name_length(text, at);
    if (length == 0 || at + length >= text.size() || text[at + length] != '}') return std::nullopt;
    found.name = std::string(text.substr(at, length));
    found.end = at + length + 1;
    return found;
}

/// Reads one token; every try returns the length of what it takes, or 0.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {}

    Token next(std::size_t at) const {
        if (const auto length = date(at)) {
            if (at + length < text_.size() && text_[at + length] == 'T') {
                if (const auto clock = time(at + length + 1))
                    return token(TokenKind::date_time, at, length + 1 + clock);
            }
            return token(TokenKind::date, at, length);
        }
        if (const auto length = time(at)) return token(TokenKind::time, at, length);
        if (const auto length = number(at)) return token(TokenKind::number, at, length);
        if (const auto found = operation(at); found.end > at) return found;
        if (const auto found = mark(at); found.end > at) return found;
        if (const auto length = literal(at)) return token(TokenKind::literal, at, length);
        if (text_[at] == ',') return token(TokenKind::comma, at, 1);
        if (const auto length = blanks(at)) return token(TokenKind::blank, at, length);
        if (const auto found = reference_at(text_, at)) return token(TokenKind::reference, at, found->end - at);
        if (const auto found = named(at); found.end > at) return found;
        if (text_[at] == ']') return token(TokenKind::predicate_close, at, 1);
        return token(TokenKind::other, at, sign_at(text_, at).bytes);
    }

  private:
    static Token token(TokenKind kind, std::size_t at, std::size_t length) { return {kind, at, at + length}; }
    bool digit(std::size_t at) const { return at < text_.size() && text_[at] >= '0' && text_[at] <= '9'; }
    bool is(std::size_t at, char sign) const { return at < text_.size() && text_[at] == sign; }
    bool digits(std::size_t at, std::size_t count) const {
        for (std::size_t index = 0; index < count; ++index) {
            if (!digit(at + index)) return false;
        }
        return true;
    }

    std::size_t date(std::size_t at) const {
        const std::size_t begin = at;
        if (is(at, '-')) ++at;
        if (!digits(at, 4) || !is(at + 4, '-') || !digits(at + 5, 2) || !is(at + 7, '-') || !digits(at + 8, 2))
            return 0;
        return at + 10 - begin;
    }
    std::size_t time(std::size_t at) const {
        if (!digits(at, 2) || !is(at + 2, ':') || !digits(at + 3, 2) || !is(at + 5, ':') || !digits(at + 6, 2))
            return 0;
        const std::size_t begin = at;
        at += 8;
        if ((is(at, '+') || is(at, '-')) && digits(at + 1, 2) && is(at + 3, ':') && digits(at + 4, 2)) {
            at += 6;
        } else if (is(at, 'Z')) {
            ++at;
        }
        return at - begin;
    }
    std::size_t number(std::size_t at) const {
        const std::size_t begin = at;
        if (is(at, '-')) ++at;
        if (is(at, '.') && digit(at + 1)) {
            ++at;
        } else if (!digit(at)) {
            return 0;
        } else {
            while (digit(at)) ++at;
            if (is(at, '.')) ++at;
        }
        while (digit(at)) ++at;
        return at - begin;
    }
    Token operation(std::size_t at) const {
        const std::string_view rest = text_.substr(at);
        if (rest.starts_with('*') || rest.starts_with('+') || rest.starts_with('-'))
            return token(TokenKind::math, at, 1);
        if (rest.starts_with(" mod ") || rest.starts_with(" div ")) return token(TokenKind::math, at, 5);
        if (rest.starts_with('=') || rest.starts_with('<') || rest.starts_with('>')) {
            return token(TokenKind::comparison, at, 1);
        }
        if (rest.starts_with("!=")) return token(TokenKind::comparison, at, 2);
        if (rest.starts_with(" and ")) return token(TokenKind::boolean, at, 5);
        if (rest.starts_with(" or ")) return token(TokenKind::boolean, at, 4);
        return {TokenKind::other, at, at};
    }
    Token mark(std::size_t at) const {
        switch (text_[at]) {
            case '|':
                return token(TokenKind::union_bar, at, 1);
            case '(':
                return token(TokenKind::open, at, 1);
            case ')':
                return token(TokenKind::close, at, 1);
            case '[':
            case '{':
            case '}':
                return token(TokenKind::bracket, at, 1);
            case '.':
                return is(at + 1, '.') ? token(TokenKind::parent, at, 2) : token(TokenKind::self, at, 1);
            case '/':
                return token(TokenKind::slash, at, 1);
            default:
                return {TokenKind::other, at, at};
        }
    }
    std::size_t literal(std::size_t at) const {
        if (!is(at, '"') && !is(at, '\'')) return 0;
        const auto close = text_.find(text_[at], at + 1);
        return close == std::string_view::npos ? 0 : close + 1 - at;
    }
    std::size_t blanks(std::size_t at) const {
        const std::size_t begin = at;
        while (const std::size_t blank = blank_at(text_, at)) at += blank;
        return at - begin;
    }
    Token named(std::size_t at) const {
        const std::size_t simple = name_length(text_, at);
        if (simple == 0) return {TokenKind::other, at, at};
        std::size_t length = simple;
        if (is(at + simple, ':')) {
            if (const auto second = name_length(text_, at + simple + 1)) length = simple + 1 + second;
        }
        if (is(at + length, '(')) return token(TokenKind::function, at, length + 1);
        if (is(at + length, '[')) return token(TokenKind::predicate_open, at, length + 1);
        if (text_.substr(at + simple).starts_with("://")) return token(TokenKind::scheme, at, simple + 3);
        return token(TokenKind::name, at, length);
    }

    std::string_view text_;
};

}  // namespace

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& sign : out) {
        if (sign >= 'A' && sign <= 'Z') sign = static_cast<char>(sign - 'A' + 'a');
    }
    return out;
}

std::size_t blank_at(std::string_view text, std::size_t at) {
    const Sign sign = sign_at(text, at);
    return sign.bytes > 0 && is_blank(sign.code) ? sign.bytes : 0;
}

std::size_t blank_before(std::string_view text, std::size_t end) {
    for (std::size_t bytes = 1; bytes <= 3 && bytes <= end; ++bytes) {
        if (blank_at(text.substr(0, end), end - bytes) == bytes) return bytes;
    }
    return 0;
}

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> out;
    bool open = false;
    for (std::size_t at = 0; at < text.size();) {
        if (const std::size_t blank = blank_at(text, at)) {
            open = false;
            at += blank;
            continue;
        }
        if (!open) out.emplace_back();
        open = true;
        out.back() += text[at++];
    }
    return out;
}

std::size_t name_length(std::string_view text, std::size_t at) {
    const std::size_t begin = at;
    Sign sign = sign_at(text, at);
    if (sign.bytes == 0 || !begins_name(sign.code)) return 0;
    while (sign.bytes > 0 && continues_name(sign.code)) {
        at += sign.bytes;
        sign = sign_at(text, at);
    }
    return at - begin;
}

bool is_name(std::string_view text) {
    const std::size_t first = name_length(text, 0);
    if (first == 0) return false;
    if (first == text.size()) return true;
    if (text[first] != ':') return false;
    const std::size_t second = name_length(text, first + 1);
    return second > 0 && first + 1 + second == text.size();
}

std::vector<Reference> references(std::string_view text) {
    std::vector<Reference> out;
    for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at)) {
        if (auto found = reference_at(text, at)) {
            at = found->end;
            out.push_back(std::move(*found));
        } else {
            at += 2;
        }
    }
    return out;
}

bool references_well_formed(std::string_view text) {
    for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at)) {
        if (text.substr(at).starts_with("${}")) {
            at += 3;
            continue;
        }
        const auto found = reference_at(text, at);
        if (!found) return false;
        at = found->end;
    }
    return true;
}

std::optional<Reference> only_reference(std::string_view text) {
    auto found = reference_at(text, 0);
    if (!found || found->end != text.size()) return std::nullopt;
    return found;
}

bool has_last_saved(std::string_view text) {
    if (text.find("${last-saved#") == std::string_view::npos) return false;
    for (const Reference& reference : references(text)) {
        if (reference.last_saved) return true;
    }
    return false;
}

std::vector<Token> tokens(std::string_view text) {
    std::vector<Token> out;
    const Scanner scanner(text);
    for (std::size_t at = 0; at < text.size(); at = out.back().end) out.push_back(scanner.next(at));
    return out;
}

bool is_dynamic_default(std::string_view text, std::string_view question_type) {
    constexpr std::array<std::string_view, 5> with_hyphens = {"date", "dateTime", "geopoint", "geotrace", "geoshape"};
    bool hyphens = false;
    for (const auto type : with_hyphens) hyphens = hyphens || type == question_type;
    for (const Token& token : tokens(text)) {
        if (hyphens && token.kind == TokenKind::math && text.substr(token.begin, token.end - token.begin) == "-") {
            return false;
        }
        if (token.kind == TokenKind::math || token.kind == TokenKind::union_bar || token.kind == TokenKind::reference ||
            token.kind == TokenKind::function) {
            return true;
        }
    }
    return false;
}

std::vector<std::pair<std::size_t, std::size_t>> instance_expressions(std::string_view text) {
    if (text.find("instance(") == std::string_view::npos) return {};
    const auto opens = [&](const Token& token) {
        return token.kind == TokenKind::function && text.substr(token.begin, token.end - token.begin) == "instance(";
    };
    std::vector<std::pair<std::size_t, std::size_t>> out;
    bool inside = false;
    bool path = false;
    bool predicate = false;
    std::optional<Token> last;
    for (const Token& token : tokens(text)) {
        bool belongs = false;
        if (!inside && opens(token)) {
            inside = belongs = true;
            out.emplace_back(token.begin, token.end);
        } else if (inside) {
            if (opens(*last) && token.kind == TokenKind::literal) {
                belongs = true;
            } else if (last->kind == TokenKind::literal && token.kind == TokenKind::close) {
                belongs = true;
            } else if (token.kind == TokenKind::slash && (last->kind == TokenKind::close || last->kind == TokenKind::predicate_close)) {
                belongs = path = true;
            } else if (path) {
                if (token.kind == TokenKind::blank) {
                    path = false;
                } else {
                    belongs = true;
                    if (token.kind == TokenKind::predicate_open) {
                        path = false;
                        predicate = true;
                    }
                }
            } else if (predicate) {
                belongs = true;
                if (token.kind == TokenKind::predicate_close) predicate = false;
            }
        }
        if (belongs) {
            last = token;
            out.back().second = token.end;
        } else if (inside) {
            inside = false;
        }
    }
    return out;
}

}  // namespace longdan::xlsform
