#pragma once

#include "engine/xlsform/budget.h"
#include "engine/xlsform/paths.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace longdan::xlsform {

/// Attributes of an element; a later value of a name replaces the earlier.
using Attributes = std::vector<std::pair<std::string, std::string>>;
void set_attribute(Attributes& attributes, std::string_view name, std::string value);

/// Writes XML as a stream. Nothing is indented: blanks in labels matter.
class XmlText {
  public:
    /// What is written is counted against the budget.
    explicit XmlText(Budget& budget) : budget_(budget) {}

    void open(std::string_view name, const Attributes& attributes = {});
    void close();
    void empty(std::string_view name, const Attributes& attributes = {});
    void text(std::string_view text);
    /// <name>text</name>
    void leaf(std::string_view name, std::string_view text, const Attributes& attributes = {});
    /// An element with text and outputs; where both stand, a blank sets them off from the tags.
    void mixed(std::string_view name, const Pieces& pieces, const Attributes& attributes = {});

    const std::string& string() const { return out_; }
    std::string take() { return std::move(out_); }

  private:
    void seal();

    Budget& budget_;
    std::string out_;
    std::vector<std::string> open_;
    bool unsealed_ = false;
};

}  // namespace longdan::xlsform
