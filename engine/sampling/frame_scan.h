#pragma once

#include "engine/sampling/frame.h"
#include "platform/base/csv_cutter.h"

namespace longdan::sampling {

/// A whole number of at most 18 digits; -1 for anything else.
inline std::int64_t whole_of(std::string_view text) {
    if (text.empty() || text.size() > 18) return -1;
    std::int64_t value = 0;
    for (const char sign : text) {
        if (sign < '0' || sign > '9') return -1;
        value = value * 10 + (sign - '0');
    }
    return value;
}

/// Calls take(record, cells) for every record of the part.
template <class Take>
void Frame::scan(const Part& part, Take&& take) const {
    CsvCutter cutter(text_.substr(part.begin, part.end - part.begin));
    std::vector<std::string_view> cells(columns_.size());
    for (std::size_t record = part.first; !cutter.at_end();) {
        if (cut(cutter, part, cells)) take(record++, cells);
    }
}

/// Calls take(cells, where the record begins) for one record.
template <class Take>
void Frame::seek(std::size_t record, Take&& take) const {
    const Part& part = part_with(record);
    const std::size_t local = record - part.first;
    const std::size_t mark = part.marks[local / mark_every];
    CsvCutter cutter(text_.substr(mark, part.end - mark));
    std::vector<std::string_view> cells(columns_.size());
    const char* start = nullptr;
    for (std::size_t left = local % mark_every + 1; left > 0;) {
        start = cutter.position();
        if (cut(cutter, part, cells)) --left;
    }
    take(cells, static_cast<std::size_t>(start - text_.data()));
}

}  // namespace longdan::sampling
