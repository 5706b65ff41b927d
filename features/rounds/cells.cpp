#include "features/rounds/cells.h"

#include <algorithm>
#include <array>
#include <limits>

namespace longdan::rounds {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<std::string_view, 3> not_valid = {"dk", "refused", "blank"};

/// Which of `not_valid` a code is; 3 for not asked.
std::size_t kind_of_missing(std::int16_t code) {
    using xforms::MissingCode;
    switch (static_cast<MissingCode>(code)) {
        case MissingCode::dont_know:
            return 0;
        case MissingCode::refused:
            return 1;
        case MissingCode::not_asked:
            return 3;
        default:
            return 2;
    }
}

bool contains(const std::vector<std::int16_t>& codes, std::int16_t code) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

}  // namespace

std::string answer_column(std::string_view item, std::string_view code) {
    return std::string(item) + "=" + std::string(code);
}

std::vector<methods::ItemCoding> round_codings(const methods::Method& method, const methods::Form& form) {
    auto codings = methods::item_codings(method, form);
    const auto& variables = form.codebook.variables;
    for (std::size_t v = 0; v < variables.size(); ++v) {
        const auto& variable = variables[v];
        if (variable.type != xforms::QuestionType::select_multiple || variable.item.empty()) continue;
        const auto slash = variable.name.find('/');
        codings.push_back({variable.item + variable.name.substr(std::min(slash, variable.name.size())), v, {0, 1}, {1}}
        );
    }
    return codings;
}

estimation::CellLayout cell_layout(const std::vector<methods::ItemCoding>& codings) {
    estimation::CellLayout layout;
    layout.domains = {"province"};
    for (const auto& coding : codings) {
        layout.items.push_back(coding.item);
        for (const auto code : coding.valid) layout.items.push_back(answer_column(coding.item, std::to_string(code)));
        for (const auto kind : not_valid) layout.items.push_back(answer_column(coding.item, kind));
    }
    return layout;
}

CellRows::CellRows(std::vector<methods::ItemCoding> codings, estimation::CellTable& table)
    : codings_(std::move(codings)), table_(table) {
    std::size_t column = 0;
    for (const auto& coding : codings_) {
        columns_.push_back({column});
        column += 1 + coding.valid.size() + not_valid.size();
    }
    values_.resize(column, missing);
}

void CellRows::add(
    std::string_view stratum, std::string_view psu, std::string_view province, double weight,
    std::span<const std::int16_t> codes
) {
    std::fill(values_.begin(), values_.end(), missing);
    for (std::size_t i = 0; i < codings_.size(); ++i) {
        const auto& coding = codings_[i];
        if (coding.variable >= codes.size()) continue;
        const auto code = codes[coding.variable];
        const auto first = columns_[i].first;
        const auto place = std::find(coding.valid.begin(), coding.valid.end(), code);
        if (place != coding.valid.end()) {
            values_[first] = contains(coding.satisfied, code) ? 1 : 0;
            values_[first + 1 + static_cast<std::size_t>(place - coding.valid.begin())] = 1;
        } else if (const auto kind = kind_of_missing(code); kind < not_valid.size()) {
            values_[first + 1 + coding.valid.size() + kind] = 1;
        }
    }
    const std::array<std::string_view, 1> domains = {province};
    table_.add({stratum, psu, domains, weight, values_});
}

AnswerQuality quality_of(const std::vector<methods::ItemCoding>& codings, std::span<const std::int16_t> codes) {
    std::int64_t asked = 0;
    std::int64_t blank = 0;
    std::int64_t scale_answers = 0;
    std::int16_t first = 0;
    bool same = true;
    for (const auto& coding : codings) {
        if (coding.variable >= codes.size()) continue;
        const auto code = codes[coding.variable];
        const bool valid = contains(coding.valid, code);
        const auto kind = valid ? std::size_t{0} : kind_of_missing(code);
        if (!valid && kind == 3) continue;
        ++asked;
        if (!valid && kind == 2) ++blank;
        if (!valid || coding.valid.size() < 3) continue;
        if (scale_answers == 0) first = code;
        same = same && code == first;
        ++scale_answers;
    }
    AnswerQuality quality;
    quality.blank_share = asked == 0 ? 1 : static_cast<double>(blank) / static_cast<double>(asked);
    quality.straight_line = same && scale_answers >= 10;
    return quality;
}

methods::ItemCounts plain_counts(
    const estimation::CellTable& table, const std::vector<methods::ItemCoding>& codings, std::string_view province
) {
    std::vector<std::int64_t> n(table.layout().items.size(), 0);
    for (const auto& cell : table.contents().cells) {
        if (!province.empty() && cell.domains.front() != province) continue;
        for (std::size_t i = 0; i < n.size(); ++i) n[i] += cell.sums->items[i].n;
    }
    methods::ItemCounts counts;
    std::size_t column = 0;
    for (const auto& coding : codings) {
        auto& count = counts[coding.item];
        count.valid += n[column];
        for (std::size_t v = 0; v < coding.valid.size(); ++v) {
            if (contains(coding.satisfied, coding.valid[v])) count.satisfied += n[column + 1 + v];
        }
        column += 1 + coding.valid.size() + not_valid.size();
    }
    return counts;
}

}  // namespace longdan::rounds
