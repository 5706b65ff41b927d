#include "platform/view/view.h"

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace longdan::view {

std::string Catalogue::typescript() const {
    std::string out = "// Written by the program from its documents; do not edit. See ui/README.md.\n\n";
    out += shapes_.typescript();
    out += "declare module \"../components/view\" {\n    interface Views {\n";
    for (const auto& entry : entries_) out += "        \"" + entry.name + "\": " + entry.document + ";\n";
    out += "    }\n}\n";
    return out;
}

std::vector<std::string> Catalogue::names() const {
    std::vector<std::string> names;
    for (const auto& entry : entries_) names.push_back(entry.name);
    return names;
}

std::string types_difference(const std::string& project_folder, std::string_view feature, const Catalogue& catalogue) {
    const std::string path = project_folder + "/ui/generated/" + std::string(feature) + ".ts";
    const std::string wanted = catalogue.typescript();
    std::ifstream file(path, std::ios::binary);
    const std::string found{std::istreambuf_iterator<char>(file), {}};
    if (found == wanted) return {};
    if (std::getenv("LONGDAN_WRITE_TYPES") == nullptr) {
        return path +
               " is not what the documents say: run this test once with LONGDAN_WRITE_TYPES=1 and commit the file";
    }
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << wanted;
    out.flush();
    return out ? std::string() : "cannot write " + path;
}

}  // namespace longdan::view
