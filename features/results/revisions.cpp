#include "features/results/revisions.h"

#include "platform/base/digest.h"
#include "platform/base/document.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace longdan::results {

namespace {

auto key_of(const Figure& figure) { return std::tie(figure.series, figure.indicator, figure.unit, figure.breakdown); }

void append_optional(std::string& out, const std::optional<double>& number) {
    if (number) append_json_number(out, *number);
    out += '|';
}

[[noreturn]] void refuse(const Figure& figure, const std::string& why) {
    throw Error(
        ErrorKind::invalid, "Số liệu " + std::string(name(figure.series)) + " " + figure.indicator + " của đơn vị " +
                                figure.unit.text() + ": " + why
    );
}

}  // namespace

std::string_view name(Series series) { return series == Series::official ? "official" : "statistical"; }

Series series_of(std::string_view name) {
    if (name == "official") return Series::official;
    if (name == "statistical") return Series::statistical;
    throw Error(ErrorKind::invalid, "Không có chuỗi số liệu " + std::string(name));
}

std::string_view name(Evidence evidence) { return evidence == Evidence::probability ? "probability" : "opt_in"; }

std::string canonical(const std::vector<Figure>& figures) {
    std::vector<const Figure*> sorted;
    sorted.reserve(figures.size());
    for (const auto& figure : figures) sorted.push_back(&figure);
    std::sort(sorted.begin(), sorted.end(), [](const Figure* a, const Figure* b) { return key_of(*a) < key_of(*b); });

    std::string out = "series|indicator|unit|breakdown|value|se|ci_low|ci_high|n|df|rank|flag\n";
    for (const Figure* figure : sorted) {
        out += name(figure->series);
        out += '|';
        out += figure->indicator;
        out += '|';
        out += figure->unit.text();
        out += '|';
        out += figure->breakdown;
        out += '|';
        append_optional(out, figure->value);
        append_optional(out, figure->se);
        append_optional(out, figure->ci_low);
        append_optional(out, figure->ci_high);
        out += std::to_string(figure->n);
        out += '|';
        append_optional(out, figure->df);
        if (figure->rank) out += std::to_string(*figure->rank);
        out += '|';
        out += figure->flag;
        out += '\n';
    }
    return out;
}

Revision revision_from(const db::Row& row) {
    Revision revision;
    revision.id = row.id<RevisionId>("id");
    revision.scheme = row.id<identity::SchemeId>("scheme_id");
    revision.round = row.integer("round_id");
    revision.number = static_cast<int>(row.integer("number"));
    revision.code = row.text("code");
    revision.index = row.text("index_code");
    revision.year = static_cast<int>(row.integer("year"));
    revision.title = row.text("title");
    revision.method = row.text("method");
    revision.method_version = row.text("method_version");
    revision.form = row.text("form");
    revision.form_version = row.text("form_version");
    revision.sample_seed = row.text("sample_seed");
    revision.frame_hash = row.text("frame_hash");
    revision.cells_hash = row.text("cells_hash");
    revision.cut_off = row.moment("cut_off");
    revision.computed = row.moment("computed");
    revision.reason = row.text("reason");
    revision.corrects = row.maybe_id<RevisionId>("corrects_id");
    revision.simulated = row.yes("simulated");
    revision.evidence = row.text("evidence") == "opt_in" ? Evidence::opt_in : Evidence::probability;
    revision.minimum_n = static_cast<int>(row.integer("minimum_n"));
    revision.figures_hash = row.text("figures_hash");
    revision.decision = row.text("decision");
    revision.publish_at = row.maybe_moment("publish_at");
    if (revision.publish_at)
        revision.state = RevisionState::scheduled;
    else if (!row.is_null("approved"))
        revision.state = RevisionState::approved;
    return revision;
}

Figure figure_from(const db::Row& row) {
    Figure figure;
    figure.series = series_of(row.text("series"));
    figure.indicator = row.text("indicator");
    figure.unit = row.id<UnitId>("unit_id");
    figure.breakdown = row.text("breakdown");
    figure.value = row.maybe_number("value");
    figure.se = row.maybe_number("se");
    figure.ci_low = row.maybe_number("ci_low");
    figure.ci_high = row.maybe_number("ci_high");
    figure.n = row.integer("n");
    figure.df = row.maybe_number("df");
    if (const auto rank = row.maybe_integer("unit_rank")) figure.rank = static_cast<int>(*rank);
    figure.flag = row.text("flag");
    return figure;
}

void insert_revision(db::Transaction& tx, const Revision& r) {
    constexpr std::string_view sql = R"(
        INSERT INTO result_revision (
            id, scheme_id, round_id, number, code, index_code, year, title, method, method_version, form, form_version,
            sample_seed, frame_hash, cells_hash, cut_off, computed, reason, corrects_id, simulated, evidence, minimum_n,
            figures_hash, decision, approved, publish_at)
        VALUES (
            :id, :scheme, :round, :number, :code, :index, :year, :title, :method, :method_version, :form, :form_version,
            :sample_seed, :frame_hash, :cells_hash, :cut_off, :computed, :reason, :corrects, :simulated, :evidence,
            :minimum_n, :figures_hash, '', NULL, NULL))";
    tx.execute(
        sql, {{"id", r.id},
              {"scheme", r.scheme},
              {"round", r.round},
              {"number", r.number},
              {"code", r.code},
              {"index", r.index},
              {"year", r.year},
              {"title", r.title},
              {"method", r.method},
              {"method_version", r.method_version},
              {"form", r.form},
              {"form_version", r.form_version},
              {"sample_seed", r.sample_seed},
              {"frame_hash", r.frame_hash},
              {"cells_hash", r.cells_hash},
              {"cut_off", r.cut_off},
              {"computed", r.computed},
              {"reason", r.reason},
              {"corrects", r.corrects},
              {"simulated", r.simulated},
              {"evidence", name(r.evidence)},
              {"minimum_n", r.minimum_n},
              {"figures_hash", r.figures_hash}}
    );
}

void insert_figures(
    db::Transaction& tx, RevisionId id, const std::vector<Figure>& figures, const std::vector<bool>& hidden
) {
    constexpr std::array<std::string_view, 14> columns{"revision_id", "series",    "indicator", "unit_id", "breakdown",
                                                       "value",       "se",        "ci_low",    "ci_high", "n",
                                                       "df",          "unit_rank", "flag",      "hidden"};
    std::vector<std::vector<db::Value>> rows;
    rows.reserve(figures.size());
    for (std::size_t i = 0; i < figures.size(); ++i) {
        const Figure& f = figures[i];
        rows.push_back(
            {id, name(f.series), f.indicator, f.unit, f.breakdown, f.value, f.se, f.ci_low, f.ci_high, f.n, f.df,
             f.rank, f.flag, bool(hidden[i])}
        );
    }
    tx.insert_many("result_figure", columns, rows);
}

std::vector<Revision> revisions_of_round(db::Transaction& tx, std::int64_t round) {
    const std::string sql =
        "SELECT " + std::string(revision_columns) + " FROM result_revision WHERE round_id = :round ORDER BY number";
    std::vector<Revision> list;
    for (const auto& row : tx.query(sql, {{"round", round}})) list.push_back(revision_from(row));
    return list;
}

std::string code_stem(db::Transaction& tx, const Revision& revision) {
    constexpr std::string_view sql = R"(
        SELECT COUNT(DISTINCT round_id) AS others FROM result_revision
        WHERE index_code = :index AND year = :year)";
    constexpr std::string_view own = R"(
        SELECT code, number FROM result_revision WHERE round_id = :round ORDER BY number LIMIT 1)";
    if (const auto row = tx.query_one(own, {{"round", revision.round}})) {
        const std::string code = row->text("code");
        return code.substr(0, code.rfind('-'));
    }
    const std::string stem = revision.index + "-" + std::to_string(revision.year);
    const auto taken = [&](const std::string& candidate) {
        return tx.query_one(
                     "SELECT id FROM result_revision WHERE code = :code", {{"code", candidate + "-1"}}
        ).has_value();
    };
    if (!taken(stem)) return stem;
    const auto row = tx.query_one(sql, {{"index", revision.index}, {"year", revision.year}});
    std::int64_t ordinal = row->integer("others");
    std::string numbered;
    do {
        numbered = stem + "-b" + std::to_string(++ordinal);
    } while (taken(numbered));
    return numbered;
}

void check_figures(const Revision& revision, const std::vector<Figure>& figures) {
    if (figures.empty()) throw Error(ErrorKind::invalid, "Bản tính không có số liệu nào");
    std::vector<const Figure*> sorted;
    for (const auto& figure : figures) {
        sorted.push_back(&figure);
        for (const auto& number : {figure.value, figure.se, figure.ci_low, figure.ci_high, figure.df})
            if (number && !std::isfinite(*number)) refuse(figure, "có giá trị không phải là số");
        if (revision.evidence == Evidence::opt_in && (figure.se || figure.ci_low || figure.ci_high || figure.df))
            refuse(figure, "khảo sát tự nguyện không được có sai số hoặc khoảng tin cậy theo thiết kế mẫu");
        if (figure.series == Series::statistical && figure.rank) refuse(figure, "chỉ chuỗi chính thức được xếp hạng");
        if (figure.n < 0) refuse(figure, "số trả lời âm");
        if (figure.indicator.empty() || figure.indicator.find_first_of("|\n") != std::string::npos)
            refuse(figure, "mã chỉ báo không hợp lệ");
        if (figure.breakdown.find_first_of("|\n") != std::string::npos) refuse(figure, "mã phân tổ không hợp lệ");
    }
    std::sort(sorted.begin(), sorted.end(), [](const Figure* a, const Figure* b) { return key_of(*a) < key_of(*b); });
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end(), [](const Figure* a, const Figure* b) {
        return key_of(*a) == key_of(*b);
    });
    if (twice != sorted.end()) refuse(**twice, "có hai lần");
}

}  // namespace longdan::results
