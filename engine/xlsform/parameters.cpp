#include "engine/xlsform/language.h"
#include "engine/xlsform/survey_reader.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace longdan::xlsform {
namespace {

std::optional<long long> whole_number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    long long value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool is_number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc() && end == text.data() + text.size();
}

bool is_package_name(std::string_view text) {
    std::size_t parts = 0;
    while (!text.empty()) {
        const auto dot = text.find('.');
        const std::string_view part = text.substr(0, dot);
        const auto letter = [](char sign) { return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z'); };
        if (part.empty() || !letter(part.front())) return false;
        for (const char sign : part) {
            if (!letter(sign) && !(sign >= '0' && sign <= '9') && sign != '_') return false;
        }
        ++parts;
        if (dot == std::string_view::npos) return parts > 1;
        text.remove_prefix(dot + 1);
    }
    return false;
}

void complain(const QuestionRow& row, Problems& problems, std::string vi, std::string en) {
    problems.error(row.place("parameters"), std::move(vi), std::move(en));
}

/// A parameter that must be one of some words.
bool check_word(
    const QuestionRow& row, std::string_view key, std::initializer_list<std::string_view> words, Problems& problems
) {
    const std::string& value = row.parameters.text_of(key);
    if (std::ranges::find(words, value) != words.end()) return true;
    complain(
        row, problems, fmt::format("tham số {} chỉ nhận: {}", key, fmt::join(words, ", ")),
        fmt::format("parameter {} must be one of: {}", key, fmt::join(words, ", "))
    );
    return false;
}

bool check_whole(const QuestionRow& row, std::string_view key, Problems& problems) {
    if (whole_number(row.parameters.text_of(key))) return true;
    complain(
        row, problems, fmt::format("tham số {} phải là số nguyên", key),
        fmt::format("parameter {} must have an integer value", key)
    );
    return false;
}

void set_bind(Element& question, std::string_view key, const std::string& value) {
    question.bind.set(key, value);
    question.has_bind = true;
}

void apply_image(const QuestionRow& row, Element& question, Problems& problems) {
    if (!question.default_value.empty() && question.default_value.find("jr://images/") == std::string::npos) {
        question.default_value = "jr://images/" + question.default_value;
    }
    if (!accept_parameters(row, {"app", "max-pixels"}, problems)) return;
    if (row.parameters.contains("max-pixels")) {
        if (!check_whole(row, "max-pixels", problems)) return;
        set_bind(question, "orx:max-pixels", row.parameters.text_of("max-pixels"));
    } else {
        problems.warn(
            row.place("parameters"), "nên đặt max-pixels để ảnh nhẹ và gửi nhanh",
            "use the max-pixels parameter to speed up submission sending and save storage space"
        );
    }
    if (!row.parameters.contains("app")) return;
    const std::string& appearance = question.control.text_of("appearance");
    if (!appearance.empty() && appearance != "annotate") return;
    const std::string& app = row.parameters.text_of("app");
    if (is_package_name(app)) {
        question.control.set("intent", app);
    } else {
        complain(
            row, problems, fmt::format("\"{}\" không phải tên gói ứng dụng Android", app),
            fmt::format("'{}' is not a valid Android package name", app)
        );
    }
}

void apply_audio(const QuestionRow& row, std::string_view type, Element& question, Problems& problems) {
    if (!accept_parameters(row, {"quality"}, problems)) return;
    const bool given = row.parameters.contains("quality");
    const std::string& quality = row.parameters.text_of("quality");
    if (type == "audio") {
        if (given && check_word(row, "quality", {"voice-only", "low", "normal", "external"}, problems)) {
            set_bind(question, "odk:quality", quality);
        }
        return;
    }
    if (given && !check_word(row, "quality", {"voice-only", "low", "normal"}, problems)) return;
    question.actions.push_back({"odk:recordaudio", "odk-instance-load", "", quality});
}

void apply_geo(const QuestionRow& row, std::string_view type, Element& question, Problems& problems) {
    const bool point = type == "geopoint";
    const bool known =
        point ? accept_parameters(
                    row, {"allow-mock-accuracy", "capture-accuracy", "warning-accuracy", "reference-geometry"}, problems
                )
              : accept_parameters(row, {"allow-mock-accuracy", "incremental", "reference-geometry"}, problems);
    if (!known) return;
    const auto threshold = [&](std::string_view key, std::string_view attribute) {
        if (!row.parameters.contains(key)) return;
        const std::string& value = row.parameters.text_of(key);
        if (is_number(value)) {
            question.control.set(attribute, value);
        } else {
            complain(
                row, problems, fmt::format("tham số {} phải là một số", key),
                fmt::format("parameter {} must have a numeric value", key)
            );
        }
    };
    if (point) {
        threshold("capture-accuracy", "accuracyThreshold");
        threshold("warning-accuracy", "unacceptableAccuracyThreshold");
    } else if (row.parameters.contains("incremental")) {
        if (yes_no(row.parameters.text_of("incremental")).value_or(false)) {
            question.control.set("incremental", std::string("true"));
        } else {
            complain(row, problems, "incremental chỉ nhận true", "incremental may only be true or left out");
        }
    }
    if (row.parameters.contains("allow-mock-accuracy") &&
        check_word(row, "allow-mock-accuracy", {"true", "false"}, problems)) {
        set_bind(question, "odk:allow-mock-accuracy", row.parameters.text_of("allow-mock-accuracy"));
    }
    question.itemset = row.parameters.text_of("reference-geometry");
    question.parameters = row.parameters;
}

void apply_locations(const QuestionRow& row, Element& question, Problems& problems) {
    constexpr std::string_view keys[] = {"location-priority", "location-min-interval", "location-max-age"};
    const auto given = std::ranges::count_if(keys, [&](std::string_view key) { return row.parameters.contains(key); });
    if (given == 0) return;
    if (given < 3) {
        complain(
            row, problems, "audit có vị trí cần đủ location-priority, location-min-interval và location-max-age",
            "to include location in the audit, location-priority, location-min-interval and location-max-age are "
            "required"
        );
        return;
    }
    if (!check_word(row, keys[0], {"no-power", "low-power", "balanced", "high-accuracy"}, problems) ||
        !check_whole(row, keys[1], problems) || !check_whole(row, keys[2], problems)) {
        return;
    }
    const long long interval = *whole_number(row.parameters.text_of(keys[1]));
    const long long age = *whole_number(row.parameters.text_of(keys[2]));
    if (interval < 0 || age < 0 || age < interval) {
        complain(
            row, problems, "location-min-interval từ 0, location-max-age không nhỏ hơn location-min-interval",
            "location-min-interval is at least 0, location-max-age at least location-min-interval"
        );
        return;
    }
    for (const std::string_view key : keys) set_bind(question, fmt::format("odk:{}", key), row.parameters.text_of(key));
}

}  // namespace

Field parse_parameters(const QuestionRow& row, Problems& problems) {
    Field out = Field::group();
    const std::string& text = row.fields.text_of("parameters");
    std::vector<std::string> parts;  // words and "=" signs
    for (std::size_t at = 0; at < text.size();) {
        if (const std::size_t blank = blank_at(text, at)) {
            at += blank;
        } else if (text[at] == ',' || text[at] == ';') {
            ++at;
        } else if (text[at] == '=') {
            parts.emplace_back("=");
            ++at;
        } else {
            parts.emplace_back();
            while (at < text.size() && blank_at(text, at) == 0 &&
                   std::string_view(",;=").find(text[at]) == std::string_view::npos) {
                parts.back() += text[at++];
            }
        }
    }
    bool good = parts.size() % 3 == 0;
    for (std::size_t at = 0; good && at < parts.size(); at += 3) {
        good = parts[at] != "=" && parts[at + 1] == "=" && parts[at + 2] != "=";
        if (!good) break;
        const std::string key = lower(parts[at]);
        const bool keep_case = key == "value" || key == "label" || key == "reference-geometry" || key == "seed";
        out.set(key, keep_case ? parts[at + 2] : lower(parts[at + 2]));
    }
    if (good) return out;
    complain(
        row, problems, "tham số viết dạng tên1=giá trị1 tên2=giá trị2",
        "expecting parameters in the form of key1=value1 key2=value2"
    );
    return Field::group();
}

bool accept_parameters(const QuestionRow& row, std::initializer_list<std::string_view> known, Problems& problems) {
    bool good = true;
    for (const auto& [key, value] : row.parameters.parts) {
        if (std::ranges::find(known, key) != known.end()) continue;
        good = false;
        complain(
            row, problems, fmt::format("loại câu này không có tham số {}; có: {}", key, fmt::join(known, ", ")),
            fmt::format("'{}' is no parameter of this type; accepted: {}", key, fmt::join(known, ", "))
        );
    }
    return good;
}

void apply_parameters(
    QuestionRow& row, std::string_view type, Element& question, const Form& form, Problems& problems
) {
    if (type == "text") {
        if (!accept_parameters(row, {"rows"}, problems) || !row.parameters.contains("rows")) return;
        if (check_whole(row, "rows", problems)) question.control.set("rows", row.parameters.text_of("rows"));
    } else if (type == "photo") {
        apply_image(row, question, problems);
    } else if (type == "audio" || type == "background-audio") {
        apply_audio(row, type, question, problems);
    } else if (type == "geopoint" || type == "geoshape" || type == "geotrace") {
        apply_geo(row, type, question, problems);
    } else if (type == "start-geopoint") {
        question.actions.push_back({"odk:setgeopoint", "odk-instance-first-load", "", ""});
    } else if (type == "range") {
        apply_range_parameters(row, question, form, problems);
    } else if (type == "background-geopoint" && question.bind.contains("calculate")) {
        problems.error(
            row.place("bind", "calculate"), "câu background-geopoint không có công thức",
            "the calculation of background-geopoint must be empty"
        );
    }
}

void apply_audit_parameters(const QuestionRow& row, Element& question, Problems& problems) {
    if (!accept_parameters(
            row,
            {"location-priority", "location-min-interval", "location-max-age", "track-changes", "identify-user",
             "track-changes-reasons"},
            problems
        )) {
        return;
    }
    for (const std::string_view key : {"track-changes", "identify-user"}) {
        if (row.parameters.contains(key) && check_word(row, key, {"true", "false"}, problems)) {
            set_bind(question, fmt::format("odk:{}", key), row.parameters.text_of(key));
        }
    }
    if (row.parameters.contains("track-changes-reasons") &&
        check_word(row, "track-changes-reasons", {"on-form-edit"}, problems)) {
        set_bind(question, "odk:track-changes-reasons", "on-form-edit");
    }
    apply_locations(row, question, problems);
}

}  // namespace longdan::xlsform
