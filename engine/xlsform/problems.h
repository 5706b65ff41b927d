#pragma once

#include "engine/xlsform/xlsform.h"

#include <string>
#include <vector>

namespace longdan::xlsform {

/// Where in the workbook something was said.
struct Place {
    std::string sheet;
    std::size_t row = 0;
    std::string column;
};

/// Collects what is wrong; reading goes on, so that people see all of it at once.
class Problems {
  public:
    void error(const Place& place, std::string vi, std::string en) {
        errors_.push_back({place.sheet, place.row, place.column, std::move(vi), std::move(en)});
    }
    void warn(const Place& place, std::string vi, std::string en) {
        warnings_.push_back({place.sheet, place.row, place.column, std::move(vi), std::move(en)});
    }
    bool failed() const { return !errors_.empty(); }
    std::vector<Problem>& errors() { return errors_; }
    std::vector<Problem>& warnings() { return warnings_; }

  private:
    std::vector<Problem> errors_;
    std::vector<Problem> warnings_;
};

}  // namespace longdan::xlsform
