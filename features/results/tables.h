#pragma once

#include "features/results/export.h"
#include "features/results/reader.h"

/// The tables behind the pages.
namespace longdan::results {

/// Printed and computed figures of an index; `year` 0 for all years, `unit` none for all units.
ExportTable figures_table(Reader& reader, std::string_view index, int year = 0, const std::vector<UnitId>& units = {});
/// Every figure of a revision that may be shown.
ExportTable revision_table(Reader& reader, const Revision& revision);
/// The units of today with code, kind, parents, population.
ExportTable units_table(Reader& reader);
/// What became of the units of the old list.
ExportTable successions_table(Reader& reader);

/// A table of `/du-lieu/{name}`; throws Error(not_found).
ExportTable table_named(Reader& reader, std::string_view name);
std::vector<std::string> table_names(Reader& reader);

}  // namespace longdan::results
