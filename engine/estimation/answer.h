#pragma once

#include "engine/estimation/specification.h"
#include "engine/estimation/survey.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace longdan::estimation {

/// One figure with its quantities: as many lines of the long output.
struct Answer {
    std::string id;
    std::string by;     ///< "name=value;name=value"
    std::string level;  ///< of a text column, a quantile's probability, a regression term
    std::string y;
    std::vector<std::pair<std::string_view, double>> quantities;  ///< NaN: none
};

/// Every column the questions name.
std::vector<std::string> columns_of(const std::vector<Question>& questions, const std::vector<std::string>& header);

/// Answers in the order asked, then domains sorted, then figures. `name` is what errors call the list of questions.
/// Throws Error(invalid) as design and expressions do.
std::vector<Answer> answer(const Survey& survey, const std::vector<Question>& questions, const std::string& name);

/// id,by,level,y,quantity,value,flag with 17 significant digits, NA for none.
std::string to_csv(const std::vector<Answer>& answers);

}  // namespace longdan::estimation
