#pragma once

#include <string>
#include <string_view>

namespace longdan {

/// Adds the text with the signs & < > written as entities, and those of `also`: a double quote, a carriage return.
void append_markup(std::string& out, std::string_view text, std::string_view also);

/// The text with the signs & < > " written as entities: safe between tags and in quoted attributes of HTML and XML.
std::string escaped_markup(std::string_view text);

}  // namespace longdan
