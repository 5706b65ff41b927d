#include "features/results/results.h"
#include "features/results/revisions.h"

namespace longdan::results {

std::vector<Revision> Published::revisions(std::string_view index, int year) const {
    const std::string sql = "SELECT " + std::string(revision_columns) +
                            R"( FROM result_revision
            WHERE publish_at IS NOT NULL AND publish_at <= :now
              AND (:index = '' OR index_code = :index) AND (:year = 0 OR year = :year)
            ORDER BY year DESC, publish_at DESC, number DESC)";
    std::vector<Revision> list;
    for (const auto& row : tx_.query(sql, {{"now", now_}, {"index", index}, {"year", year}}))
        list.push_back(revision_from(row));
    return list;
}

std::optional<Revision> Published::revision(std::string_view code) const {
    const std::string sql = "SELECT " + std::string(revision_columns) +
                            R"( FROM result_revision
            WHERE code = :code AND publish_at IS NOT NULL AND publish_at <= :now)";
    const auto row = tx_.query_one(sql, {{"now", now_}, {"code", code}});
    if (!row) return std::nullopt;
    return revision_from(*row);
}

std::optional<Revision> Published::corrected_by(const Revision& revision) const {
    const std::string sql = "SELECT " + std::string(revision_columns) +
                            R"( FROM result_revision
            WHERE round_id = :round AND number > :number AND publish_at IS NOT NULL AND publish_at <= :now
            ORDER BY number DESC LIMIT 1)";
    const auto row = tx_.query_one(sql, {{"now", now_}, {"round", revision.round}, {"number", revision.number}});
    if (!row) return std::nullopt;
    return revision_from(*row);
}

std::vector<PublicFigure> Published::figures(const Revision& revision) const {
    std::vector<PublicFigure> list;
    if (!Published::revision(revision.code)) return list;
    const std::string sql = "SELECT " + std::string(figure_columns) +
                            R"(, hidden FROM result_figure WHERE revision_id = :id
            ORDER BY series, indicator, unit_id, breakdown)";
    for (const auto& row : tx_.query(sql, {{"id", revision.id}})) {
        PublicFigure one{figure_from(row), row.yes("hidden")};
        if (one.suppressed) {
            Figure bare;
            bare.series = one.figure.series;
            bare.indicator = one.figure.indicator;
            bare.unit = one.figure.unit;
            bare.breakdown = one.figure.breakdown;
            one.figure = std::move(bare);
        }
        list.push_back(std::move(one));
    }
    return list;
}

std::vector<PrintedFigure> Published::printed(std::string_view index, int year, UnitId unit) const {
    constexpr std::string_view sql = R"(
        SELECT published_figure.year, published_figure.indicator, ranked_group, unit_id, label, value, printed, measure,
               unit_rank, source, note, status
        FROM published_figure
        JOIN published_indicator ON published_indicator.index_code = published_figure.index_code
                                AND published_indicator.indicator = published_figure.indicator
        WHERE published_figure.index_code = :index AND (:year = 0 OR published_figure.year = :year)
          AND (:unit = 0 OR unit_id = :unit)
        ORDER BY published_figure.position)";
    std::vector<PrintedFigure> list;
    for (const auto& row : tx_.query(sql, {{"index", index}, {"year", year}, {"unit", unit}})) {
        PrintedFigure figure;
        figure.index = index;
        figure.year = static_cast<int>(row.integer("year"));
        figure.indicator = row.text("indicator");
        figure.group = row.text("ranked_group");
        figure.unit = row.maybe_id<UnitId>("unit_id").value_or(UnitId{});
        figure.label = row.text("label");
        figure.value = row.maybe_number("value");
        figure.printed = row.text("printed");
        figure.measure = row.text("measure");
        if (const auto rank = row.maybe_integer("unit_rank")) figure.rank = static_cast<int>(*rank);
        figure.source = row.text("source");
        figure.note = row.text("note");
        figure.status = row.text("status");
        list.push_back(std::move(figure));
    }
    return list;
}

std::vector<PrintedIndicator> Published::printed_indicators(std::string_view index) const {
    constexpr std::string_view sql = R"(
        SELECT indicator, section, measure, name, english_name FROM published_indicator
        WHERE index_code = :index ORDER BY position)";
    std::vector<PrintedIndicator> list;
    for (const auto& row : tx_.query(sql, {{"index", index}}))
        list.push_back(
            {row.text("indicator"), row.text("section"), row.text("measure"), row.text("name"),
             row.text("english_name")}
        );
    return list;
}

std::vector<Edition> Published::editions(std::string_view index) const {
    constexpr std::string_view sql = R"(
        SELECT figure.year, MAX(published_on) AS published_on
        FROM (SELECT DISTINCT index_code, year FROM published_figure WHERE index_code = :index) figure
        LEFT JOIN published_edition ON published_edition.index_code = figure.index_code
                                   AND published_edition.year = figure.year
        GROUP BY figure.year ORDER BY figure.year DESC)";
    std::vector<Edition> list;
    for (const auto& row : tx_.query(sql, {{"index", index}}))
        list.push_back({static_cast<int>(row.integer("year")), row.maybe_day("published_on")});
    return list;
}

std::vector<Break> Published::breaks(std::string_view index) const {
    constexpr std::string_view sql = R"(
        SELECT ranked_group, year, kind, sentence, english_sentence, source FROM published_break
        WHERE index_code = :index ORDER BY year, position)";
    std::vector<Break> list;
    for (const auto& row : tx_.query(sql, {{"index", index}}))
        list.push_back(
            {std::string(index), row.text("ranked_group"), static_cast<int>(row.integer("year")), row.text("kind"),
             row.text("sentence"), row.text("english_sentence"), row.text("source")}
        );
    return list;
}

std::optional<Moment> Published::next_change() const {
    const auto row =
        tx_.query_one("SELECT MIN(publish_at) AS next FROM result_revision WHERE publish_at > :now", {{"now", now_}});
    return row ? row->maybe_moment("next") : std::nullopt;
}

}  // namespace longdan::results
