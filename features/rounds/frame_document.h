#pragma once

#include "features/rounds/frame.h"
#include "platform/base/document.h"

#include <cstdint>
#include <string>
#include <vector>

namespace longdan::rounds {

struct FrameProvinceDocument {
    std::string code;
    std::string name;
    std::int64_t districts = 0;
    std::int64_t communes = 0;
    std::int64_t filled = 0;  ///< measures that are a median
    LONGDAN_DOCUMENT(FrameProvinceDocument, code, name, districts, communes, filled)
};

/// What a frozen frame holds, stored beside it and shown to people.
struct FrameReportDocument {
    std::vector<FrameProvinceDocument> provinces;
    std::int64_t districts = 0;
    std::int64_t communes = 0;
    std::int64_t filled = 0;
    std::vector<std::string> left_out;
    LONGDAN_DOCUMENT(FrameReportDocument, provinces, districts, communes, filled, left_out)
};

FrameReportDocument document_of(const FrameReport& report, const Frame& frame);
/// Reads what to_json wrote; an empty text gives an empty document.
FrameReportDocument read_frame_report(const std::string& json);

}  // namespace longdan::rounds
