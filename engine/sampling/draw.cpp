#include "engine/sampling/draw.h"

#include "engine/sampling/stage_draw.h"
#include "platform/base/error.h"

#include <deque>

#include <fmt/format.h>

namespace longdan::sampling {
namespace {

[[noreturn]] void refuse(const std::string& message) { throw Error(ErrorKind::invalid, message); }

class SampleDraw {
  public:
    SampleDraw(const Design& design, const std::vector<Frame>& frames, std::uint64_t seed) : frames_(frames) {
        for (std::size_t k = 0; k < design.stages.size(); ++k) stages_.emplace_back(design, k, frames, seed);
    }

    void run() {
        stages_[0].run_whole(sample_);
        std::size_t begin = 0;
        for (std::size_t k = 1; k < stages_.size(); ++k) {
            const std::size_t end = sample_.units.size();
            for (std::size_t parent = begin; parent < end; ++parent) {
                if (sample_.units[parent].role == SampleRole::main) stages_[k].run_within(sample_, parent);
            }
            begin = end;
        }
    }

    void replace(const ReplacementRequest& request) {
        const std::size_t out = unit_in_sample(request);
        const std::size_t in = next_reserve(out, request);
        SampledUnit& gone = sample_.units[out];
        SampledUnit& come = sample_.units[in];
        sample_.replacements.push_back({out, in, come.order, request.reason});
        come.order = gone.order;
        come.probabilities = gone.probabilities;
        come.probability = gone.probability;
        come.weight = gone.weight;
        come.panel = gone.panel;
        come.role = SampleRole::main;
        take_out(out);
        draw_below(in);
    }

    Sample take() { return std::move(sample_); }

  private:
    std::size_t unit_in_sample(const ReplacementRequest& request) const {
        std::optional<std::size_t> found;
        for (std::size_t i = 0; i < sample_.units.size(); ++i) {
            const SampledUnit& unit = sample_.units[i];
            if (unit.stage != request.stage || unit.role != SampleRole::main) continue;
            if (frames_[unit.stage].id(unit.row) != request.id) continue;
            if (!request.parent.empty() && unit.parent && parent_id(unit) != request.parent) continue;
            if (found) refuse(fmt::format("thay thế {}: có hai đơn vị mang mã này, hãy ghi cả «parent»", request.id));
            found = i;
        }
        if (!found) {
            refuse(fmt::format(
                "thay thế {}: không phải đơn vị đang trong mẫu của giai đoạn {}", request.id, request.stage + 1
            ));
        }
        return *found;
    }

    std::string_view parent_id(const SampledUnit& unit) const {
        const SampledUnit& parent = sample_.units[*unit.parent];
        return frames_[parent.stage].id(parent.row);
    }

    std::size_t next_reserve(std::size_t out, const ReplacementRequest& request) const {
        std::optional<std::size_t> next;
        for (std::size_t i = 0; i < sample_.units.size(); ++i) {
            const SampledUnit& unit = sample_.units[i];
            if (unit.role != SampleRole::reserve || unit.stratum != sample_.units[out].stratum) continue;
            if (!next || unit.order < sample_.units[*next].order) next = i;
        }
        if (!next) refuse(fmt::format("thay thế {}: tầng của đơn vị này đã hết đơn vị dự phòng", request.id));
        return *next;
    }

    /// The unit and all that was drawn within it.
    void take_out(std::size_t out) {
        sample_.units[out].role = SampleRole::replaced;
        sample_.units[out].weight.reset();
        for (std::size_t i = 0; i < sample_.units.size(); ++i) {
            const SampledUnit& unit = sample_.units[i];
            if (unit.parent == out && unit.role != SampleRole::replaced) take_out(i);
        }
    }

    void draw_below(std::size_t parent) {
        const std::size_t stage = sample_.units[parent].stage + 1;
        if (stage == stages_.size()) return;
        const std::size_t begin = sample_.units.size();
        stages_[stage].run_within(sample_, parent);
        const std::size_t end = sample_.units.size();
        for (std::size_t i = begin; i < end; ++i) {
            if (sample_.units[i].role == SampleRole::main) draw_below(i);
        }
    }

    const std::vector<Frame>& frames_;
    std::deque<StageDraw> stages_;
    Sample sample_;
};

}  // namespace

Sample draw(
    const Design& design, const std::vector<Frame>& frames, std::uint64_t seed,
    const std::vector<ReplacementRequest>& replacements
) {
    SampleDraw drawing(design, frames, seed);
    drawing.run();
    for (const ReplacementRequest& request : replacements) {
        if (request.reason.empty()) refuse(fmt::format("thay thế {}: thiếu lý do", request.id));
        drawing.replace(request);
    }
    return drawing.take();
}

}  // namespace longdan::sampling
