#include "engine/xforms/xml.h"

#include "platform/base/error.h"
#include "platform/base/text.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

namespace longdan::xforms::xml {
namespace {

std::string_view trouble(pugi::xml_parse_status status) {
    switch (status) {
        case pugi::status_end_element_mismatch:
            return "thẻ đóng không khớp với thẻ mở (an end tag does not match its start tag)";
        case pugi::status_bad_attribute:
            return "thuộc tính viết sai (a malformed attribute)";
        case pugi::status_bad_start_element:
        case pugi::status_bad_end_element:
            return "thẻ viết sai (a malformed tag)";
        case pugi::status_bad_comment:
        case pugi::status_bad_cdata:
        case pugi::status_bad_pi:
            return "chú thích, CDATA hoặc chỉ thị không được đóng (a comment, CDATA section or instruction is not "
                   "closed)";
        case pugi::status_no_document_element:
            return "không có phần tử nào (there is no element)";
        default:
            return "không phải XML đúng dạng (not well-formed XML)";
    }
}

/// Looks for "<!DOCTYPE" before the root element; comments and instructions are passed over.
std::size_t find_doctype(std::string_view text) {
    std::size_t at = 0;
    while ((at = text.find('<', at)) != std::string_view::npos) {
        const std::string_view rest = text.substr(at);
        if (rest.starts_with("<!--")) {
            at = text.find("-->", at);
        } else if (rest.starts_with("<?")) {
            at = text.find("?>", at);
        } else {
            return rest.starts_with("<!") && !rest.starts_with("<![CDATA[") ? at : std::string_view::npos;
        }
        if (at == std::string_view::npos) return at;
    }
    return std::string_view::npos;
}

bool says_other_encoding(std::string_view text) {
    if (!text.starts_with("<?xml")) return false;
    const std::string_view declaration = text.substr(0, text.find("?>"));
    const std::size_t at = declaration.find("encoding");
    if (at == std::string_view::npos) return false;
    const std::size_t quote = declaration.find_first_of("\"'", at);
    if (quote == std::string_view::npos) return false;
    std::string named(declaration.substr(quote + 1, declaration.find_first_of("\"'", quote + 1) - quote - 1));
    std::transform(named.begin(), named.end(), named.begin(), [](unsigned char c) { return std::tolower(c); });
    return named != "utf-8" && named != "utf8" && named != "us-ascii" && named != "ascii";
}

}  // namespace

Document::Document(std::string_view text, std::string name, const Limits& limits) : name_(std::move(name)) {
    if (text.size() > limits.bytes) {
        throw Error(
            ErrorKind::too_large,
            fmt::format("{}: lớn hơn {} byte, hãy rút gọn (larger than the limit)", name_, limits.bytes)
        );
    }
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    text_.assign(text);
    const auto refuse = [&](std::ptrdiff_t offset, std::string_view what) {
        throw Error(ErrorKind::invalid, fmt::format("{}, dòng {}: {}", name_, line_at(offset), what));
    };
    if (const std::size_t nul = text_.find('\0'); nul != std::string::npos) {
        refuse(static_cast<std::ptrdiff_t>(nul), "có ký tự NUL, hãy lưu lại tệp dưới dạng UTF-8 (a NUL character)");
    }
    if (!is_utf8(text_)) {
        std::size_t line = 1;
        for (const std::string_view part : split(text_, '\n')) {
            if (!is_utf8(part)) break;
            ++line;
        }
        throw Error(
            ErrorKind::invalid,
            fmt::format("{}, dòng {}: không phải UTF-8, hãy lưu lại tệp dưới dạng UTF-8 (not UTF-8)", name_, line)
        );
    }
    if (says_other_encoding(text_)) {
        refuse(0, "khai báo bảng mã khác UTF-8, hãy lưu lại tệp dưới dạng UTF-8 (declares another encoding)");
    }
    if (const std::size_t at = find_doctype(text_); at != std::string::npos) {
        refuse(static_cast<std::ptrdiff_t>(at), "có khai báo DOCTYPE, không được dùng ở đây (a DOCTYPE is refused)");
    }
    const pugi::xml_parse_result result = document_.load_buffer(
        text_.data(), text_.size(), pugi::parse_default | pugi::parse_ws_pcdata, pugi::encoding_utf8
    );
    if (!result) refuse(result.offset, trouble(result.status));
    check_shape(limits);
}

void Document::check_shape(const Limits& limits) const {
    std::size_t roots = 0;
    for (const pugi::xml_node node : document_.children()) {
        if (node.type() == pugi::node_element) ++roots;
        if (node.type() == pugi::node_pcdata && !trimmed(node.value()).empty()) roots = 2;
    }
    if (roots != 1) {
        throw Error(ErrorKind::invalid, fmt::format("{}: phải có đúng một phần tử gốc (exactly one root)", name_));
    }
    std::size_t elements = 0;
    std::size_t depth = 1;
    for (pugi::xml_node node = document_.document_element(); node;) {
        if (node.type() == pugi::node_element && ++elements > limits.elements) {
            throw Error(
                ErrorKind::too_large,
                fmt::format("{}: nhiều hơn {} phần tử (too many elements)", name_, limits.elements)
            );
        }
        if (depth > limits.depth) {
            throw Error(
                ErrorKind::too_large,
                fmt::format("{}: lồng sâu hơn {} tầng (nested too deep)", place(node), limits.depth)
            );
        }
        if (node.first_child()) {
            node = node.first_child();
            ++depth;
            continue;
        }
        while (node && !node.next_sibling()) {
            node = node.parent();
            --depth;
            if (depth == 0 || node == document_.document_element()) return;
        }
        node = node.next_sibling();
    }
}

pugi::xml_node Document::root() const { return document_.document_element(); }

std::size_t Document::line_at(std::ptrdiff_t offset) const {
    if (line_ends_.empty()) {
        for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1)) {
            line_ends_.push_back(static_cast<std::ptrdiff_t>(at));
        }
        line_ends_.push_back(static_cast<std::ptrdiff_t>(text_.size()));
    }
    const auto after = std::lower_bound(line_ends_.begin(), line_ends_.end(), offset);
    return std::min(static_cast<std::size_t>(after - line_ends_.begin()) + 1, line_ends_.size());
}

std::size_t Document::line(const pugi::xml_node& node) const { return line_at(node.offset_debug()); }

std::string Document::place(const pugi::xml_node& node) const { return fmt::format("{}, dòng {}", name_, line(node)); }

std::string_view local_name(std::string_view qualified) {
    const std::size_t colon = qualified.find(':');
    return colon == std::string_view::npos ? qualified : qualified.substr(colon + 1);
}

std::string_view prefix_of(std::string_view qualified) {
    const std::size_t colon = qualified.find(':');
    return colon == std::string_view::npos ? std::string_view() : qualified.substr(0, colon);
}

std::string_view namespace_of_prefix(pugi::xml_node node, std::string_view prefix) {
    for (; node; node = node.parent()) {
        for (const pugi::xml_attribute one : node.attributes()) {
            const std::string_view known = one.name();
            if (!known.starts_with("xmlns")) continue;
            if (prefix.empty() ? known.size() == 5 : known.size() > 6 && known[5] == ':' && known.substr(6) == prefix) {
                return one.value();
            }
        }
    }
    return {};
}

std::string_view namespace_of(const pugi::xml_node& node) { return namespace_of_prefix(node, prefix_of(node.name())); }

bool is(const pugi::xml_node& node, std::string_view uri, std::string_view name) {
    return node.type() == pugi::node_element && local_name(node.name()) == name && namespace_of(node) == uri;
}

std::string_view attribute(const pugi::xml_node& node, std::string_view name) {
    for (const pugi::xml_attribute one : node.attributes()) {
        if (name == one.name()) return one.value();
    }
    return {};
}

pugi::xml_attribute attribute_in(const pugi::xml_node& node, std::string_view uri, std::string_view name) {
    for (const pugi::xml_attribute one : node.attributes()) {
        const std::string_view known = one.name();
        const std::string_view prefix = prefix_of(known);
        if (prefix.empty() || local_name(known) != name) continue;
        if (namespace_of_prefix(node, prefix) == uri) return one;
    }
    return {};
}

pugi::xml_node child(const pugi::xml_node& parent, std::string_view uri, std::string_view name) {
    for (const pugi::xml_node node : parent.children()) {
        if (is(node, uri, name)) return node;
    }
    return {};
}

bool has_elements(const pugi::xml_node& node) {
    for (const pugi::xml_node one : node.children()) {
        if (one.type() == pugi::node_element) return true;
    }
    return false;
}

std::string text_of(const pugi::xml_node& node) {
    std::string text;
    for (const pugi::xml_node one : node.children()) {
        if (one.type() == pugi::node_pcdata || one.type() == pugi::node_cdata) text += one.value();
    }
    return text;
}

}  // namespace longdan::xforms::xml
