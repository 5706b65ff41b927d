#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace longdan::xforms {

/// The type of a bind (ODK XForms specification, "Data Types"), sharpened by the control that asks for it.
enum class DataType : std::uint8_t {
    string,
    integer,
    decimal,
    boolean,
    date,
    time,
    date_time,
    geopoint,
    geotrace,
    geoshape,
    binary,
    barcode,
    intent,
    select_one,
    select_multiple,
    rank,
};
std::string_view name(DataType type);  ///< as a bind writes it: "int", "dateTime", "select1"

/// Reads the type of a bind, with or without prefix ("xsd:int"). What is not known is a string, as the specification
/// says.
DataType read_data_type(std::string_view text);

/// True when the text is a value of the type. "" is of every type. Choices are judged elsewhere; here a select only
/// has to be a list of names, each once.
bool is_of_type(DataType type, std::string_view text);

/// Whole number of 32 bits, as the type int has it; nothing for anything else.
std::optional<std::int32_t> read_int(std::string_view text);
/// A decimal number, with an exponent or without; nothing for anything else.
std::optional<double> read_decimal(std::string_view text);

}  // namespace longdan::xforms
