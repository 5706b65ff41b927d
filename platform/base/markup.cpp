#include "platform/base/markup.h"

namespace longdan {

void append_markup(std::string& out, std::string_view text, std::string_view also) {
    for (const char sign : text) {
        if (sign == '&') {
            out += "&amp;";
        } else if (sign == '<') {
            out += "&lt;";
        } else if (sign == '>') {
            out += "&gt;";
        } else if (sign == '"' && also.find(sign) != std::string_view::npos) {
            out += "&quot;";
        } else if (sign == '\r' && also.find(sign) != std::string_view::npos) {
            out += "&#13;";
        } else {
            out += sign;
        }
    }
}

std::string escaped_markup(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    append_markup(out, text, "\"");
    return out;
}

}  // namespace longdan
