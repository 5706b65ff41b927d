#include "platform/base/document.h"

#include <charconv>

namespace longdan {

void append_json_string(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += '"';
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto sign = static_cast<unsigned char>(text[i]);
        switch (sign) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            case '<':
                out += "\\u003c";
                break;
            default:
                if (sign < 0x20 || sign == 0x7F) {
                    out += "\\u00";
                    out += digits[sign >> 4];
                    out += digits[sign & 15];
                } else if (sign == 0xE2 && text.substr(i, 2) == "\xE2\x80" && i + 2 < text.size() && (text[i + 2] == '\xA8' || text[i + 2] == '\xA9')) {
                    out += text[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
                    i += 2;
                } else {
                    out += static_cast<char>(sign);
                }
        }
    }
    out += '"';
}

void append_json_number(std::string& out, double number) {
    if (!std::isfinite(number)) {
        out += "null";
        return;
    }
    char buffer[32];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, number);
    out.append(buffer, error == std::errc() ? end : buffer);
}

std::string DocumentShapes::typescript() const {
    std::string out;
    for (const auto& [name, fields] : shapes_) {
        out += "export interface " + name + " {\n";
        for (const auto& field : fields) out += "    " + field.name + ": " + field.type + ";\n";
        out += "}\n\n";
    }
    return out;
}

}  // namespace longdan
