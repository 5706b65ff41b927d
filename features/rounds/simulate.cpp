#include "features/rounds/simulate.h"

#include "engine/sampling/random.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace longdan::rounds {

namespace {

/// Nearly normal: twelve uniforms (variance 1) are smooth enough for invented answers.
double normal(sampling::Random& random) {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += random.unit();
    return sum;
}

class Person {
  public:
    Person(sampling::Random& random, double level, const methods::Method& method, const methods::Form& form)
        : random_(random), method_(method), form_(form), level_(level), own_(0.6 * normal(random)) {}

    xforms::Answers answers() {
        xforms::FormSession session(*form_.plan, "vi");
        for (const auto& question : form_.plan->questions()) {
            const auto values = answer(question);
            if (!values.empty()) session.set(question.name, values);
        }
        return session.answers();
    }

  private:
    std::vector<std::string> answer(const xforms::Question& question) {
        using xforms::QuestionType;
        switch (question.type) {
            case QuestionType::integer:
                return {std::to_string(whole(question))};
            case QuestionType::select_one:
                return one(question);
            case QuestionType::select_multiple:
                return several(question);
            default:
                return {};
        }
    }

    std::int64_t whole(const xforms::Question& question) {
        const auto low = std::max<std::int64_t>(18, question.minimum.value_or(18));
        const auto high = std::min<std::int64_t>(85, question.maximum.value_or(85));
        return low + static_cast<std::int64_t>(
                         random_.below(static_cast<std::uint64_t>(std::max<std::int64_t>(1, high - low + 1)))
                     );
    }

    std::vector<std::string> one(const xforms::Question& question) {
        const auto& choices = form_.plan->list_of(question).choices;
        const auto luck = random_.unit();
        if (luck < 0.01 && question.required.empty()) return {};
        if (luck < 0.04) {
            for (const auto& choice : choices) {
                if (choice.missing) return {choice.name};
            }
        }
        const auto* item = question.item.empty() ? nullptr : method_.item(question.item);
        const auto* scale = item == nullptr ? nullptr : method_.scale(item->scale);
        if (scale == nullptr || scale->levels.empty()) return {any(choices).name};
        return {by_scale(*scale, choices, item->code)};
    }

    /// A level of the scale: satisfied with the person's probability for this item, then one of the fitting levels.
    std::string by_scale(
        const methods::Scale& scale, const std::vector<xforms::Choice>& choices, const std::string& item
    ) {
        std::uint64_t hash = 1469598103934665603ull;
        for (const unsigned char sign : item) hash = (hash ^ sign) * 1099511628211ull;
        const double difficulty = (static_cast<double>(hash % 1000) / 1000 - 0.5) * 0.9;
        const double logit = std::log(level_ / (100 - level_)) + own_ + difficulty + 0.12;
        const bool satisfied = random_.unit() < 1 / (1 + std::exp(-logit));
        std::vector<std::int16_t> fitting;
        for (const auto& level : scale.levels) {
            if (level.satisfied == satisfied) fitting.push_back(level.code);
        }
        if (fitting.empty()) return any(choices).name;
        // The level next to the border is the usual one.
        std::sort(fitting.begin(), fitting.end());
        if (!satisfied) std::reverse(fitting.begin(), fitting.end());
        const auto luck = random_.unit();
        const std::size_t step = luck < 0.68 ? 0 : luck < 0.93 ? 1 : 2;
        const auto code = fitting[std::min(step, fitting.size() - 1)];
        for (const auto& choice : choices) {
            if (!choice.missing && choice.code == code) return choice.name;
        }
        return any(choices).name;
    }

    std::vector<std::string> several(const xforms::Question& question) {
        const auto& choices = form_.plan->list_of(question).choices;
        std::vector<std::string> chosen;
        for (const auto& choice : choices) {
            const bool room = question.max_choices == 0 || chosen.size() < question.max_choices;
            if (!choice.missing && room && random_.unit() < 0.4) chosen.push_back(choice.name);
        }
        if (chosen.empty()) chosen.push_back(any(choices).name);
        return chosen;
    }

    const xforms::Choice& any(const std::vector<xforms::Choice>& choices) {
        std::vector<const xforms::Choice*> open;
        for (const auto& choice : choices) {
            if (!choice.missing) open.push_back(&choice);
        }
        if (open.empty()) return choices.front();
        return *open[random_.below(open.size())];
    }

    sampling::Random& random_;
    const methods::Method& method_;
    const methods::Form& form_;
    double level_;
    double own_;
};

}  // namespace

std::vector<collect::Collect::BulkAnswer> simulate_answers(
    const SimulatedVillage& village, const methods::Method& method, const methods::Form& form, std::uint64_t seed,
    Day day
) {
    sampling::Random place(seed, 1000, static_cast<std::uint32_t>(village.point.point));
    const double level = std::clamp(village.level + 2.5 * normal(place), 40.0, 97.0);
    std::vector<collect::Collect::BulkAnswer> answers;
    for (std::int64_t person = 0; person < village.people; ++person) {
        sampling::Random random(
            seed, 1001 + static_cast<std::uint32_t>(person), static_cast<std::uint32_t>(village.point.point)
        );
        if (random.unit() < 0.02) continue;
        answers.push_back(
            {fmt::format("mo-phong-{}-{}-{}", seed, village.point.point, person),
             Person(random, level, method, form).answers(), village.point, day}
        );
    }
    return answers;
}

}  // namespace longdan::rounds
