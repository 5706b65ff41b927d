import { common, integer, Note, number, Ranking, Section, Table, texts, TileMap, to } from "../../components";
import type { MapUnit, RankGroup, RankRow } from "../../generated/results";
import { Source, StatusTag } from "./parts";

const t = texts({
    province: { vi: "Tỉnh, thành phố", en: "Provinces" },
    ministry: { vi: "Bộ, cơ quan ngang bộ", en: "Ministries and ministerial agencies" },
    region: { vi: "Vùng", en: "Regions" },
    unit: { vi: "Đơn vị", en: "Unit" },
    value: { vi: "Giá trị", en: "Value" },
    verified: { vi: "Điểm thẩm định", en: "Verified points" },
    survey: { vi: "Điểm điều tra", en: "Survey points" },
    total: { vi: "Tổng, như in", en: "Total, as printed" },
    rank: { vi: "Hạng", en: "Rank" },
    note: { vi: "Tình trạng, ghi chú", en: "Status, note" },
    source: { vi: "Nguồn", en: "Source" },
    mean: { vi: "Trung bình công bố", en: "Published mean" },
    partialTitle: { vi: "Chưa phải bảng xếp hạng đầy đủ", en: "Not a complete ranking" },
    partial: {
        vi: "Chỉ đọc được giá trị của {n} trên {all} đơn vị; những đơn vị khác không có nghĩa là đứng thấp hơn. Thứ hạng ghi đúng như nguồn.",
        en: "Values of only {n} of {all} units could be read; units that are missing are not therefore lower. Ranks are as in the sources.",
    },
    partialUnknown: {
        vi: "Chỉ đọc được giá trị của {n} đơn vị; những đơn vị khác không có nghĩa là đứng thấp hơn. Thứ hạng ghi đúng như nguồn.",
        en: "Values of only {n} units could be read; units that are missing are not therefore lower. Ranks are as in the sources.",
    },
    whole: { vi: "Cả {n} đơn vị, đúng như bảng đã công bố.", en: "All {n} units, as in the published table." },
    between: {
        vi: "Giá trị đọc được từ {low} ({lowest}) đến {high} ({highest}).",
        en: "Values read range from {low} ({lowest}) to {high} ({highest}).",
    },
    rounded: {
        vi: "Ghi đúng như in: hai phần điểm đã được làm tròn khi công bố, nên tổng của chúng có thể lệch 0,01 so với tổng được in.",
        en: "As printed: the two parts were rounded before printing, so their sum can differ from the printed total by 0.01.",
    },
    map: {
        vi: "Mỗi ô là một tỉnh, thành phố theo danh sách {n}. Ô trống: chưa đọc được số liệu, không có nghĩa là thấp.",
        en: "One tile a province of the list of {n}. An empty tile: no figure could be read, which does not mean a low one.",
    },
    noValues: { vi: "Nguồn chỉ nêu thứ hạng, không nêu giá trị.", en: "The sources give ranks but no values." },
});

function groupName(group: RankGroup): string {
    return t(group.group === "ministry" ? "ministry" : group.group === "region" ? "region" : "province");
}

function Completeness({ group }: { group: RankGroup }) {
    if (group.complete) {
        return <p>{t("whole", { n: integer(group.with_value) })}</p>;
    }
    return (
        <Note kind="warn" title={t("partialTitle")}>
            <p>
                {group.all > 0
                    ? t("partial", { n: integer(group.with_value), all: integer(group.all) })
                    : t("partialUnknown", { n: integer(group.with_value) })}
            </p>
        </Note>
    );
}

function sentence(group: RankGroup): string {
    const known = group.rows
        .filter((row): row is RankRow & { value: number } => row.value !== null)
        .sort((a, b) => a.value - b.value);
    const [low, high] = [known[0], known[known.length - 1]];
    if (!low || !high) return t("noValues");
    return t("between", {
        low: number(low.value),
        lowest: low.name,
        high: number(high.value),
        highest: high.name,
    });
}

export function GroupChart({ group, title }: { group: RankGroup; title: string }) {
    const points = group.rows.some((row) => row.verified_points !== null);
    return (
        <Section title={groupName(group)}>
            <Completeness group={group} />
            <Ranking
                title={`${title}: ${groupName(group)}`}
                sentence={sentence(group)}
                nameLabel={t("unit")}
                valueLabel={t("value")}
                mean={group.mean}
                meanLabel={t("mean")}
                rows={group.rows.map((row) => ({
                    name: row.name,
                    href: row.slug ? `/don-vi/${row.slug}` : undefined,
                    value: row.value,
                    rank: row.rank,
                    note: <StatusTag status={row.status} />,
                }))}
            />
            {points && <PointsTable group={group} title={title} />}
        </Section>
    );
}

interface GroupMapProps {
    group: RankGroup;
    /** Every province of the list, also those without a figure. */
    provinces: MapUnit[];
    title: string;
}

export function GroupMap({ group, provinces, title }: GroupMapProps) {
    const list = provinces.length === 63 ? 63 : 34;
    const values = new Map(group.rows.map((row) => [row.slug, row.value]));
    return (
        <Section title={groupName(group)}>
            <Completeness group={group} />
            <TileMap
                title={title}
                sentence={t("map", { n: list }) + " " + sentence(group)}
                provinces={list}
                tiles={provinces.map((unit) => ({
                    code: unit.code,
                    name: unit.name,
                    value: values.get(unit.slug) ?? null,
                    href: `/don-vi/${unit.slug}`,
                }))}
            />
        </Section>
    );
}

function PointsTable({ group, title }: { group: RankGroup; title: string }) {
    return (
        <>
            <p>{t("rounded")}</p>
            <Table
                caption={`${title}: ${groupName(group)}`}
                rows={group.rows}
                foot={
                    group.mean !== null ? (
                        <tr>
                            <td />
                            <th scope="row">{t("mean")}</th>
                            <td />
                            <td />
                            <td class="number">{number(group.mean)}</td>
                        </tr>
                    ) : undefined
                }
                columns={[
                    { key: "rank", label: t("rank"), narrow: true, cell: (row) => row.rank ?? "–" },
                    {
                        key: "name",
                        label: t("unit"),
                        head: true,
                        cell: (row) => (row.slug ? <a href={to(`/don-vi/${row.slug}`)}>{row.name}</a> : row.name),
                    },
                    {
                        key: "verified",
                        label: t("verified"),
                        numeric: true,
                        cell: (row) => number(row.verified_points),
                    },
                    { key: "survey", label: t("survey"), numeric: true, cell: (row) => number(row.survey_points) },
                    { key: "total", label: t("total"), numeric: true, cell: (row) => number(row.value) },
                ]}
            />
        </>
    );
}

export function GroupTable({ group, title }: { group: RankGroup; title: string }) {
    const points = group.rows.some((row) => row.verified_points !== null);
    return (
        <Section title={groupName(group)}>
            <Completeness group={group} />
            {points && <PointsTable group={group} title={title} />}
            <Table
                caption={`${title}: ${groupName(group)}, ${common("published")}`}
                stack
                rows={group.rows}
                columns={[
                    { key: "rank", label: t("rank"), narrow: true, cell: (row) => row.rank ?? "–" },
                    {
                        key: "name",
                        label: t("unit"),
                        head: true,
                        cell: (row) => (row.slug ? <a href={to(`/don-vi/${row.slug}`)}>{row.name}</a> : row.name),
                    },
                    { key: "value", label: t("value"), numeric: true, cell: (row) => number(row.value) },
                    {
                        key: "note",
                        label: t("note"),
                        cell: (row) => (
                            <>
                                <StatusTag status={row.status} /> {row.note}
                            </>
                        ),
                    },
                    { key: "source", label: t("source"), cell: (row) => <Source source={row.source} /> },
                ]}
            />
        </Section>
    );
}
