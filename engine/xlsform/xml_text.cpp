#include "engine/xlsform/xml_text.h"

#include "platform/base/markup.h"

namespace longdan::xlsform {

void set_attribute(Attributes& attributes, std::string_view name, std::string value) {
    for (auto& [known, there] : attributes) {
        if (known == name) {
            there = std::move(value);
            return;
        }
    }
    attributes.emplace_back(std::string(name), std::move(value));
}

void XmlText::seal() {
    if (unsealed_) out_ += '>';
    unsealed_ = false;
}

void XmlText::open(std::string_view name, const Attributes& attributes) {
    seal();
    budget_.spend(2 * name.size() + 5);
    out_ += '<';
    out_ += name;
    for (const auto& [key, value] : attributes) {
        budget_.spend(key.size() + value.size() + 4);
        out_ += ' ';
        out_ += key;
        out_ += "=\"";
        // Line breaks and tabs stand bare, as pyxform since 4.1 leaves them (some Enketo versions fail on their
        // references): whoever reads the XForm takes them for blanks.
        append_markup(out_, value, "\"");
        out_ += '"';
    }
    open_.emplace_back(name);
    unsealed_ = true;
}

void XmlText::close() {
    if (unsealed_) {
        out_ += "/>";
        unsealed_ = false;
    } else {
        out_ += "</";
        out_ += open_.back();
        out_ += '>';
    }
    open_.pop_back();
}

void XmlText::empty(std::string_view name, const Attributes& attributes) {
    open(name, attributes);
    close();
}

void XmlText::text(std::string_view text) {
    seal();
    budget_.spend(text.size());
    out_ += escaped_text(text);
}

void XmlText::leaf(std::string_view name, std::string_view value, const Attributes& attributes) {
    open(name, attributes);
    text(value);
    close();
}

void XmlText::mixed(std::string_view name, const Pieces& pieces, const Attributes& attributes) {
    open(name, attributes);
    const bool several = pieces.size() > 1;
    bool has_text = false;
    for (const Piece& piece : pieces) has_text = has_text || !piece.output;
    if (several && !pieces.front().output) text(" ");
    for (const Piece& piece : pieces) {
        if (piece.output) {
            empty("output", {{"value", piece.text}});
        } else {
            text(piece.text);
        }
    }
    if (several && has_text) text(" ");
    close();
}

}  // namespace longdan::xlsform
