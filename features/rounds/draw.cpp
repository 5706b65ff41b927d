#include "features/rounds/draw.h"

#include "engine/sampling/allocate.h"
#include "engine/sampling/select.h"
#include "features/rounds/sizes.h"
#include "platform/base/error.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include <fmt/format.h>

namespace longdan::rounds {

namespace {

/// What can be taken under one parent.
struct Candidate {
    std::string code;
    std::string name;
    std::string group;
    std::int64_t measure = 0;
};

class Drawing {
  public:
    Drawing(const Design& design, const Frame& frame, std::uint64_t seed, bool all_places)
        : design_(design), frame_(frame), seed_(seed), all_places_(all_places) {
        for (const auto& unit : frame_.units) children_[unit.level + "|" + unit.parent].push_back(&unit);
    }

    Sample run() {
        std::vector<Parent> parents;
        for (const auto* province : frame_.level("province")) {
            parents.push_back({province->code, province->name, province->code, {province->code}, true, false, 0});
        }
        for (std::size_t s = 0; s < design_.stages.size(); ++s) {
            stage_ = s;
            stream_ = 0;
            for (auto& parent : parents) parent.units = count(parent);
            const auto sizes = stage_sizes(design_, s, parents);
            std::vector<Parent> next;
            for (std::size_t p = 0; p < parents.size(); ++p) draw_under(parents[p], sizes[p], next);
            parents = std::move(next);
        }
        assign_chain(sample_.units);
        finish_places();
        return std::move(sample_);
    }

  private:
    const DesignStage& stage() const { return design_.stages[stage_]; }

    std::int64_t count(const Parent& parent) const {
        if (stage().listed()) return stage().list;
        const auto found = children_.find(stage().unit + "|" + parent.code);
        return found == children_.end() ? 0 : static_cast<std::int64_t>(found->second.size());
    }

    std::vector<Candidate> candidates(const Parent& parent) const {
        std::vector<Candidate> list;
        if (stage().listed()) {
            for (std::int64_t number = 1; number <= stage().list; ++number) {
                list.push_back(
                    {fmt::format("{}.{:02}", parent.code, number), fmt::format("Thôn số {}, {}", number, parent.name),
                     "", 0}
                );
            }
            return list;
        }
        const auto found = children_.find(stage().unit + "|" + parent.code);
        if (found == children_.end()) return list;
        for (const auto* unit : found->second) {
            const std::string group = !stage().urban_strata ? "" : unit->urban ? "u" : "r";
            list.push_back({unit->code, unit->name, group, unit->measure});
        }
        return list;
    }

    void draw_under(const Parent& parent, std::int64_t size, std::vector<Parent>& next) {
        if (parent.units == 0) {
            throw Error(
                ErrorKind::invalid,
                fmt::format(
                    "Giai đoạn {}: {} ({}) không có đơn vị nào trong dàn mẫu", stage_ + 1, parent.name, parent.code
                )
            );
        }
        if (stage().unit == "place") {
            draw_places(parent, size);
            return;
        }
        std::map<std::string, std::vector<Candidate>> groups;
        std::int64_t left = std::min(size, parent.units);
        int position = 0;
        for (auto& candidate : candidates(parent)) {
            if (left > 0 && std::binary_search(stage().fixed.begin(), stage().fixed.end(), candidate.code)) {
                take(parent, candidate, 1.0, false, ++position, next);
                --left;
            } else {
                groups[candidate.group].push_back(std::move(candidate));
            }
        }
        const auto shares = allocate(groups, left);
        std::size_t g = 0;
        for (const auto& [name, group] : groups) draw_group(parent, name, group, shares[g++], position, next);
    }

    std::vector<std::int64_t> allocate(const std::map<std::string, std::vector<Candidate>>& groups, std::int64_t n)
        const {
        if (groups.size() <= 1) return {n};
        std::vector<sampling::StratumSize> strata;
        std::int64_t least = 0;
        for (const auto& [name, group] : groups) {
            double measure = 0;
            for (const auto& candidate : group) measure += static_cast<double>(candidate.measure);
            strata.push_back({static_cast<std::int64_t>(group.size()), measure, 0, 1});
            least += std::min<std::int64_t>(stage().size.minimum, static_cast<std::int64_t>(group.size()));
        }
        const auto minimum = n >= least ? stage().size.minimum : 0;
        if (stage().size.allocate == "equal") {
            return sampling::allocate(n, strata, sampling::Allocation::equal, 1, minimum);
        }
        const auto kind = stage().by_population ? sampling::Allocation::power : sampling::Allocation::proportional;
        return sampling::allocate(n, strata, kind, 1, minimum);
    }

    sampling::Selection select(
        const std::vector<Candidate>& group, std::size_t n, std::size_t reserve, sampling::Random& random
    ) const {
        if (n == 0 || stage().select == "srs") return sampling::select_srs(group.size(), n, reserve, random);
        if (stage().select == "systematic") return sampling::select_systematic(group.size(), n, reserve, random);
        std::vector<std::int64_t> sizes;
        for (const auto& candidate : group) sizes.push_back(candidate.measure);
        return sampling::select_pps_systematic(sizes, n, reserve, random);
    }

    void draw_group(
        const Parent& parent, const std::string& name, const std::vector<Candidate>& group, std::int64_t share,
        int& position, std::vector<Parent>& next
    ) {
        const auto index = stream_++;
        const auto n = static_cast<std::size_t>(share);
        const auto reserve = std::min(static_cast<std::size_t>(stage().reserve), group.size() - n);
        sampling::Random random(seed_, static_cast<std::uint32_t>(stage_), index);
        const auto selection = select(group, n, reserve, random);
        int used = 0;
        for (const auto& pick : selection.picks) {
            const double pi = n == 0 ? 0 : pick.probability;
            take(parent, group[pick.position], pi, pick.reserve, pick.reserve ? ++used : ++position, next);
        }
        sample_.strata.push_back(
            {static_cast<int>(stage_), index, parent.code, name, static_cast<std::int64_t>(group.size()), share,
             selection.start}
        );
    }

    void take(
        const Parent& parent, const Candidate& candidate, double pi, bool reserve, int position,
        std::vector<Parent>& next
    ) {
        SampleUnit unit;
        unit.stage = static_cast<int>(stage_);
        unit.level = stage().unit;
        unit.code = candidate.code;
        unit.name = candidate.name;
        unit.parent = parent.code;
        unit.province = parent.province;
        unit.group = candidate.group;
        unit.pi = pi;
        unit.reserve = reserve;
        unit.position = position;
        unit.open = parent.open && !reserve;
        sample_.units.push_back(unit);
        Parent below{candidate.code, candidate.name, parent.province, parent.chain, unit.open, reserve, 0};
        below.chain.push_back(candidate.code);
        next.push_back(std::move(below));
    }

    void draw_places(const Parent& parent, std::int64_t size) {
        const auto index = stream_++;
        if (!parent.open && !all_places_) return;
        const auto count = static_cast<std::size_t>(parent.units);
        const auto n = static_cast<std::size_t>(std::min(size, parent.units));
        const auto reserve = std::min(static_cast<std::size_t>(stage().reserve), count - n);
        sampling::Random random(seed_, static_cast<std::uint32_t>(stage_), index);
        const auto selection = stage().select == "systematic" ? sampling::select_systematic(count, n, reserve, random)
                                                              : sampling::select_srs(count, n, reserve, random);
        int main = 0;
        int used = 0;
        for (const auto& pick : selection.picks) {
            sample_.places.push_back(
                {parent.code, parent.province, static_cast<int>(pick.position) + 1, pick.probability, 0, pick.reserve,
                 pick.reserve ? ++used : ++main}
            );
        }
        sample_.strata.push_back(
            {static_cast<int>(stage_), index, parent.code, "", parent.units, static_cast<std::int64_t>(n),
             selection.start}
        );
    }

    void finish_places() {
        std::unordered_map<std::string, double> probability;
        for (const auto& unit : sample_.units) probability[unit.code] = unit.probability;
        for (auto& place : sample_.places) place.probability = probability[place.village] * place.pi;
    }

    const Design& design_;
    const Frame& frame_;
    std::uint64_t seed_;
    bool all_places_;
    std::size_t stage_ = 0;
    std::uint32_t stream_ = 0;
    std::unordered_map<std::string, std::vector<const FrameUnit*>> children_;
    Sample sample_;
};

}  // namespace

Sample draw(const Design& design, const Frame& frame, std::uint64_t seed, bool all_places) {
    return Drawing(design, frame, seed, all_places).run();
}

void assign_chain(std::vector<SampleUnit>& units) {
    std::unordered_map<std::string, std::size_t> above;  // "level|code" of units already done
    for (std::size_t u = 0; u < units.size(); ++u) {
        auto& unit = units[u];
        const SampleUnit* parent = nullptr;
        for (std::size_t level = static_cast<std::size_t>(unit.stage); level-- > 0 && parent == nullptr;) {
            const auto found = above.find(std::to_string(level) + "|" + unit.parent);
            if (found != above.end()) parent = &units[found->second];
        }
        unit.probability = unit.pi * (parent == nullptr ? 1.0 : parent->probability);
        unit.stratum = parent == nullptr ? unit.province : parent->stratum;
        unit.psu = parent == nullptr ? "" : parent->psu;
        if (unit.psu.empty()) {
            if (unit.pi < 1) {
                if (!unit.group.empty()) unit.stratum += ";" + unit.group;
                unit.psu = unit.code;
            } else {
                unit.stratum += "/" + unit.code;
            }
        }
        above[std::to_string(unit.stage) + "|" + unit.code] = u;
    }
}

}  // namespace longdan::rounds
