#pragma once

#include "engine/xlsform/xlsform.h"
#include "platform/base/error.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <pugixml.hpp>

/// What every fuzz target of the converter does: refused with an Error or by errors, or a form that is XML and,
/// now and then (writing workbooks is slow), a workbook again.
namespace longdan::xlsform {

inline Limits small() {
    Limits limits;
    limits.file_bytes = 1u << 20;
    limits.rows = 5'000;
    limits.cells = 50'000;
    limits.cell_bytes = 1u << 16;
    return limits;
}

inline void check_form(const std::string& xform, bool back) {
    pugi::xml_document document;
    if (!document.load_buffer(xform.data(), xform.size())) std::abort();
    if (!back) return;
    try {
        write_xlsform(xform, "fuzz.xml");
    } catch (const Error&) {
    }
}

inline void convert_and_check(const std::uint8_t* data, std::size_t size, const std::string& file_name) {
    try {
        const Conversion form = convert({reinterpret_cast<const char*>(data), size}, file_name, small());
        if (form.errors.empty())
            check_form(form.xform, size % 16 == 0);
        else if (!form.xform.empty())
            std::abort();
    } catch (const Error&) {
    }
}

}  // namespace longdan::xlsform
