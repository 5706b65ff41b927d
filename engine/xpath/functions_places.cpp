#include "engine/xpath/evaluator.h"

#include <cmath>
#include <numbers>
#include <optional>

/// Functions about places: geopoints "latitude longitude [altitude [accuracy]]", traces and shapes as points between
/// semicolons.
namespace longdan::xpath {

namespace {

struct Point {
    double latitude;
    double longitude;
};

/// Radius of the sphere in metres that ODK clients use for area() and distance().
constexpr double radius = 6378100.0;

double radians(double degrees) { return degrees * std::numbers::pi / 180.0; }

double to_centimetres(double metres) { return std::floor(metres * 100 + 0.5) / 100; }

std::vector<std::string_view> parts(std::string_view text, std::string_view separators, bool keep_empty) {
    std::vector<std::string_view> list;
    while (true) {
        const std::size_t end = text.find_first_of(separators);
        const std::string_view part = text.substr(0, end);
        if (keep_empty || !part.empty()) list.push_back(part);
        if (end == std::string_view::npos) return list;
        text.remove_prefix(end + 1);
    }
}

std::optional<Point> point(std::string_view text) {
    const auto numbers = parts(text, " \t\r\n", false);
    if (numbers.size() < 2 || numbers.size() > 4) return std::nullopt;
    const Point found{number_of(numbers[0], {}), number_of(numbers[1], {})};
    if (!(std::abs(found.latitude) <= 90) || !(std::abs(found.longitude) <= 180)) return std::nullopt;
    return found;
}

/// The points of all texts one after another; nothing when one of them is none.
std::optional<std::vector<Point>> points(const std::vector<std::string>& texts) {
    std::vector<Point> all;
    for (const std::string& text : texts) {
        auto list = parts(text, ";", true);
        if (list.size() > 1 && list.back().find_first_not_of(" \t\r\n") == std::string_view::npos) list.pop_back();
        for (const std::string_view one : list) {
            const auto found = point(one);
            if (!found) return std::nullopt;
            all.push_back(*found);
        }
    }
    return all;
}

/// The area under a line on a sphere, summed over the sides (Chamberlain and Duquette, "Some algorithms for polygons on
/// a sphere", 2007).
double area(const std::vector<Point>& corners) {
    if (corners.size() < 3) return 0;
    double total = 0;
    for (std::size_t at = 0; at < corners.size(); ++at) {
        const Point& from = corners[at];
        const Point& to = corners[(at + 1) % corners.size()];
        total += radians(to.longitude - from.longitude) *
                 (2 + std::sin(radians(to.latitude)) + std::sin(radians(from.latitude)));
    }
    return to_centimetres(std::abs(total * radius * radius / 2));
}

/// The length of a line along great circles (spherical law of cosines).
double length(const std::vector<Point>& line) {
    double total = 0;
    for (std::size_t at = 1; at < line.size(); ++at) {
        const double from = radians(line[at - 1].latitude);
        const double to = radians(line[at].latitude);
        const double turn = radians(line[at - 1].longitude - line[at].longitude);
        const double cosine = std::sin(from) * std::sin(to) + std::cos(from) * std::cos(to) * std::cos(turn);
        total += std::acos(std::min(1.0, std::max(-1.0, cosine))) * radius;
    }
    return to_centimetres(total);
}

/// A ray from the place to the east crosses the border an odd number of times.
bool is_inside(const Point& place, const std::vector<Point>& corners) {
    bool inside = false;
    for (std::size_t at = 0, before = corners.size() - 1; at < corners.size(); before = at++) {
        const Point& a = corners[at];
        const Point& b = corners[before];
        if ((a.latitude > place.latitude) == (b.latitude > place.latitude)) continue;
        const double crossing =
            (b.longitude - a.longitude) * (place.latitude - a.latitude) / (b.latitude - a.latitude) + a.longitude;
        if (place.longitude < crossing) inside = !inside;
    }
    return inside;
}

double turn(const Point& a, const Point& b, const Point& c) {
    return (b.longitude - a.longitude) * (c.latitude - a.latitude) -
           (b.latitude - a.latitude) * (c.longitude - a.longitude);
}

bool is_between(const Point& a, const Point& b, const Point& c) {
    return std::min(a.longitude, b.longitude) <= c.longitude && c.longitude <= std::max(a.longitude, b.longitude) &&
           std::min(a.latitude, b.latitude) <= c.latitude && c.latitude <= std::max(a.latitude, b.latitude);
}

bool sides_meet(const Point& a, const Point& b, const Point& c, const Point& d) {
    const double c_of_ab = turn(a, b, c);
    const double d_of_ab = turn(a, b, d);
    const double a_of_cd = turn(c, d, a);
    const double b_of_cd = turn(c, d, b);
    if (((c_of_ab > 0) != (d_of_ab > 0)) && ((a_of_cd > 0) != (b_of_cd > 0)) && c_of_ab != 0 && d_of_ab != 0 &&
        a_of_cd != 0 && b_of_cd != 0) {
        return true;
    }
    return (c_of_ab == 0 && is_between(a, b, c)) || (d_of_ab == 0 && is_between(a, b, d)) ||
           (a_of_cd == 0 && is_between(c, d, a)) || (b_of_cd == 0 && is_between(c, d, b));
}

/// Two sides of the line that do not follow one another meet. A closed shape's last side follows its first.
bool meets_itself(const std::vector<Point>& line) {
    if (line.size() < 4) return false;
    const std::size_t sides = line.size() - 1;
    const Point& first = line.front();
    const Point& last = line.back();
    const bool closed = first.latitude == last.latitude && first.longitude == last.longitude;
    for (std::size_t one = 0; one < sides; ++one) {
        for (std::size_t other = one + 2; other < sides; ++other) {
            if (closed && one == 0 && other == sides - 1) continue;
            if (sides_meet(line[one], line[one + 1], line[other], line[other + 1])) return true;
        }
    }
    return false;
}

}  // namespace

Value Evaluator::call_about_places(ExpressionId id, const Scope& scope) {
    const ExpressionNode& made = node(id);
    if (made.function == Function::geofence) {
        const auto place = point(text(made.operands[0], scope));
        const auto corners = points({text(made.operands[1], scope)});
        return place && corners && corners->size() >= 3 && is_inside(*place, *corners);
    }
    std::vector<std::string> texts;
    for (const Value& one : flattened(id, 0, scope)) texts.push_back(text_of(one, zone()));
    const auto line = points(texts);
    if (made.function == Function::intersects) {
        constexpr std::size_t most_points = 2000;
        if (line && line->size() > most_points) {
            refuse(id, "đường có quá nhiều điểm để xét tự cắt (too many points)");
        }
        return line && meets_itself(*line);
    }
    if (!line || line->empty()) return std::nan("");
    return made.function == Function::area ? area(*line) : length(*line);
}

}  // namespace longdan::xpath
