#include "engine/xlsform/delimited.h"

namespace longdan::xlsform {
namespace {

bool closes(std::string_view rest) { return rest.starts_with("}}") && !rest.substr(2).starts_with('}'); }

}  // namespace

Delimited delimited(std::string_view text) {
    Delimited out;
    if (text.size() < 3 || text.find_first_of("{}") == std::string_view::npos) {
        out.parts.push_back({Delimited::Kind::text, std::string(text)});
        return out;
    }
    std::string run;
    std::size_t depth = 0;
    const auto end_run = [&](Delimited::Kind kind) {
        if (kind == Delimited::Kind::expression || !run.empty()) out.parts.push_back({kind, std::move(run)});
        run.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = text.substr(at);
        if (rest.starts_with("\\{{") || rest.starts_with("\\}}")) {
            out.marked = true;
            if (depth == 0) end_run(Delimited::Kind::text);
            run += rest.substr(1, 2);
            if (depth == 0) end_run(Delimited::Kind::mark);
            at += 3;
        } else if (rest.starts_with("{{")) {
            if (depth == 0) end_run(Delimited::Kind::text);
            if (++depth > 1) out.fault = Delimited::Fault::nested;
            at += 2;
        } else if (depth > 0 && closes(rest)) {
            if (--depth == 0) end_run(Delimited::Kind::expression);
            out.marked = true;
            at += 2;
        } else {
            run += text[at++];
        }
    }
    end_run(depth > 0 ? Delimited::Kind::expression : Delimited::Kind::text);
    if (depth > 0) out.fault = Delimited::Fault::open;
    return out;
}

}  // namespace longdan::xlsform
