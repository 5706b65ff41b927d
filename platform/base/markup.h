#pragma once

#include <string>
#include <string_view>

namespace longdan {

/// The text with the signs & < > " written as entities: safe between tags and in quoted attributes of HTML and XML.
std::string escaped_markup(std::string_view text);

}  // namespace longdan
