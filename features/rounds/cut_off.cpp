#include "features/rounds/cells.h"
#include "features/rounds/job_input.h"
#include "features/rounds/parts.h"
#include "features/rounds/store.h"
#include "platform/base/csv.h"
#include "platform/base/document.h"
#include "platform/base/text.h"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

/// The job behind a cut-off: answers become the cell table, with a log of what each rule left out.
namespace longdan::rounds {

namespace {

/// A village as the cell table needs it.
struct Village {
    StoredUnit unit;
    std::int64_t used = 0;
};

/// Answers by rule, and the log with one line for each answer that was left out or flagged.
class Cleaning {
  public:
    Cleaning(const CutOffInput& rules, const std::vector<methods::ItemCoding>& codings)
        : rules_(rules), codings_(codings) {
        append_csv_row(log_, {"answer", "rule", "action", "detail"});
        std::sort(rules_.left_out.begin(), rules_.left_out.end());
    }

    /// True when the answer is used. Looks at the rules in the order state, decision, blank, straight line.
    bool keep(const collect::Answer& answer) {
        ++received_;
        if (answer.state == collect::SubmissionState::voided) return drop(answer, "voided", "");
        if (answer.state != collect::SubmissionState::valid) return drop(answer, "invalid", "");
        if (std::binary_search(rules_.left_out.begin(), rules_.left_out.end(), answer.id.value)) {
            return drop(answer, "decision", rules_.decision);
        }
        const auto quality = quality_of(codings_, answer.codes);
        if (quality.blank_share > rules_.blank_share) {
            return drop(answer, "blank", vietnamese_number(100 * quality.blank_share, 1) + " %");
        }
        if (quality.straight_line) {
            if (rules_.straight_line) return drop(answer, "straight_line", "");
            ++flagged_;
            append_csv_row(log_, {answer.id.text(), "straight_line", "flagged", ""});
        }
        ++used_;
        return true;
    }

    std::int64_t received() const { return received_; }
    std::int64_t used() const { return used_; }
    const std::string& log() const { return log_; }
    std::string summary() const {
        auto counts = dropped_;
        counts["straight_line_flagged"] = flagged_;
        return to_json(counts);
    }

  private:
    bool drop(const collect::Answer& answer, const std::string& rule, const std::string& detail) {
        ++dropped_[rule];
        append_csv_row(log_, {answer.id.text(), rule, "left_out", detail});
        return false;
    }
    static std::string to_json(const std::map<std::string, std::int64_t>& counts) {
        std::string out;
        append_json(out, counts);
        return out;
    }

    CutOffInput rules_;
    const std::vector<methods::ItemCoding>& codings_;
    std::string log_;
    std::map<std::string, std::int64_t> dropped_;
    std::int64_t received_ = 0;
    std::int64_t used_ = 0;
    std::int64_t flagged_ = 0;
};

std::unordered_map<std::int64_t, Village> villages_of(db::Transaction& tx, RoundId id, int stage) {
    std::unordered_map<std::int64_t, Village> villages;
    for (auto& unit : store::all_units(tx, id)) {
        if (unit.stage == stage && unit.status == "active")
            villages.emplace(unit.sequence, Village{std::move(unit), 0});
    }
    return villages;
}

/// A village taken with certainty at every stage is its own PSU.
const std::string& psu_of(const StoredUnit& village) { return village.psu.empty() ? village.code : village.psu; }

}  // namespace

void Rounds::Parts::run_cut_off(jobs::Context& context) {
    const auto access = access_of(context.job());
    const auto rules = read_cut_off(context.job().input);
    const auto id = round_of_job(context.job().input);
    const auto until = Day::of(Moment{rules.cut_off});

    context.progress(0.05, "Đọc phiếu trả lời");
    struct Made {
        Round round;
        estimation::CellTable table;
        Cleaning cleaning;
    };
    auto made = ground.database.read([&](db::Transaction& tx) {
        const auto round = load(tx, id);
        const auto plan = design(round);
        const auto codings = round_codings(*methods.method(tx, round.method), *methods.form(tx, round.form));
        Made result{round, estimation::CellTable(cell_layout(codings)), Cleaning(rules, codings)};
        auto villages = villages_of(tx, id, static_cast<int>(plan.stages.size()) - 2);
        for (const auto& [sequence, village] : villages) {
            result.table.declare_psu(village.unit.stratum, psu_of(village.unit));
        }
        std::vector<std::int64_t> used;
        collect.each_answer(tx, id, until, [&](const collect::Answer& answer) {
            if (answer.evidence != collect::Evidence::probability) return true;
            const auto village = villages.find(answer.point);
            if (village == villages.end() || !result.cleaning.keep(answer)) return true;
            ++village->second.used;
            used.push_back(answer.id.value);
            return true;
        });
        std::sort(used.begin(), used.end());
        CellRows rows(codings, result.table);
        const auto list = static_cast<double>(plan.stages.back().list);
        collect.each_answer(tx, id, until, [&](const collect::Answer& answer) {
            if (!std::binary_search(used.begin(), used.end(), answer.id.value)) return true;
            const auto& village = villages.at(answer.point);
            // Every answer of a village stands for an equal share of its list: the design weight with the
            // non-response of the village shared among those who answered.
            const double weight = list / (village.unit.probability * static_cast<double>(village.used));
            rows.add(village.unit.stratum, psu_of(village.unit), village.unit.province, weight, answer.codes);
            return true;
        });
        return result;
    });
    context.progress(0.8, "Ghi bảng ô");
    const auto cells = ground.files.put(made.table.serialise());
    const auto log = ground.files.put(made.cleaning.log());
    ground.database.write([&](db::Transaction& tx) {
        const auto round = load(tx, id);
        const auto before = store::data(tx, id);
        const Moment moment{rules.cut_off};
        if (!before.empty() && before.back().cut_off == moment) return;
        if (round.state != State::data_frozen) {
            throw Error(ErrorKind::conflict, "Đợt khảo sát không còn ở bước chốt số liệu");
        }
        Data data;
        data.number = static_cast<int>(before.size()) + 1;
        data.cut_off = moment;
        data.cells_sha256 = cells.sha256;
        data.log_sha256 = log.sha256;
        data.received = made.cleaning.received();
        data.used = made.cleaning.used();
        data.rules = made.cleaning.summary();
        store::insert_data(tx, id, access.account(), data, ground.clock.now());
        note(
            tx, access, round,
            {State::data_frozen, "round.cells_stored",
             fmt::format(
                 "bảng ô bản {}: dùng {} trên {} phiếu, SHA-256 {}", data.number, data.used, data.received,
                 data.cells_sha256
             ),
             "", rules.decision}
        );
    });
}

}  // namespace longdan::rounds
