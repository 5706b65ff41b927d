#pragma once

#include "engine/sheets/sheets.h"
#include "engine/xlsform/xform_model.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::xlsform {

/// A sheet that is being written: rows of cells by heading.
class SheetRows {
  public:
    explicit SheetRows(std::string name) : name_(std::move(name)) {}

    std::size_t add() {
        rows_.emplace_back();
        return rows_.size() - 1;
    }
    void insert(std::size_t at) { rows_.emplace(rows_.begin() + static_cast<std::ptrdiff_t>(at)); }
    void set(std::size_t row, const std::string& heading, std::string value);
    const std::string& at(std::size_t row, const std::string& heading) const;
    /// The row replaces the row before it.
    void move_up(std::size_t row) {
        rows_[row - 1] = std::move(rows_[row]);
        rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(row));
    }
    bool empty() const { return rows_.empty(); }
    std::size_t size() const { return rows_.size(); }
    /// A cell with two spaces in a row: cleaning would change it.
    bool has_runs() const;
    /// Headings in the order people expect them.
    sheets::SheetOut sheet() const;

  private:
    std::string name_;
    std::vector<std::string> headings_;  ///< as they came
    std::vector<std::map<std::string, std::string>> rows_;
};

/// Writes the rows of a workbook from an XForm.
class WorkbookRows {
  public:
    WorkbookRows(const XformModel& model, const std::string& file_name) : model_(model), file_name_(file_name) {}
    std::string write();

  private:
    void write_settings();
    void write_section(const pugi::xml_node& node, const std::string& path);
    void write_node(const pugi::xml_node& node, const std::string& path);
    void write_group(const pugi::xml_node& node, const std::string& path);
    void write_question(const pugi::xml_node& node, const std::string& path);
    void write_meta(const pugi::xml_node& meta, const std::string& path);
    void write_entity(const pugi::xml_node& entity, const std::string& path);
    void write_choices();
    std::string write_items(const std::string& path, const pugi::xml_node& control);
    void find_datasets(const pugi::xml_node& node, const std::string& path);
    void write_externals();

    std::string type_of(const std::string& path, const pugi::xml_node& control, std::size_t row);
    std::string hidden_type(const std::string& path) const;
    std::string select_type(const std::string& path, const pugi::xml_node& control, std::size_t row);
    void write_geometry(const pugi::xml_node& itemset, const std::string& path, std::size_t row);
    void write_range(const pugi::xml_node& control, std::size_t row);
    void write_words(std::size_t row, const std::string& path, const pugi::xml_node& control);
    void write_text(std::size_t row, const std::string& heading, const pugi::xml_node& node, const std::string& path);
    void note_instances(std::size_t row, const std::string& path);
    void write_itext(
        SheetRows& sheet, std::size_t row, const std::string& heading, const std::string& id, const std::string& path
    );
    void write_bind(std::size_t row, const std::string& path, const std::string& type);
    void write_control(
        std::size_t row, const std::string& path, const pugi::xml_node& control, const std::set<std::string>& told
    );
    std::string default_of(const std::string& value, const std::string& path) const;
    void write_default(std::size_t row, const pugi::xml_node& node, const std::string& path);
    void write_triggers(std::size_t row, const std::string& path, const std::string& type);
    bool collapse_count(std::size_t row, const std::string& path);

    const XformModel& model_;
    const std::string& file_name_;
    SheetRows survey_{"survey"};
    SheetRows choices_{"choices"};
    SheetRows settings_{"settings"};
    SheetRows entities_{"entities"};
    std::map<std::string, std::size_t> made_by_;   ///< secondary instances that a row makes by itself
    std::map<std::string, std::string> datasets_;  ///< by the path of the section the entity stands in
    std::map<std::string, std::vector<std::pair<std::string, std::string>>>
        searched_;  ///< lists that only stand in the body
    std::size_t repeats_open_ = 0;
    std::vector<std::pair<std::size_t, std::size_t>> repeat_rows_;  ///< outermost repeats, first and last row
};

}  // namespace longdan::xlsform
