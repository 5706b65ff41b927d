#pragma once

#include "engine/xpath/syntax.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <fmt/format.h>

/// Reading an expression sign by sign; for the parser of this room only.
namespace longdan::xpath {

inline bool is_blank(char sign) { return sign == ' ' || sign == '\t' || sign == '\n' || sign == '\r'; }
inline bool is_digit(char sign) { return sign >= '0' && sign <= '9'; }
inline bool starts_name(char sign) {
    const auto byte = static_cast<unsigned char>(sign);
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' || byte >= 0x80;
}
inline bool continues_name(char sign) { return starts_name(sign) || is_digit(sign) || sign == '-' || sign == '.'; }

/// The text and how far it has been read.
class ExpressionScanner {
  public:
    explicit ExpressionScanner(std::string_view text) : text_(text) {}

    [[noreturn]] void refuse(std::size_t offset, const std::string& message) const {
        throw ExpressionError(offset, fmt::format("ký tự thứ {}: {}", offset + 1, message));
    }
    /// The next few signs, for messages; cut between characters.
    std::string rest() const {
        std::size_t length = std::min<std::size_t>(20, text_.size() - at_);
        while (at_ + length < text_.size() && (static_cast<unsigned char>(text_[at_ + length]) & 0xC0) == 0x80)
            ++length;
        return std::string(text_.substr(at_, length));
    }
    void blanks() {
        while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    }
    char sign(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
    bool take(std::string_view wanted) {
        blanks();
        if (!text_.substr(at_).starts_with(wanted)) return false;
        at_ += wanted.size();
        return true;
    }
    void want(std::string_view wanted) {
        if (!take(wanted)) {
            refuse(at_, fmt::format("thiếu \"{}\" trước \"{}\" (\"{}\" is wanted here)", wanted, rest(), wanted));
        }
    }
    std::string_view plain_name() {
        blanks();
        const std::size_t begin = at_;
        if (!starts_name(sign())) refuse(at_, fmt::format("cần một tên trước \"{}\" (a name is wanted)", rest()));
        while (at_ < text_.size() && continues_name(text_[at_])) ++at_;
        return text_.substr(begin, at_ - begin);
    }

  protected:
    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace longdan::xpath
