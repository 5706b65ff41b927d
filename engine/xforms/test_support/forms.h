#pragma once

#include "engine/xforms/form.h"
#include "engine/xforms/session.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

namespace longdan::xforms {

inline std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline std::shared_ptr<const Form> form_of_file(const std::filesystem::path& path) {
    const auto folder = path.parent_path();
    return Form::read(bytes_of(path), path.string(), [folder](const std::string& name) -> std::optional<std::string> {
        if (!std::filesystem::exists(folder / name)) return std::nullopt;
        return bytes_of(folder / name);
    });
}

/// The XML of a form with the root `data`, id "thu": inside of its instance, its binds, its body, and what else stands
/// in the model.
inline std::string form_xml(
    const std::string& instance, const std::string& binds, const std::string& body, const std::string& model = ""
) {
    return R"(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms"
 xmlns:orx="http://openrosa.org/xforms"><h:head><h:title>Thử</h:title><model><instance><data id="thu">)" +
           instance + "</data></instance>" + model + binds + "</model></h:head><h:body>" + body + "</h:body></h:html>";
}

inline std::shared_ptr<const Form> form_of(
    const std::string& instance, const std::string& binds, const std::string& body, const std::string& model = ""
) {
    return Form::read(form_xml(instance, binds, body, model), "thu.xml");
}

inline SessionOptions at(const std::string& moment) {
    SessionOptions options;
    options.now = *parse_moment(moment);
    return options;
}

}  // namespace longdan::xforms
