import { Change, common, Evidence, LineChart, number, Section, Table, texts, to } from "../../components";
import type { SeriesPoint, UnitSeries } from "../../generated/results";
import { Breaks, Source, StatusTag } from "./parts";

const t = texts({
    overYears: { vi: "{index}: {unit}", en: "{index}: {unit}" },
    year: { vi: "Năm", en: "Year" },
    value: { vi: "Giá trị", en: "Value" },
    rank: { vi: "Hạng", en: "Rank" },
    change: { vi: "So với lần trước", en: "Against the time before" },
    status: { vi: "Tình trạng, ghi chú", en: "Status, note" },
    source: { vi: "Nguồn", en: "Source" },
    sentence: {
        vi: "Những năm đọc được số liệu. Đường nối bị cắt ở mốc không so sánh được.",
        en: "The years for which figures could be read. The line is cut where figures cannot be compared.",
    },
});

/** A published figure and a simulated one never share a line. */
function drawn(points: SeriesPoint[]) {
    return points.map((point) => ({
        year: point.year,
        value: point.value,
        low: point.ci_low,
        high: point.ci_high,
    }));
}

export function SeriesSection({ series }: { series: UnitSeries }) {
    const title = t("overYears", { index: series.index_name, unit: series.unit.name });
    const published = series.points.filter((point) => !point.simulated);
    const simulated = series.points.filter((point) => point.simulated);
    return (
        <Section title={title}>
            {published.filter((point) => point.value !== null).length > 1 && (
                <LineChart
                    title={title}
                    sentence={t("sentence")}
                    series={[
                        { name: common("published"), points: drawn(published) },
                        ...(simulated.length > 0 ? [{ name: common("simulated"), points: drawn(simulated) }] : []),
                    ]}
                    breaks={series.breaks.map((one) => ({ year: one.year, label: String(one.year) }))}
                />
            )}
            <Table
                caption={title}
                titled
                stack
                rows={series.points}
                columns={[
                    {
                        key: "year",
                        label: t("year"),
                        head: true,
                        cell: (point) => <a href={to(`/chi-so/${series.index}/${point.year}`)}>{point.year}</a>,
                    },
                    { key: "value", label: t("value"), numeric: true, cell: (point) => number(point.value) },
                    { key: "rank", label: t("rank"), numeric: true, cell: (point) => point.rank ?? "–" },
                    {
                        key: "change",
                        label: t("change"),
                        cell: (point) =>
                            point.change_since === null ? (
                                "–"
                            ) : point.comparable ? (
                                <Change value={point.change} since={point.change_since} />
                            ) : (
                                <span class="soft">{point.break_sentence}</span>
                            ),
                    },
                    {
                        key: "status",
                        label: t("status"),
                        cell: (point) => (
                            <>
                                <Evidence kind={point.origin === "computed" ? "computed" : "published"} />{" "}
                                {point.simulated && <Evidence kind="simulated" />}{" "}
                                {point.status === "opt_in" && <Evidence kind="optIn" />}{" "}
                                <StatusTag status={point.status} /> {point.note}
                            </>
                        ),
                    },
                    {
                        key: "source",
                        label: t("source"),
                        cell: (point) =>
                            point.origin === "computed" ? (
                                <a href={to(`/ket-qua/${point.source}`)}>{point.source}</a>
                            ) : (
                                <Source source={point.source} />
                            ),
                    },
                ]}
            />
            <Breaks breaks={series.breaks} />
        </Section>
    );
}
