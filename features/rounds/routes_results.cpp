#include "features/rounds/routes.h"
#include "features/rounds/store.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace longdan::rounds {

using identity::Permission;

namespace {

std::string rule_name(std::string_view rule) {
    if (rule == "voided") return "Đã bị huỷ trước khi chốt";
    if (rule == "invalid") return "Không hợp lệ theo phiếu hỏi";
    if (rule == "decision") return "Loại theo quyết định";
    if (rule == "blank") return "Bỏ trống quá ngưỡng";
    if (rule == "straight_line") return "Chọn một mức cho mọi câu: loại";
    if (rule == "straight_line_flagged") return "Chọn một mức cho mọi câu: chỉ đánh dấu";
    return std::string(rule);
}

DataDocument document_of(const Data& data) {
    DataDocument document{data.number, data.cut_off, data.received, data.used, data.cells_sha256, data.log_sha256, {}};
    const auto rules = boost::json::parse(data.rules);
    for (const auto& rule : rules.as_object()) {
        const std::string code(rule.key());
        document.rules.push_back({code, rule_name(code), rule.value().to_number<std::int64_t>()});
    }
    return document;
}

TrialLine line_of(const Trial& trial) {
    return {trial.number,         trial.data,
            trial.figures,        trial.changed,
            trial.figures_sha256, fmt::format("ket-qua-{}", trial.number),
            trial.time,           trial.revision.has_value()};
}

/// What an indicator is called, and where it stands in the tree.
struct Labels {
    struct Entry {
        std::string indicator;
        std::string label;
        std::int64_t depth = 0;
        std::string kind;
    };
    std::vector<Entry> entries;

    explicit Labels(const methods::Method& method) { add(method, method.tree, 0); }

    void add(const methods::Method& method, const methods::AggregationNode& node, std::int64_t depth) {
        entries.push_back({depth == 0 ? "overall" : node.code, node.label.vi, depth, "node"});
        for (const auto& child : node.children) add(method, child, depth + 1);
        for (const auto& code : node.items) add_item(method, code, depth + 1);
    }
    void add_item(const methods::Method& method, const std::string& code, std::int64_t depth) {
        const auto* item = method.item(code);
        entries.push_back({code, item == nullptr ? code : item->label.vi, depth, "item"});
    }
    std::string of(std::string_view indicator) const {
        for (const auto& entry : entries) {
            if (entry.indicator == indicator) return entry.label;
        }
        return std::string(indicator);
    }
};

/// Figures of a trial by key.
class Lookup {
  public:
    explicit Lookup(std::vector<results::Figure> figures) : figures_(std::move(figures)) {
        for (const auto& figure : figures_) {
            by_key_[key(figure.series, figure.indicator, figure.unit, figure.breakdown)] = &figure;
        }
    }
    const results::Figure* find(
        results::Series series, std::string_view indicator, identity::UnitId unit, std::string_view breakdown = ""
    ) const {
        const auto found = by_key_.find(key(series, indicator, unit, breakdown));
        return found == by_key_.end() ? nullptr : found->second;
    }
    const std::vector<results::Figure>& all() const { return figures_; }

  private:
    static std::string key(
        results::Series series, std::string_view indicator, identity::UnitId unit, std::string_view breakdown
    ) {
        return fmt::format("{}|{}|{}|{}", static_cast<int>(series), indicator, unit.value, breakdown);
    }
    std::vector<results::Figure> figures_;
    std::unordered_map<std::string, const results::Figure*> by_key_;
};

FigurePair pair_of(const Lookup& now, const Lookup* before, std::string_view indicator, identity::UnitId unit) {
    FigurePair pair;
    pair.indicator = indicator;
    pair.unit = unit.text();
    if (const auto* official = now.find(results::Series::official, indicator, unit)) {
        pair.official = official->value;
        pair.rank = official->rank;
        pair.n = official->n;
    }
    if (const auto* statistical = now.find(results::Series::statistical, indicator, unit)) {
        pair.statistical = statistical->value;
        pair.se = statistical->se;
        pair.low = statistical->ci_low;
        pair.high = statistical->ci_high;
        pair.df = statistical->df;
        pair.flag = statistical->flag;
    }
    if (before != nullptr) {
        if (const auto* old = before->find(results::Series::official, indicator, unit)) pair.before = old->value;
    }
    return pair;
}

int trial_number(const http::Request& request) {
    const auto text = request.parameter("trial");
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
        throw Error(ErrorKind::not_found, "Không tìm thấy lần tính này");
    }
    return number;
}

void require_estimate(const identity::Access& access, const Round& round) {
    if (!access.may(Permission::round_estimate, round.scheme) &&
        !access.may(Permission::approval_decide, round.scheme) &&
        !access.may(Permission::result_publish, round.scheme)) {
        throw Error(ErrorKind::not_found, "Không tìm thấy trang này");
    }
}

identity::UnitId wanted_unit(const http::Request& request, identity::UnitId country) {
    const auto text = request.query.find("dv");
    if (!text || text->empty()) return country;
    return identity::UnitId::parse(*text).value_or(country);
}

}  // namespace

http::Response Routes::cut_offs(const http::Request& request) const {
    const auto& access = identity::Identity::access(request);
    const auto page = parts_.ground.database.read([&](db::Transaction& tx) {
        const auto round = whole_round(tx, request);
        require_estimate(access, round);
        CutOffPage page;
        page.head = head(tx, access, round);
        for (const auto& data : rounds_.data(tx, round.id)) page.data.push_back(document_of(data));
        for (const auto& trial : rounds_.trials(tx, round.id)) page.trials.push_back(line_of(trial));
        std::reverse(page.data.begin(), page.data.end());
        std::reverse(page.trials.begin(), page.trials.end());
        return page;
    });
    return parts_.ground.pages.page(request, cut_off_view, page);
}

http::Response Routes::trial(const http::Request& request) const {
    const auto& access = identity::Identity::access(request);
    parts_.units.registry();  // read before the transaction begins
    const auto page = parts_.ground.database.read([&](db::Transaction& tx) {
        const auto round = whole_round(tx, request);
        require_estimate(access, round);
        const auto number = trial_number(request);
        const Lookup now(rounds_.trial_figures(tx, round.id, number));
        std::optional<Lookup> before;
        if (number > 1) before.emplace(rounds_.trial_figures(tx, round.id, number - 1));
        const auto country = parts_.units.registry()->country();
        const Labels labels(*parts_.methods.method(tx, round.method));

        TrialPage page;
        page.head = head(tx, access, round);
        for (const auto& trial : rounds_.trials(tx, round.id)) {
            if (trial.number == number) page.trial = line_of(trial);
        }
        page.indicator = std::string(request.query.find("chi-so").value_or("overall"));
        page.indicator_label = labels.of(page.indicator);
        const auto unit = wanted_unit(request, country);
        page.unit = unit.text();
        page.unit_name = "Cả nước";
        page.units.push_back({country.text(), "Cả nước"});
        for (const auto& province : visible_provinces(access, round)) {
            auto pair = pair_of(now, before ? &*before : nullptr, page.indicator, province.unit);
            pair.unit_name = province.name;
            page.provinces.push_back(std::move(pair));
            page.units.push_back({province.unit.text(), province.name});
            if (province.unit == unit) page.unit_name = province.name;
        }
        std::stable_sort(page.provinces.begin(), page.provinces.end(), [](const auto& a, const auto& b) {
            return a.official.value_or(-1) > b.official.value_or(-1);
        });
        for (const auto& entry : labels.entries) {
            auto pair = pair_of(now, before ? &*before : nullptr, entry.indicator, unit);
            pair.label = entry.label;
            pair.depth = entry.depth;
            pair.kind = entry.kind;
            page.nodes.push_back(std::move(pair));
        }
        if (const auto* mean = now.find(results::Series::official, "overall", country, "of=provinces")) {
            page.mean_of_provinces = mean->value;
        }
        return page;
    });
    return parts_.ground.pages.page(request, trial_view, page);
}

http::Response Routes::item(const http::Request& request) const {
    const auto& access = identity::Identity::access(request);
    parts_.units.registry();  // read before the transaction begins
    const auto page = parts_.ground.database.read([&](db::Transaction& tx) {
        const auto round = whole_round(tx, request);
        require_estimate(access, round);
        const auto method = parts_.methods.method(tx, round.method);
        const auto* item = method->item(request.parameter("item"));
        if (item == nullptr) throw Error(ErrorKind::not_found, "Phương pháp không có nội dung này");
        const auto number = trial_number(request);
        const Lookup now(rounds_.trial_figures(tx, round.id, number));
        const auto unit = wanted_unit(request, parts_.units.registry()->country());
        ItemPage page;
        page.head = head(tx, access, round);
        page.trial = number;
        page.item = item->code;
        page.label = item->label.vi;
        page.standing = methods::label_vi(item->provenance.standing);
        page.remark = item->provenance.remark;
        page.unit_name = parts_.units.registry()->at(unit).last().full_name;
        page.figure = pair_of(now, nullptr, item->code, unit);
        const auto* scale = method->scale(item->scale);
        for (const auto& level : scale == nullptr ? std::vector<methods::ScaleLevel>{} : scale->levels) {
            const auto breakdown = fmt::format("answer={}", level.code);
            LevelShare share;
            share.label = level.label.vi;
            if (const auto* official = now.find(results::Series::official, item->code, unit, breakdown)) {
                share.official = official->value;
            }
            if (const auto* statistical = now.find(results::Series::statistical, item->code, unit, breakdown)) {
                share.statistical = statistical->value;
                share.se = statistical->se;
            }
            page.levels.push_back(std::move(share));
        }
        return page;
    });
    return parts_.ground.pages.page(request, item_view, page);
}

}  // namespace longdan::rounds
