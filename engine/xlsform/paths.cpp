#include "engine/xlsform/paths.h"

#include "engine/xlsform/delimited.h"
#include "platform/base/markup.h"

#include <algorithm>

namespace longdan::xlsform {
namespace {

/// What `escaped_text` did, undone.
std::string plain_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::string_view rest = text.substr(at);
        if (rest.starts_with("&amp;")) {
            out += '&';
            at += 4;
        } else if (rest.starts_with("&lt;")) {
            out += '<';
            at += 3;
        } else if (rest.starts_with("&gt;")) {
            out += '>';
            at += 3;
        } else {
            out += text[at];
        }
    }
    return out;
}

void append_text(Pieces& out, std::string_view text) {
    if (out.empty() || out.back().output) out.push_back({});
    out.back().text += text;
}

/// The nearest section of one of the kinds around both, and how many steps it is above each.
struct Ancestor {
    const Element* element = nullptr;
    std::size_t steps = 0;
};

Ancestor common_ancestor(const Element& one, const Element& other, bool repeats_only) {
    std::size_t steps = 1;
    for (const Element* up = one.parent; up != nullptr; up = up->parent, ++steps) {
        if (up->kind != Kind::repeat && (repeats_only || up->kind != Kind::group)) continue;
        for (const Element* there = other.parent; there != nullptr; there = there->parent) {
            if (there == up) return {up, steps};
        }
    }
    return {};
}

const Element* nearest_repeat(const Element& element) {
    for (const Element* up = element.parent; up != nullptr; up = up->parent) {
        if (up->kind == Kind::repeat) return up;
    }
    return nullptr;
}

std::string step_name(const Element& element) {
    return element.kind == Kind::attribute ? "@" + element.name : element.name;
}

/// The path from below `from` down to the element.
std::string path_below(const Element& element, const Element* from) {
    std::string out = "/" + step_name(element);
    for (const Element* up = element.parent; up != nullptr && up != from; up = up->parent) out = "/" + up->name + out;
    return out;
}

/// The reference stands in a predicate of an expression that asks a secondary instance.
bool in_instance_predicate(std::string_view whole, const Reference& reference) {
    const auto call = whole.find("instance(");
    if (call == std::string_view::npos || call + 11 > whole.size()) return false;
    for (std::size_t at = whole.find('['); at != std::string_view::npos; at = whole.find('[', at)) {
        const auto close = whole.find(']', at + 1);
        if (close == std::string_view::npos) return false;
        if (close > at + 1 && reference.begin >= at && reference.end <= close + 1) return true;
        at = close + 1;
    }
    return false;
}

struct Call {
    std::size_t begin;
    std::size_t end;
};

std::vector<Call> indexed_repeats(std::string_view whole) {
    constexpr std::string_view name = "indexed-repeat(";
    std::vector<Call> out;
    for (std::size_t at = whole.find(name); at != std::string_view::npos; at = whole.find(name, at)) {
        const auto close = whole.find(')', at + name.size());
        if (close == std::string_view::npos) break;
        if (close > at + name.size()) out.push_back({at, close + 1});
        at = close + 1;
    }
    return out;
}

/// In which argument of the call the name stands last; npos when in none.
std::size_t argument_of(std::string_view call, std::string_view name) {
    const std::string wanted = "${" + std::string(name) + "}";
    call.remove_prefix(call.find('(') + 1);
    call.remove_suffix(1);
    std::size_t found = std::string_view::npos;
    for (std::size_t index = 0;; ++index) {
        const auto comma = call.find(',');
        if (call.substr(0, comma).find(wanted) != std::string_view::npos) found = index;
        if (comma == std::string_view::npos) return found;
        call.remove_prefix(comma + 1);
    }
}

/// Within indexed-repeat() the nodes it indexes stay absolute; all else may be relative.
bool may_be_relative(std::string_view whole, const Reference& reference) {
    if (whole.find("indexed-repeat(") == std::string_view::npos) return true;
    const auto calls = indexed_repeats(whole);
    for (std::size_t index = 0; index < calls.size(); ++index) {
        const Call& call = calls[index];
        if (reference.end > call.end) {
            if (index + 1 >= calls.size()) return true;
            ++index;
            continue;
        }
        if (reference.end < call.begin || reference.begin > call.end) return true;
        const std::size_t argument = argument_of(whole.substr(call.begin, call.end - call.begin), reference.name);
        return argument != std::string_view::npos && argument != 0 && argument != 1 && argument != 3 && argument != 5;
    }
    return false;
}

}  // namespace

std::string escaped_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    append_markup(out, text, "");
    return out;
}

Paths::Paths(const Form& form, Budget& budget) : budget_(budget) {
    walk(form.root, [&](const Element& element) {
        if (element.section() || element.kind == Kind::question) names_[element.name].push_back(&element);
    });
}

std::string Paths::absolute(const Element& element) const {
    if (const auto known = absolute_.find(&element); known != absolute_.end()) return known->second;
    std::string path = (element.parent == nullptr ? "" : absolute(*element.parent)) + "/" + step_name(element);
    budget_.spend(path.size());
    return absolute_[&element] = std::move(path);
}

const Element* Paths::find(std::string_view name) const {
    const auto found = names_.find(name);
    return found == names_.end() || found->second.size() != 1 ? nullptr : found->second.front();
}

bool Paths::ambiguous(std::string_view name) const {
    const auto found = names_.find(name);
    return found != names_.end() && found->second.size() > 1;
}

std::string Paths::relative(const Element& context, const Element& target, PathStyle style) const {
    const Ancestor repeat = common_ancestor(context, target, true);
    if (repeat.element == nullptr) return "";
    std::size_t steps = 0;
    std::string below;
    const bool to_parent = style.reference_parent && repeat.element == nearest_repeat(target) &&
                           (nearest_repeat(*repeat.element) == nullptr || nearest_repeat(context) != repeat.element);
    if (to_parent) {
        steps = repeat.steps + 1;
        below = path_below(target, repeat.element->parent);
    } else {
        const Ancestor nearest = common_ancestor(context, target, false);
        steps = nearest.steps;
        below = path_below(target, nearest.element);
    }
    std::string out = style.current ? " current()/" : " ";
    for (std::size_t step = 0; step < steps; ++step) out += step == 0 ? ".." : "/..";
    return out + below + " ";
}

std::string Paths::path_of(std::string_view whole, const Reference& reference, const Element* context, PathStyle style)
    const {
    const Element* target = find(reference.name);
    if (target == nullptr) return "";
    budget_.spend(whole.size() / 8 + absolute(*target).size());  // the cell is looked through for every reference
    if (!reference.last_saved && context != nullptr && may_be_relative(whole, reference)) {
        style.current = style.current || in_instance_predicate(whole, reference);
        if (std::string path = relative(*context, *target, style); !path.empty()) return path;
    }
    return (reference.last_saved ? " instance('__last-saved')" : " ") + absolute(*target) + " ";
}

std::string Paths::resolve(std::string_view text, const Element* context, PathStyle style) const {
    if (!may_hold_reference(text)) return std::string(text);
    std::string out;
    std::size_t at = 0;
    for (const Reference& reference : references(text)) {
        out += text.substr(at, reference.begin - at);
        out += path_of(text, reference, context, style);
        at = reference.end;
    }
    return out.append(text.substr(at));
}

/// References of the part [begin, end) as outputs, the text between them as text.
void Paths::append_pieces(
    Pieces& out, std::string_view whole, std::size_t begin, std::size_t end, const Element* context
) const {
    const auto text = [&](std::size_t from, std::size_t to) {
        if (to > from) append_text(out, plain_text(whole.substr(from, to - from)));
    };
    const std::string_view part = whole.substr(begin, end - begin);
    std::size_t at = begin;
    for (Reference reference : references(part)) {
        reference.begin += begin;
        reference.end += begin;
        text(at, reference.begin);
        out.push_back({true, path_of(whole, reference, context, {})});
        at = reference.end;
    }
    text(at, end);
}

Pieces Paths::pieces(std::string_view text, const Element* context) const {
    if (text == "-") return {{false, std::string(text)}};
    const std::string whole = escaped_text(text);
    const Delimited read = delimited(whole);
    Pieces out;
    if (read.marked) {
        for (const Delimited::Part& part : read.parts) {
            if (part.kind == Delimited::Kind::expression) {
                out.push_back({true, resolve(part.text, context)});
            } else if (part.kind == Delimited::Kind::mark) {
                append_text(out, part.text);
            } else {
                append_pieces(out, part.text, 0, part.text.size(), context);
            }
        }
    } else {
        std::size_t at = 0;
        for (const auto& [begin, end] : instance_expressions(whole)) {
            append_pieces(out, whole, at, begin, context);
            out.push_back({true, resolve(std::string_view(whole).substr(begin, end - begin), context)});
            at = end;
        }
        append_pieces(out, whole, at, whole.size(), context);
    }
    if (out.empty()) out.push_back({});
    return out;
}

}  // namespace longdan::xlsform
