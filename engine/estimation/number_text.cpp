#include "engine/estimation/number_text.h"

#include <charconv>
#include <cmath>

namespace longdan::estimation {

const double powers_of_ten[23] = {1,    1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

namespace {

std::string_view without_blanks(std::string_view cell) {
    while (!cell.empty() && (cell.front() == ' ' || cell.front() == '\t')) cell.remove_prefix(1);
    while (!cell.empty() && (cell.back() == ' ' || cell.back() == '\t')) cell.remove_suffix(1);
    return cell;
}

}  // namespace

bool read_number(std::string_view cell, double& number) {
    cell = without_blanks(cell);
    const char* at = cell.data();
    const char* const end = at + cell.size();
    if (at != end && *at == '+') ++at;
    const char* const start = at;
    const bool negative = at != end && *at == '-';
    if (negative) ++at;
    std::uint64_t digits = 0;
    int count = 0;
    int decimals = 0;
    for (; at != end && *at >= '0' && *at <= '9'; ++at, ++count)
        digits = digits * 10 + static_cast<unsigned>(*at - '0');
    if (at != end && *at == '.') {
        for (++at; at != end && *at >= '0' && *at <= '9'; ++at, ++count, ++decimals) {
            digits = digits * 10 + static_cast<unsigned>(*at - '0');
        }
    }
    if (count == 0) return false;
    if (at == end && count <= 15) {  // one exact division
        number = static_cast<double>(digits) / powers_of_ten[decimals];
        if (negative) number = -number;
        return true;
    }
    const auto [stop, error] = std::from_chars(start, end, number);
    return error == std::errc() && stop == end && std::isfinite(number);
}

}  // namespace longdan::estimation
