#pragma once

#include "features/units/units.h"

#include <string>
#include <string_view>

/// How names of units are written down for comparison.
namespace longdan::units {

/// Lower case, tone mark in its canonical place, punctuation to single blanks: "TP. Hoà Bình" -> "tp hòa bình".
std::string search_name(std::string_view name);
/// Cuts a leading word for the kind off a search name: "tinh hoa binh" -> "hoa binh". Unchanged when nothing else
/// stays.
std::string_view without_kind(std::string_view search_name);

}  // namespace longdan::units
