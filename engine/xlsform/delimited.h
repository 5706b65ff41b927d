#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace longdan::xlsform {

/// A text with `{{ expressions }}` in it, cut at the marks; `\{{` and `\}}` stand for the marks themselves.
struct Delimited {
    enum class Kind {
        text,        ///< may hold `${references}`
        mark,        ///< `{{` or `}}` that was written with a backslash: as it stands
        expression,  ///< what stands between the marks
    };
    enum class Fault { none, open, nested };
    struct Part {
        Kind kind;
        std::string text;
    };

    std::vector<Part> parts;
    bool marked = false;        ///< there is an expression, or a mark with a backslash
    Fault fault = Fault::none;  ///< an expression that is never closed, or one inside another
};

/// A text of fewer than three signs has no expressions. A single brace is text; where more than two close, the last
/// two do.
Delimited delimited(std::string_view text);

}  // namespace longdan::xlsform
