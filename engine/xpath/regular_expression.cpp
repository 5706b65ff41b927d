#include "engine/xpath/regular_expression.h"

#include "platform/base/error.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/format.h>
#include <pcre2.h>

namespace longdan::xpath {

namespace {

constexpr std::size_t longest_pattern = 4096;
constexpr std::uint32_t match_limit = 100000;
constexpr std::uint32_t depth_limit = 2000;
constexpr std::uint32_t heap_limit_kilobytes = 8192;
constexpr std::uint32_t nesting_limit = 100;

struct FreeCode {
    void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct FreeMatch {
    void operator()(pcre2_match_data* match) const { pcre2_match_data_free(match); }
};
struct FreeContext {
    void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
    void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
};

const auto* bytes(std::string_view text) { return reinterpret_cast<PCRE2_SPTR>(text.data()); }

}  // namespace

struct RegularExpression::Code {
    std::unique_ptr<pcre2_code, FreeCode> code;
    std::unique_ptr<pcre2_match_context, FreeContext> limits;
};

RegularExpression::RegularExpression(std::string_view pattern) {
    auto made = std::make_shared<Code>();
    int error = 0;
    PCRE2_SIZE place = 0;
    if (pattern.size() > longest_pattern) {
        throw Error(
            ErrorKind::invalid,
            fmt::format("mẫu regex() dài quá {} byte (regular expression too long)", longest_pattern)
        );
    }
    const std::unique_ptr<pcre2_compile_context, FreeContext> context(pcre2_compile_context_create(nullptr));
    pcre2_set_parens_nest_limit(context.get(), nesting_limit);
    made->code.reset(pcre2_compile(
        bytes(pattern), pattern.size(), PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY | PCRE2_ALT_BSUX,
        &error, &place, context.get()
    ));
    if (!made->code) {
        PCRE2_UCHAR message[160] = {};
        pcre2_get_error_message(error, message, sizeof message);
        throw Error(
            ErrorKind::invalid, fmt::format(
                                    "mẫu regex() sai ở ký tự thứ {} (bad regular expression): {}", place + 1,
                                    reinterpret_cast<const char*>(message)
                                )
        );
    }
    made->limits.reset(pcre2_match_context_create(nullptr));
    pcre2_set_match_limit(made->limits.get(), match_limit);
    pcre2_set_depth_limit(made->limits.get(), depth_limit);
    pcre2_set_heap_limit(made->limits.get(), heap_limit_kilobytes);
    code_ = std::move(made);
}

bool RegularExpression::matches(std::string_view text) const {
    const std::unique_ptr<pcre2_match_data, FreeMatch> match(pcre2_match_data_create(1, nullptr));
    const int found = pcre2_match(code_->code.get(), bytes(text), text.size(), 0, 0, match.get(), code_->limits.get());
    if (found >= 0) return true;
    if (found == PCRE2_ERROR_NOMATCH) return false;
    if (found == PCRE2_ERROR_MATCHLIMIT || found == PCRE2_ERROR_DEPTHLIMIT || found == PCRE2_ERROR_HEAPLIMIT) {
        throw Error(
            ErrorKind::invalid,
            "mẫu regex() quá phức tạp cho giá trị này; hãy viết mẫu đơn giản hơn (regular expression too complex)"
        );
    }
    throw Error(ErrorKind::invalid, "giá trị đưa vào regex() không phải văn bản UTF-8 (text is not UTF-8)");
}

}  // namespace longdan::xpath
