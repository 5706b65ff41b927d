#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The small languages inside cells: names, `${references}`, and enough of XPath to tell where expressions are.
namespace longdan::xlsform {

std::string lower(std::string_view text);
/// Bytes of the blank (any Unicode blank) that begins at `at`; 0 when there is none.
std::size_t blank_at(std::string_view text, std::size_t at);
/// Bytes of the blank that ends before `end`; 0 when there is none.
std::size_t blank_before(std::string_view text, std::size_t end);
/// Words at blanks.
std::vector<std::string> words(std::string_view text);

/// Length of the NCName (XML Namespaces 1.0) that begins at `at`; 0 when there is none.
std::size_t name_length(std::string_view text, std::size_t at);
/// True for a name of an XML element: a name, or prefix:name.
bool is_name(std::string_view text);

/// `${name}` or `${last-saved#name}` in a text.
struct Reference {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string name;
    bool last_saved = false;
};
/// All references that are well formed.
std::vector<Reference> references(std::string_view text);
/// True when everything that begins like a reference is one.
bool references_well_formed(std::string_view text);
/// The text is one reference and nothing else.
std::optional<Reference> only_reference(std::string_view text);
inline bool may_hold_reference(std::string_view text) { return text.find("${") != std::string_view::npos; }
inline bool has_reference(std::string_view text) { return may_hold_reference(text) && !references(text).empty(); }
bool has_last_saved(std::string_view text);

enum class TokenKind {
    date_time,
    date,
    time,
    number,
    math,
    comparison,
    boolean,
    union_bar,
    open,
    close,
    bracket,
    parent,
    self,
    slash,
    literal,
    comma,
    blank,
    reference,
    function,
    predicate_open,
    predicate_close,
    scheme,
    name,
    other,
};
struct Token {
    TokenKind kind;
    std::size_t begin;
    std::size_t end;
};
/// The tokens of a cell, as XLSForm tells apart expressions from plain texts.
std::vector<Token> tokens(std::string_view text);

/// A default that must be computed, not written into the instance: it has arithmetic, a function or a reference.
bool is_dynamic_default(std::string_view text, std::string_view question_type);

/// The places [begin, end) of expressions `instance('…')/…` within a text.
std::vector<std::pair<std::size_t, std::size_t>> instance_expressions(std::string_view text);

}  // namespace longdan::xlsform
