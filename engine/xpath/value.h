#pragma once

#include "engine/xpath/tree.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The values of expressions and how they turn into one another (XPath 1.0, sections 3.2 to 3.5 and 4.2 to 4.4, with
/// what ODK XForms adds for dates).
namespace longdan::xpath {

/// A moment in milliseconds since 1970-01-01T00:00Z; not a number for a date that is none.
struct Date {
    double milliseconds = 0;
};

/// In document order, each node once; in the order randomize() made when it came from there.
using NodeSet = std::vector<NodeRef>;

using Value = std::variant<std::string, double, bool, Date, NodeSet>;

/// What a conversion has to know: the offset from UTC in which days begin.
struct Zone {
    int offset_minutes = 0;
};

/// "3", "2.5", "-0.001", "NaN", "Infinity": the shortest decimal digits that read back as the same number, never with
/// an exponent, never "-0".
std::string text_of(double number);
/// "2024-01-31" at midnight of the zone, else "2024-01-31T08:30:00.000+07:00"; "Invalid Date" for none.
std::string text_of(Date date, Zone zone);
std::string text_of(const Value& value, Zone zone);
/// The value of the first node, "" for no node.
std::string text_of(const NodeSet& nodes);

/// A decimal number (with point or comma, blanks around it) or a date, which counts as days since 1970-01-01 (a
/// fraction for the time and for the zone). Not a number for anything else, also for "".
double number_of(std::string_view text, Zone zone);
double number_of(Date date);
double number_of(const Value& value, Zone zone);

/// False for "", 0, not a number, no node and an invalid date. A node set is true when it has a node, even an empty one
/// (XPath 1.0, section 4.3).
bool boolean_of(const Value& value);

}  // namespace longdan::xpath
