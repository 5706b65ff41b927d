import { integer, interval, Note, number, percent, Ranking, Table, texts, TileMap, to } from "../../components";
import type { ComputedRanking, ComputedRow, MapUnit } from "../../generated/results";

const t = texts({
    unit: { vi: "Đơn vị", en: "Unit" },
    official: { vi: "Chính thức", en: "Official" },
    statistical: { vi: "Thống kê (có trọng số)", en: "Statistical (weighted)" },
    se: { vi: "Sai số chuẩn", en: "Standard error" },
    interval: { vi: "Khoảng tin cậy 95%", en: "95% interval" },
    n: { vi: "Số trả lời", en: "Answers" },
    rank: { vi: "Hạng", en: "Rank" },
    flag: { vi: "Lưu ý", en: "Flag" },
    hidden: { vi: "không hiển thị", en: "not shown" },
    national: { vi: "Cả nước", en: "Whole country" },
    hiddenNote: {
        vi: "{count} đơn vị không hiển thị số liệu: dưới {n} câu trả lời, hoặc phải giấu kèm để không suy ra được.",
        en: "{count} units are not shown: fewer than {n} answers, or hidden with them so that they cannot be derived.",
    },
    optIn: {
        vi: "Khảo sát tự nguyện: người trả lời tự chọn tham gia nên số liệu không đại diện cho người dân và không có sai số.",
        en: "Opt-in survey: people chose to take part, so the figures do not represent the people and have no error.",
    },
    chart: {
        vi: "Giá trị chính thức của từng đơn vị; gạch ngang là khoảng tin cậy 95% của ước lượng có trọng số. Khoảng chồng nhau thì chưa thể nói đơn vị nào hơn.",
        en: "Official value of each unit; the line is the 95% interval of the weighted estimate. Where intervals overlap it cannot be said which unit is better.",
    },
    map: { vi: "Mỗi ô là một tỉnh, thành phố; giá trị chính thức.", en: "One tile a province; official values." },
    scope: {
        vi: "Cả nước: chính thức {official}, thống kê {statistical}.",
        en: "Whole country: official {official}, statistical {statistical}.",
    },
});

export interface ComputedTableProps {
    ranking: ComputedRanking;
    as: "chart" | "map" | "table";
    provinces?: MapUnit[];
}

/** One indicator of a revision, unit by unit, both series labelled. */
export function ComputedTable({ ranking, as, provinces }: ComputedTableProps) {
    const title = `${ranking.indicator_name}: ${ranking.revision.title}`;
    const national = ranking.national;
    return (
        <>
            {ranking.revision.evidence === "opt_in" && (
                <Note kind="warn">
                    <p>{t("optIn")}</p>
                </Note>
            )}
            {national && (
                <p>
                    {t("scope", {
                        official: percent(national.official),
                        statistical: percent(national.statistical) + " " + interval(national.ci_low, national.ci_high),
                    })}
                </p>
            )}
            {as === "chart" && <Chart ranking={ranking} title={title} />}
            {as === "map" && provinces && <Map ranking={ranking} title={title} provinces={provinces} />}
            {as === "table" && <Both ranking={ranking} title={title} />}
            {ranking.suppressed > 0 && (
                <p class="soft">
                    {t("hiddenNote", { count: integer(ranking.suppressed), n: integer(ranking.minimum_n) })}
                </p>
            )}
        </>
    );
}

function Chart({ ranking, title }: { ranking: ComputedRanking; title: string }) {
    return (
        <Ranking
            title={title}
            sentence={t("chart")}
            nameLabel={t("unit")}
            valueLabel={t("official")}
            mean={ranking.national?.official ?? null}
            meanLabel={t("national")}
            rows={ranking.rows
                .filter((row) => !row.suppressed)
                .map((row) => ({
                    name: row.name,
                    href: `/don-vi/${row.slug}`,
                    value: row.official,
                    low: row.ci_low,
                    high: row.ci_high,
                    rank: row.rank,
                }))}
        />
    );
}

function Map({ ranking, title, provinces }: { ranking: ComputedRanking; title: string; provinces: MapUnit[] }) {
    const values: Record<string, number | null> = {};
    for (const row of ranking.rows) values[row.slug] = row.official;
    return (
        <TileMap
            title={title}
            sentence={t("map")}
            provinces={provinces.length === 63 ? 63 : 34}
            tiles={provinces.map((unit) => ({
                code: unit.code,
                name: unit.name,
                value: values[unit.slug] ?? null,
                href: `/don-vi/${unit.slug}`,
            }))}
        />
    );
}

function Both({ ranking, title }: { ranking: ComputedRanking; title: string }) {
    const shown = (row: ComputedRow, text: string) => (row.suppressed ? t("hidden") : text);
    const rows = ranking.national ? [ranking.national, ...ranking.rows] : ranking.rows;
    return (
        <Table
            caption={title}
            rows={rows}
            sticky
            marked={(row) => row === ranking.national}
            columns={[
                { key: "rank", label: t("rank"), narrow: true, cell: (row) => row.rank ?? "–" },
                {
                    key: "name",
                    label: t("unit"),
                    head: true,
                    cell: (row) => <a href={to(`/don-vi/${row.slug}`)}>{row.name}</a>,
                },
                {
                    key: "official",
                    label: t("official"),
                    numeric: true,
                    cell: (row) => shown(row, percent(row.official)),
                },
                {
                    key: "statistical",
                    label: t("statistical"),
                    numeric: true,
                    cell: (row) => shown(row, percent(row.statistical)),
                },
                {
                    key: "interval",
                    label: t("interval"),
                    numeric: true,
                    cell: (row) => interval(row.ci_low, row.ci_high),
                },
                { key: "se", label: t("se"), numeric: true, rarely: true, cell: (row) => number(row.se) },
                { key: "n", label: t("n"), numeric: true, cell: (row) => shown(row, integer(row.n)) },
                { key: "flag", label: t("flag"), rarely: true, cell: (row) => row.flag },
            ]}
        />
    );
}
