#include "engine/xlsform/language.h"
#include "engine/xlsform/xform_writer.h"

#include <algorithm>
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
        if (last_saved_) add("__last-saved", "jr://instance/last-saved", 0);
        for (const ChoiceList& list : form_.lists) {
            if (list.used_by_search || !taken(list.name)) continue;
            problems_.error(
                {"choices", 0, "list_name"},
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
            return add(element.name, source, element.row);
        }
        if (!element.section() && element.kind != Kind::question) return;
        const auto pull = [&](const std::string& expression) {
            for (const std::string& file : pulled_files(expression))
                add(file, fmt::format("jr://file-csv/{}.csv", file), element.row);
        };
        for (const std::string_view key : expression_attributes()) pull(element.bind.text_of(key));
        pull(element.choice_filter);
        pull(element.default_value);
        if (element.kind != Kind::question) return;
        if (element.select()) add_file(element);
        last_saved_ = last_saved_ || has_last_saved(element.default_value) || has_last_saved(element.choice_filter) ||
                      std::ranges::any_of(expression_attributes(), [&](std::string_view key) {
                          return has_last_saved(element.bind.text_of(key));
                      });
    }

    void add_file(const Element& element) {
        const auto [stem, ending] = split_ending(element.itemset);
        if (!is_list_file_ending(ending)) return;
        const std::string_view folder = ending == ".csv" ? "file-csv" : "file";
        add(stem, fmt::format("jr://{}/{}", folder, element.itemset), element.row);
    }

    bool taken(const std::string& id) const { return std::ranges::find(out_, id, &ExternalInstance::id) != out_.end(); }

    void add(const std::string& id, const std::string& source, std::size_t row) {
        const auto known = std::ranges::find(out_, id, &ExternalInstance::id);
        if (known == out_.end()) {
            out_.push_back({id, source});
        } else if (known->source != source) {
            problems_.error(
                {"survey", row, ""},
                fmt::format("tên dữ liệu \"{}\" chỉ hai nguồn: {} và {}", id, known->source, source),
                fmt::format("the same instance id '{}' stands for two sources: {} and {}", id, known->source, source)
            );
        }
    }

    const Form& form_;
    Problems& problems_;
    std::vector<ExternalInstance> out_;
    std::set<std::string> external_names_;
    bool last_saved_ = false;
};

}  // namespace

std::vector<ExternalInstance> external_instances(const Form& form, Problems& problems) {
    return Collector(form, problems).collect();
}

}  // namespace longdan::xlsform
