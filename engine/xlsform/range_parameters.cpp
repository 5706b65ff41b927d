#include "engine/xlsform/survey_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace longdan::xlsform {
namespace {

/// A decimal number as a whole count of millionths, so that multiples are exact.
constexpr long double unit = 1e6L;

std::optional<long long> millionths(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || end != text.data() + text.size() || !(std::abs(value) < 1e12)) return std::nullopt;
    return std::llround(static_cast<long double>(value) * unit);
}

class RangeChecker {
  public:
    RangeChecker(const QuestionRow& row, const Form& form, Problems& problems)
        : row_(row), form_(form), problems_(problems) {}

    bool check(const Field& parameters, std::string_view appearance) {
        const bool extras = parameters.contains("tick_interval") || parameters.contains("placeholder") ||
                            parameters.contains("tick_labelset");
        if (!appearance.empty() && extras && appearance != "vertical" && appearance != "no-ticks") {
            return refuse(
                "tick_interval, placeholder và tick_labelset chỉ dùng với kiểu vertical, no-ticks hoặc để trống",
                "tick_interval, placeholder and tick_labelset go with the appearances vertical, no-ticks or none"
            );
        }
        if (!read(parameters, "start", start_) || !read(parameters, "end", end_) || !read(parameters, "step", step_) ||
            !read(parameters, "tick_interval", interval_) || !read(parameters, "placeholder", placeholder_)) {
            return false;
        }
        if (!check_width("step", *step_) || (interval_ && !check_interval()) ||
            (placeholder_ && !check_placeholder())) {
            return false;
        }
        return !parameters.contains("tick_labelset") || check_labels(parameters.text_of("tick_labelset"), appearance);
    }

    bool decimal() const {
        for (const auto& value : {start_, end_, step_, interval_, placeholder_}) {
            if (value && *value % static_cast<long long>(unit) != 0) return true;
        }
        return false;
    }

  private:
    bool refuse(std::string vi, std::string en) {
        problems_.error(row_.place("parameters"), std::move(vi), std::move(en));
        return false;
    }
    bool read(const Field& parameters, std::string_view key, std::optional<long long>& to) {
        if (!parameters.contains(key)) return true;
        to = millionths(parameters.text_of(key));
        if (to) return true;
        return refuse(
            fmt::format("tham số {} phải là một số", key), fmt::format("parameter '{}' must be a number", key)
        );
    }
    long long low() const { return std::min(*start_, *end_); }
    long long high() const { return std::max(*start_, *end_); }
    bool check_width(std::string_view key, long long value) {
        if (value == 0)
            return refuse(fmt::format("tham số {} phải khác 0", key), fmt::format("parameter '{}' must not be 0", key));
        if (value <= high() - low()) return true;
        return refuse(
            fmt::format("tham số {} lớn hơn khoảng từ start đến end", key),
            fmt::format("parameter '{}' must not be larger than the range", key)
        );
    }
    bool check_interval() {
        if (!check_width("tick_interval", *interval_)) return false;
        if (*interval_ % *step_ == 0) return true;
        return refuse("tick_interval phải là bội của step", "tick_interval must be a multiple of step");
    }
    bool check_placeholder() {
        if ((*placeholder_ - *start_) % *step_ == 0 && *placeholder_ >= low() && *placeholder_ <= high()) return true;
        return refuse(
            "placeholder phải nằm giữa start và end và cách start một bội của step",
            "placeholder must be between start and end, a multiple of step from start"
        );
    }
    bool check_labels(const std::string& name, std::string_view appearance) {
        const ChoiceList* list = form_.list(name);
        if (list == nullptr) {
            return refuse(
                fmt::format("tick_labelset: không có danh sách \"{}\" ở trang choices", name),
                fmt::format("tick_labelset must be a list on the choices sheet, '{}' is not", name)
            );
        }
        std::vector<long long> values;
        for (const Choice& choice : list->choices) {
            const auto value = millionths(choice.name);
            if (!value || *value < low() || *value > high() || (*value - *start_) % interval_.value_or(*step_) != 0) {
                return refuse(
                    fmt::format("tick_labelset: \"{}\" phải là số giữa start và end, đúng một vạch", choice.name),
                    fmt::format("tick_labelset: '{}' must be a number between start and end, on a tick", choice.name)
                );
            }
            values.push_back(*value);
        }
        if (appearance != "no-ticks") return true;
        std::ranges::sort(values);
        values.erase(std::unique(values.begin(), values.end()), values.end());
        if (values == std::vector{low(), high()}) return true;
        return refuse(
            "kiểu no-ticks chỉ có nhãn ở start và end", "with no-ticks the labels may only be those of start and end"
        );
    }

    const QuestionRow& row_;
    const Form& form_;
    Problems& problems_;
    std::optional<long long> start_;
    std::optional<long long> end_;
    std::optional<long long> step_;
    std::optional<long long> interval_;
    std::optional<long long> placeholder_;
};

}  // namespace

void apply_range_parameters(const QuestionRow& row, Element& question, const Form& form, Problems& problems) {
    if (!accept_parameters(row, {"start", "end", "step", "tick_interval", "placeholder", "tick_labelset"}, problems))
        return;
    Field parameters = row.parameters;
    for (const auto& [key, value] : {std::pair{"start", "1"}, {"end", "10"}, {"step", "1"}}) {
        if (!parameters.contains(key)) parameters.set(key, std::string(value));
    }
    RangeChecker checker(row, form, problems);
    if (!checker.check(parameters, question.control.text_of("appearance"))) return;
    if (checker.decimal()) question.bind.set("type", std::string("decimal"));
    question.itemset = parameters.text_of("tick_labelset");
    for (const auto& [key, value] : parameters.parts) {
        if (key == "tick_labelset") continue;
        question.control.set(
            key == "tick_interval" ? "odk:tick-interval"
            : key == "placeholder" ? "odk:placeholder"
                                   : key,
            value
        );
    }
}

}  // namespace longdan::xlsform
