#include "features/rounds/job_input.h"

#include <boost/json.hpp>

namespace longdan::rounds {

namespace {

boost::json::value read(std::string_view input) {
    return boost::json::parse(boost::json::string_view(input.data(), input.size()));
}

}  // namespace

RoundId round_of_job(std::string_view input) {
    const auto value = read(input);
    return RoundId::parse(std::string_view(value.at("round").as_string())).value_or(RoundId{});
}

CutOffInput read_cut_off(std::string_view input) {
    const auto value = read(input);
    CutOffInput result;
    result.round = std::string(value.at("round").as_string());
    result.cut_off = value.at("cut_off").to_number<std::int64_t>();
    result.blank_share = value.at("blank_share").to_number<double>();
    result.straight_line = value.at("straight_line").as_bool();
    for (const auto& answer : value.at("left_out").as_array()) {
        result.left_out.push_back(answer.to_number<std::int64_t>());
    }
    result.decision = std::string(value.at("decision").as_string());
    return result;
}

}  // namespace longdan::rounds
