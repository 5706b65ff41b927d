#pragma once

#include "platform/base/document.h"
#include "platform/view/view.h"

#include <string>
#include <vector>

/// The public document of the list of units. Names come in the reader's language.
namespace longdan::units {

struct ListedUnit {
    std::string slug;
    std::string name;
    std::string code;
    std::string note;  ///< for former provinces: today's unit
    LONGDAN_DOCUMENT(ListedUnit, slug, name, code, note)
};

struct ListedRegion {
    std::string name;
    std::string slug;
    std::vector<ListedUnit> provinces;
    LONGDAN_DOCUMENT(ListedRegion, name, slug, provinces)
};

struct FoundInList {
    std::string slug;
    std::string name;
    std::string level;
    std::string matched;
    std::string sentence;
    std::string place;
    std::vector<ListedUnit> today;
    LONGDAN_DOCUMENT(FoundInList, slug, name, level, matched, sentence, place, today)
};

struct UnitListPage {
    std::string query;
    std::vector<FoundInList> found;
    std::vector<ListedRegion> regions;
    std::string region_doubt;
    std::vector<ListedUnit> ministries;
    std::vector<ListedUnit> former_provinces;
    int communes = 0;
    LONGDAN_DOCUMENT(UnitListPage, query, found, regions, region_doubt, ministries, former_provinces, communes)
};

inline constexpr view::View<UnitListPage> unit_list_view{"units/list"};

}  // namespace longdan::units
