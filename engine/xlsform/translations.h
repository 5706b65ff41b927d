#pragma once

#include "engine/xlsform/headings.h"
#include "engine/xlsform/problems.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace longdan::xlsform {

/// Which texts stand in which languages: warns of columns that some languages lack, and of languages without a code.
class Translations {
  public:
    explicit Translations(std::string default_language) : default_language_(std::move(default_language)) {}
    void add(const GroupedSheet& sheet);
    void check(Problems& problems) const;

  private:
    struct Column {
        std::string sheet;
        std::string heading;  ///< the first one of that meaning
        std::set<std::string> languages;
    };
    std::string default_language_;
    std::vector<Column> columns_;
    std::map<std::string, Place> languages_;
};

}  // namespace longdan::xlsform
