#include "features/methods/methods.h"

#include <boost/multiprecision/cpp_int.hpp>

namespace longdan::methods {

namespace {

using Integer = boost::multiprecision::cpp_int;
using Rational = boost::multiprecision::cpp_rational;

struct Computed {
    NodeValue value;
    std::optional<Rational> share;
};

Share share_of(const std::optional<Rational>& share) {
    if (!share) return {};
    return {numerator(*share).str(), denominator(*share).str()};
}

std::optional<Rational> rational_of(const Share& share) {
    if (!share.has_value()) return std::nullopt;
    return Rational(Integer(share.numerator), Integer(share.denominator));
}

std::optional<Rational> ratio(std::int64_t satisfied, std::int64_t valid) {
    if (valid == 0) return std::nullopt;
    return Rational(Integer(satisfied), Integer(valid));
}

Computed compute_item(const std::string& code, const ItemCounts& counts) {
    Computed item;
    item.value.code = code;
    item.value.is_item = true;
    const auto found = counts.find(code);
    if (found == counts.end()) return item;
    const auto [satisfied, valid] = found->second;
    if (satisfied < 0 || valid < satisfied) {
        throw Error(
            ErrorKind::invalid, "Nội dung " + code + ": số hài lòng " + std::to_string(satisfied) +
                                    " không nằm trong khoảng từ 0 đến số câu trả lời hợp lệ " + std::to_string(valid)
        );
    }
    item.value.satisfied = satisfied;
    item.value.valid = valid;
    item.share = ratio(satisfied, valid);
    item.value.share = share_of(item.share);
    return item;
}

/// Mean of the children that have a value; `weights` empty: all alike.
std::optional<Rational> mean(
    const std::vector<Computed>& children, const std::vector<std::int64_t>& weights, bool& incomplete
) {
    Rational sum = 0;
    Integer weight_sum = 0;
    for (std::size_t i = 0; i < children.size(); ++i) {
        if (!children[i].share) {
            incomplete = true;
            continue;
        }
        const Integer weight = weights.empty() ? 1 : weights[i];
        sum += *children[i].share * Rational(weight);
        weight_sum += weight;
    }
    if (weight_sum == 0) return std::nullopt;
    return sum / Rational(weight_sum);
}

Computed compute_node(const AggregationNode& node, const ItemCounts& counts, std::vector<NodeValue>& out) {
    const std::size_t place = out.size();
    out.emplace_back();
    Computed computed;
    computed.value.code = node.code;
    std::vector<Computed> children;
    for (const AggregationNode& child : node.children) children.push_back(compute_node(child, counts, out));
    for (const std::string& code : node.items) {
        children.push_back(compute_item(code, counts));
        out.push_back(children.back().value);
    }
    for (const Computed& child : children) {
        computed.value.satisfied += child.value.satisfied;
        computed.value.valid += child.value.valid;
        computed.value.incomplete |= child.value.incomplete;
    }
    switch (node.rule) {
        case Rule::pooled:
            computed.share = ratio(computed.value.satisfied, computed.value.valid);
            break;
        case Rule::mean:
            computed.share = mean(children, {}, computed.value.incomplete);
            break;
        case Rule::weights:
            computed.share = mean(children, node.weights, computed.value.incomplete);
            break;
    }
    computed.value.share = share_of(computed.share);
    out[place] = computed.value;
    return computed;
}

}  // namespace

double Share::value() const {
    const auto exact = rational_of(*this);
    if (!exact) return std::numeric_limits<double>::quiet_NaN();
    return exact->convert_to<double>();
}

std::int64_t Share::percent(int decimals) const {
    if (!has_value()) throw std::logic_error("Share::percent of a share without value");
    const Integer above(numerator);
    const Integer below(denominator);
    Integer scale = 200;
    for (int i = 0; i < decimals; ++i) scale *= 10;
    return static_cast<std::int64_t>(Integer((above * scale + below) / (2 * below)));
}

std::vector<NodeValue> official_index(const AggregationNode& tree, const ItemCounts& counts) {
    std::vector<NodeValue> values;
    compute_node(tree, counts, values);
    return values;
}

Share mean_of(std::span<const Share> shares) {
    Rational sum = 0;
    int count = 0;
    for (const Share& share : shares) {
        const auto exact = rational_of(share);
        if (!exact) continue;
        sum += *exact;
        ++count;
    }
    if (count == 0) return {};
    return share_of(Rational(sum / count));
}

bool could_print(std::span<const std::int64_t> parts, std::span<const std::int64_t> weights, std::int64_t total) {
    if (parts.size() != weights.size()) throw std::logic_error("could_print: as many weights as parts");
    // A printed p stands for [p - 1/2, p + 1/2). Everything is doubled to stay in whole numbers.
    Integer low = 0;
    Integer high = 0;
    Integer weight_sum = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        low += Integer(weights[i]) * (2 * parts[i] - 1);
        high += Integer(weights[i]) * (2 * parts[i] + 1);
        weight_sum += weights[i];
    }
    return low < weight_sum * (2 * total + 1) && high > weight_sum * (2 * total - 1);
}

}  // namespace longdan::methods
