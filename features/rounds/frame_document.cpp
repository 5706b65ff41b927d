#include "features/rounds/frame_document.h"

#include <boost/json.hpp>

namespace longdan::rounds {

FrameReportDocument document_of(const FrameReport& report, const Frame& frame) {
    FrameReportDocument document;
    const auto number = [](const FrameReport::Province& province, const char* level) {
        const auto found = province.units.find(level);
        return found == province.units.end() ? std::int64_t{0} : found->second;
    };
    for (const auto& province : report.provinces) {
        document.provinces.push_back(
            {province.code, province.name, number(province, "district"), number(province, "commune"), province.filled}
        );
        document.filled += province.filled;
    }
    document.districts = static_cast<std::int64_t>(frame.level("district").size());
    document.communes = static_cast<std::int64_t>(frame.level("commune").size());
    document.left_out = report.left_out;
    return document;
}

FrameReportDocument read_frame_report(const std::string& json) {
    FrameReportDocument document;
    if (json.empty()) return document;
    const auto value = boost::json::parse(json);
    for (const auto& line : value.at("provinces").as_array()) {
        document.provinces.push_back(
            {std::string(line.at("code").as_string()), std::string(line.at("name").as_string()),
             line.at("districts").to_number<std::int64_t>(), line.at("communes").to_number<std::int64_t>(),
             line.at("filled").to_number<std::int64_t>()}
        );
    }
    document.districts = value.at("districts").to_number<std::int64_t>();
    document.communes = value.at("communes").to_number<std::int64_t>();
    document.filled = value.at("filled").to_number<std::int64_t>();
    for (const auto& line : value.at("left_out").as_array()) {
        document.left_out.push_back(std::string(line.as_string()));
    }
    return document;
}

}  // namespace longdan::rounds
