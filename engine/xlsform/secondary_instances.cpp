#include "engine/xlsform/language.h"
#include "engine/xlsform/xform_writer.h"

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>

namespace longdan::xlsform {
namespace {

/// The files that pulldata() asks for in an expression: its first arguments.
std::vector<std::string> pulled_files(std::string_view expression) {
    std::vector<std::string> out;
    if (expression.find("pulldata(") == std::string_view::npos) return out;
    constexpr std::string_view name = "pulldata";
    for (std::size_t at = expression.find(name); at != std::string_view::npos; at = expression.find(name, at + 1)) {
        std::size_t begin = at + name.size();
        while (const std::size_t blank = blank_at(expression, begin)) begin += blank;
        if (begin >= expression.size() || expression[begin] != '(') continue;
        const auto comma = expression.find(',', ++begin);
        if (comma == std::string_view::npos) break;
        std::string file(expression.substr(begin, comma - begin));
        std::erase_if(file, [](char sign) { return sign == '\'' || sign == '"'; });
        while (!file.empty() && blank_at(file, 0) > 0) file.erase(0, blank_at(file, 0));
        while (!file.empty() && blank_before(file, file.size()) > 0)
            file.resize(file.size() - blank_before(file, file.size()));
        out.push_back(std::move(file));
        at = comma;
    }
    return out;
}

class Collector {
  public:
    Collector(const Form& form, Problems& problems) : form_(form), problems_(problems) {}

    std::vector<ExternalInstance> collect() {
        walk(form_.root, [&](const Element& element) { visit(element); });
        if (last_saved_) add("__last-saved", "jr://instance/last-saved", *last_saved_);
        for (const ChoiceList& list : form_.lists) {
            if (list.used_by_search || !taken(list.name)) continue;
            problems_.error(
                {"choices", list.row, "list_name"},
                fmt::format("danh sách \"{}\" trùng tên một tệp dữ liệu; đổi tên", list.name),
                fmt::format("the list '{}' has the name of an external file; rename it", list.name)
            );
        }
        return std::move(out_);
    }

  private:
    void visit(const Element& element) {
        if (element.kind == Kind::external_instance) {
            const bool csv = element.type == "csv-external";
            const std::string source =
                fmt::format("jr://{}/{}.{}", csv ? "file-csv" : "file", element.name, csv ? "csv" : "xml");
            if (!external_names_.insert(element.name).second) {
                problems_.error(
                    {"survey", element.row, "name"}, fmt::format("tệp dữ liệu \"{}\" khai báo hai lần", element.name),
                    fmt::format("instance names must be unique within a form: '{}'", element.name)
                );
            }
            return add(element.name, source, {"survey", element.row, "type"});
        }
        if (!element.section() && element.kind != Kind::question) return;
        for (const std::string_view key : expression_attributes()) {
            look_into(element.bind.text_of(key), element, key == "calculate" ? "calculation" : key);
        }
        look_into(element.choice_filter, element, "choice_filter");
        look_into(element.default_value, element, "default");
        if (element.select()) add_file(element);
    }

    void look_into(const std::string& expression, const Element& element, std::string_view column) {
        const Place place{"survey", element.row, std::string(column)};
        for (const std::string& file : pulled_files(expression))
            add(file, fmt::format("jr://file-csv/{}.csv", file), place);
        if (!last_saved_ && element.kind == Kind::question && has_last_saved(expression)) last_saved_ = place;
    }

    void add_file(const Element& element) {
        const auto [stem, ending] = split_ending(element.itemset);
        if (!is_list_file_ending(ending)) return;
        const std::string_view folder = ending == ".csv" ? "file-csv" : "file";
        add(stem, fmt::format("jr://{}/{}", folder, element.itemset), {"survey", element.row, "type"});
    }

    bool taken(const std::string& id) const { return std::ranges::find(out_, id, &ExternalInstance::id) != out_.end(); }

    void add(const std::string& id, const std::string& source, const Place& place) {
        const auto known = std::ranges::find(out_, id, &ExternalInstance::id);
        if (known == out_.end()) {
            out_.push_back({id, source});
        } else if (known->source != source) {
            problems_.error(
                place, fmt::format("tên dữ liệu \"{}\" chỉ hai nguồn: {} và {}", id, known->source, source),
                fmt::format("the same instance id '{}' stands for two sources: {} and {}", id, known->source, source)
            );
        }
    }

    const Form& form_;
    Problems& problems_;
    std::vector<ExternalInstance> out_;
    std::set<std::string> external_names_;
    std::optional<Place> last_saved_;  ///< where it is first asked
};

}  // namespace

std::vector<ExternalInstance> external_instances(const Form& form, Problems& problems) {
    return Collector(form, problems).collect();
}

}  // namespace longdan::xlsform
