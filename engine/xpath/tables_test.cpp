#include "engine/xpath/evaluate.h"
#include "engine/xpath/xml_of_test.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

namespace longdan::xpath {
namespace {

/// The files tests/forms/xpath/*.tsv: what stands in them is said in tests/forms/xpath/README.md.
class Table {
  public:
    explicit Table(const std::filesystem::path& path) : names_(std::make_shared<Names>()) {
        std::ifstream file(path);
        std::string line;
        for (std::size_t number = 1; std::getline(file, line); ++number) read(line, number);
        if (!document_.empty()) use_document();
    }

    std::size_t cases() const { return cases_; }

  private:
    class Form final : public Surroundings {
      public:
        const Tree* instance(std::string_view id) const override {
            const auto found = trees.find(std::string(id));
            return found == trees.end() ? nullptr : &found->second;
        }
        std::optional<std::string> itext(std::string_view id, NodeRef) const override {
            return "nhãn " + std::string(id);
        }
        std::string choice_name(std::string_view value, std::string_view path, NodeRef) const override {
            return "chọn " + std::string(value) + " ở " + std::string(path);
        }
        std::string property(std::string_view name) const override { return "máy " + std::string(name); }
        std::string version() const override { return "2026"; }
        std::uint64_t random_bits() override { return bits += 0x9E3779B97F4A7C15U; }

        std::map<std::string, Tree> trees;
        std::uint64_t bits = 0;
    };

    void read(const std::string& line, std::size_t number) {
        if (line.empty() || line.starts_with("# ")) return;
        if (line.starts_with("@")) return order(line);
        if (line.starts_with(" ")) {
            document_ += line;
            return;
        }
        use_document();
        std::vector<std::string> cells;
        std::stringstream stream(line);
        for (std::string cell; std::getline(stream, cell, '\t');) cells.push_back(cell);
        if (cells.size() == 1) cells.emplace_back();
        if (cells.size() != 2) {
            ADD_FAILURE() << "line " << number << ": two cells are wanted: " << line;
            return;
        }
        ++cases_;
        check(cells[0], cells[1], number);
    }

    void order(const std::string& line) {
        use_document();
        std::stringstream words(line);
        std::string word;
        words >> word;
        if (word == "@node") {
            std::getline(words >> std::ws, node_);
        } else if (word == "@now") {
            std::string moment;
            words >> moment;
            context_.now = *parse_moment(moment);
            const std::string offset = moment.substr(moment.size() - 6);
            const int minutes = std::stoi(offset.substr(1, 2)) * 60 + std::stoi(offset.substr(4));
            context_.zone.offset_minutes = offset[0] == '-' ? -minutes : minutes;
        } else if (word == "@document" || word == "@instance") {
            words >> instance_;
            if (word == "@document") instance_.clear();
        } else {
            ADD_FAILURE() << "unknown order " << line;
        }
    }

    void use_document() {
        if (document_.empty()) return;
        form_.trees.insert_or_assign(instance_, tree_of_xml(document_, names_));
        if (instance_.empty()) node_.clear();
        document_.clear();
    }

    std::string answer(const std::string& text) {
        const Tree* main = form_.instance("");
        context_.main = main;
        context_.node = main ? NodeRef{main, main->document()} : NodeRef{};
        context_.surroundings = &form_;
        context_.current = {};
        try {
            if (!node_.empty()) {
                const NodeSet found = evaluate_nodes(Expression::parse(node_, *names_), context_);
                if (found.empty()) return "(no context node)";
                context_.node = found.front();
            }
            return evaluate_text(Expression::parse(text, *names_, {}, BadCalls::refuse_when_evaluated), context_);
        } catch (const ExpressionError&) {
            return "!";
        }
    }

    void check(const std::string& text, const std::string& expected, std::size_t number) {
        const std::string got = answer(text);
        if (expected.starts_with("~")) {
            EXPECT_NEAR(std::stod(got.empty() ? "nan" : got), std::stod(expected.substr(1)), 1e-9)
                << "line " << number << ": " << text;
        } else {
            EXPECT_EQ(got, expected) << "line " << number << ": " << text;
        }
    }

    std::shared_ptr<Names> names_;
    Form form_;
    Context context_;
    std::string document_;
    std::string instance_;
    std::string node_;
    std::size_t cases_ = 0;
};

std::vector<std::filesystem::path> tables() {
    std::vector<std::filesystem::path> found;
    for (const auto& file : std::filesystem::directory_iterator(LONGDAN_SOURCE_DIR "/tests/forms/xpath")) {
        if (file.path().extension() == ".tsv") found.push_back(file.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

class Expressions : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Expressions, give_the_values_of_the_table) { EXPECT_GT(Table(GetParam()).cases(), 0U); }

INSTANTIATE_TEST_SUITE_P(tables, Expressions, testing::ValuesIn(tables()), [](const auto& file) {
    std::string name = file.param.stem().string();
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

}  // namespace
}  // namespace longdan::xpath
