#pragma once

#include "features/units/units.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace longdan::units {

/// A unit as the files give it, before it is stored.
struct Draft {
    Level level = Level::country;
    std::string epoch;
    std::vector<Version> versions;
};

/// Addresses for units: those in force get the plain one, former namesakes say so. A unit keeps the one it has.
class Slugs {
  public:
    Slugs(const std::map<UnitId, Draft>& drafts, const std::map<std::string, UnitId>& taken);
    const std::string& of(UnitId id) const { return slugs_.at(id); }

  private:
    void assign(Level level, bool current);
    std::string plain(const Draft& draft);
    const std::string& place_slug(UnitId id, const Draft& draft);

    const std::map<UnitId, Draft>& drafts_;
    std::set<std::string> used_;
    std::map<UnitId, std::string> slugs_;
    std::map<UnitId, std::string> places_;
};

}  // namespace longdan::units
