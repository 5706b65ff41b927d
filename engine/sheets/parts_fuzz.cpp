#include "engine/sheets/sheets.h"
#include "platform/base/error.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <zip.h>

// A mutated ZIP seldom gets past its checksums. Here the input is the XML inside: sheet, shared strings, styles, the
// workbook and its relations, one after the other, each ended by a line "%%"; what is missing or empty is a sound part.

namespace {

struct Part {
    const char* path;
    std::string_view sound;
};

constexpr std::array<Part, 5> parts = {{
    {"xl/worksheets/sheet1.xml",
     R"(<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45000</v></c></row></sheetData></worksheet>)"},
    {"xl/sharedStrings.xml", "<sst><si><t>a</t></si><si><r><t>b</t></r><r><t>c</t></r></si></sst>"},
    {"xl/styles.xml", R"(<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>)"},
    {"xl/workbook.xml", R"(<workbook><sheets><sheet name="survey" r:id="rId1"/></sheets></workbook>)"},
    {"xl/_rels/workbook.xml.rels",
     R"(<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>)"
     R"(<Relationship Id="rId2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/>)"
     R"(<Relationship Id="rId3" Type="http://x/styles" Target="styles.xml"/></Relationships>)"},
}};

std::string packed(const std::array<std::string_view, parts.size()>& texts) {
    zip_source_t* source = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    zip_source_keep(source);
    zip_t* archive = zip_open_from_source(source, ZIP_TRUNCATE, nullptr);
    if (archive == nullptr) std::abort();
    for (std::size_t part = 0; part < parts.size(); ++part) {
        zip_source_t* text = zip_source_buffer(archive, texts[part].data(), texts[part].size(), 0);
        const zip_int64_t index = zip_file_add(archive, parts[part].path, text, 0);
        zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
    }
    if (zip_close(archive) != 0 || zip_source_open(source) != 0) std::abort();
    std::string bytes;
    std::array<char, 4096> buffer;
    for (zip_int64_t got; (got = zip_source_read(source, buffer.data(), buffer.size())) > 0;) {
        bytes.append(buffer.data(), static_cast<std::size_t>(got));
    }
    zip_source_close(source);
    zip_source_free(source);
    return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    std::array<std::string_view, parts.size()> texts;
    for (std::size_t part = 0; part < parts.size(); ++part) {
        const std::size_t end = rest.find("%%\n");
        const std::string_view text = rest.substr(0, end);
        texts[part] = text.empty() ? parts[part].sound : text;
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 3);
    }
    longdan::sheets::Limits limits;
    limits.unpacked_bytes = 8u << 20;
    limits.cells = 100'000;
    try {
        longdan::sheets::read_xlsx(packed(texts), "fuzz.xlsx", limits);
    } catch (const longdan::Error&) {
    }
    return 0;
}
