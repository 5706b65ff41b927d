#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/fwd.hpp>

namespace longdan::estimation {

/// The value a text holds; throws Error(invalid) that names the file and the line where it stops being JSON.
boost::json::value parse_json(std::string_view text, const std::string& name);

/// A JSON object read key by key; what nobody asked for is refused at the end. Refusals are Error(invalid) in one line:
/// where the object stands, the key, what is wrong.
class JsonObject {
  public:
    JsonObject(const boost::json::value& value, std::string where);

    [[noreturn]] void refuse(std::string_view key, std::string_view what) const;
    const std::string& where() const { return where_; }

    /// The value of a key; null counts as not there.
    const boost::json::value* get(std::string_view key);
    bool has(std::string_view key) const;

    std::optional<std::string> text(std::string_view key);
    /// A list of texts; a single text counts as a list of one.
    std::vector<std::string> texts(std::string_view key);
    std::optional<double> number(std::string_view key);
    /// A list of numbers; a single number counts as a list of one.
    std::vector<double> numbers(std::string_view key);
    /// Two numbers, the smaller first.
    std::optional<std::pair<double, double>> pair(std::string_view key);
    bool truth(std::string_view key, bool otherwise);
    /// An object of finite numbers by name.
    std::map<std::string, double> totals(std::string_view key);

    template <class T>
    T choice(std::string_view key, std::initializer_list<std::pair<std::string_view, T>> choices, T otherwise) {
        const auto chosen = text(key);
        if (!chosen) return otherwise;
        std::string all;
        for (const auto& [name, value] : choices) {
            if (name == *chosen) return value;
            all += all.empty() ? "" : ", ";
            all += name;
        }
        refuse(key, "'" + *chosen + "' không phải một trong: " + all);
    }

    void finish() const;

  private:
    const boost::json::object* object_ = nullptr;
    std::string where_;
    std::set<std::string, std::less<>> known_;
};

}  // namespace longdan::estimation
