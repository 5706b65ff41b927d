#include "engine/estimation/opt_in.h"

#include "platform/base/error.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace longdan::estimation {
namespace {

struct Person {
    double age;
    double city;
    double satisfied;
};

Matrix known_of(const std::vector<Person>& people) {
    Matrix x(people.size(), 3);
    for (std::size_t i = 0; i < people.size(); ++i) {
        x(i, 0) = 1;
        x(i, 1) = people[i].age;
        x(i, 2) = people[i].city;
    }
    return x;
}

/// Young people of cities come more often and are less satisfied: adjusted, the share is near that of everybody.
TEST(OptIn, people_who_came_by_themselves_are_made_comparable_with_the_sample) {
    std::mt19937 random(31);
    std::uniform_real_distribution<double> uniform;
    double raw_off = 0;
    double adjusted_off = 0;
    for (int trial = 0; trial < 10; ++trial) {
        std::vector<Person> came;
        std::vector<Person> sample;
        double truth = 0;
        const int everybody = 20000;
        for (int i = 0; i < everybody; ++i) {
            Person person{uniform(random) * 6 - 3, uniform(random) < 0.4 ? 1.0 : 0.0, 0};
            person.satisfied = uniform(random) < 1 / (1 + std::exp(-(0.8 + 0.5 * person.age - person.city))) ? 1 : 0;
            truth += person.satisfied / everybody;
            const double takes_part = 1 / (1 + std::exp(-(-3 - 0.4 * person.age + 1.2 * person.city)));
            if (uniform(random) < takes_part) came.push_back(person);
            if (uniform(random) < 0.1) sample.push_back(person);
        }
        const Matrix x = known_of(came);
        const Matrix reference = known_of(sample);
        const std::vector<double> weights(sample.size(), 10);
        const OptInAdjustment made = adjust_opt_in(x, reference, weights);
        double raw = 0;
        double adjusted = 0;
        double sum = 0;
        for (std::size_t i = 0; i < came.size(); ++i) {
            raw += came[i].satisfied / static_cast<double>(came.size());
            adjusted += made.weights[i] * came[i].satisfied;
            sum += made.weights[i];
        }
        raw_off += (raw - truth) / 10;
        adjusted_off += (adjusted / sum - truth) / 10;
        EXPECT_NEAR(sum, 10.0 * static_cast<double>(sample.size()), 1e-6);
        EXPECT_LT(made.effective_n, static_cast<double>(came.size()));
        EXPECT_GT(made.r_indicator, 0.5);
        EXPECT_LT(made.r_indicator, 0.97);
        for (std::size_t j = 0; j < 3; ++j) {
            double theirs = 0;
            double mine = 0;
            for (std::size_t i = 0; i < came.size(); ++i) theirs += x(i, j);
            for (std::size_t i = 0; i < sample.size(); ++i) {
                double eta = 0;
                for (std::size_t k = 0; k < 3; ++k) eta += reference(i, k) * made.coefficients[k];
                mine += 10 / (1 + std::exp(-eta)) * reference(i, j);
            }
            EXPECT_NEAR(theirs, mine, 1e-6 * (1 + std::fabs(theirs)));
        }
    }
    EXPECT_LT(raw_off, -0.1);
    EXPECT_NEAR(adjusted_off, 0, 0.02);
}

TEST(OptIn, when_everybody_is_as_likely_weights_are_equal_and_the_indicator_is_one) {
    Matrix x(2, 2);
    Matrix reference(2, 2);
    for (std::size_t i = 0; i < 2; ++i) {
        x(i, 0) = reference(i, 0) = 1;
        x(i, 1) = reference(i, 1) = static_cast<double>(i);
    }
    const OptInAdjustment made = adjust_opt_in(x, reference, std::vector<double>{50, 50});
    EXPECT_NEAR(made.weights[0], 50, 1e-8);
    EXPECT_NEAR(made.effective_n, 2, 1e-9);
    EXPECT_NEAR(made.r_indicator, 1, 1e-6);
    EXPECT_NEAR(made.propensity[1], 0.02, 1e-10);
}

TEST(OptIn, samples_that_cannot_be_compared_are_refused) {
    Matrix x(3, 2);
    Matrix reference(2, 2);
    for (std::size_t i = 0; i < 3; ++i) x(i, 0) = 1;
    x(2, 1) = 1;  // a group that the reference sample has nobody of
    reference(0, 0) = reference(1, 0) = 1;
    const std::vector<double> weights = {40, 60};
    EXPECT_THROW(adjust_opt_in(x, reference, weights), Error);
    EXPECT_THROW(adjust_opt_in(x, Matrix(2, 3), weights), Error);
    EXPECT_THROW(adjust_opt_in(reference, reference, std::vector<double>{1, -1}), Error);
    EXPECT_THROW(adjust_opt_in(reference, reference, std::vector<double>{1, 1}), Error);
}

}  // namespace
}  // namespace longdan::estimation
