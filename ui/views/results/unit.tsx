import {
    Actions,
    date,
    Definitions,
    Details,
    Empty,
    integer,
    Note,
    number,
    Page,
    percent,
    Section,
    Table,
    Tag,
    texts,
    view,
} from "../../components";
import { downloads, UnitName, UnitNames } from "./parts";
import { SeriesSection } from "./series";

const t = texts({
    units: { vi: "Đơn vị", en: "Units" },
    gone: { vi: "Không còn từ khi sắp xếp", en: "No longer exists" },
    today: { vi: "Nay là", en: "Today" },
    code: { vi: "Mã", en: "Code" },
    kind: { vi: "Loại", en: "Kind" },
    above: { vi: "Thuộc", en: "Part of" },
    region: { vi: "Vùng", en: "Region" },
    from: { vi: "Lập từ", en: "Formed from" },
    to: { vi: "Chuyển thành", en: "Became" },
    scope: { vi: "Đổi phạm vi nhiệm vụ", en: "Change of remit" },
    figures: { vi: "Các chỉ số", en: "Indices" },
    noFigures: { vi: "Chưa có số liệu nào của đơn vị này", en: "No figures of this unit yet" },
    noFiguresText: {
        vi: "Phần lớn các năm chỉ đọc được số liệu của một số tỉnh, thành phố và bộ.",
        en: "For most years the figures of only some provinces and ministries could be read.",
    },
    former: { vi: "Số liệu của các đơn vị trước khi hợp nhất", en: "Figures of the units before the merger" },
    formerText: {
        vi: "Ghi đúng như đã công bố cho từng đơn vị cũ. Không cộng, không nối với đơn vị mới: hai bên không so sánh được.",
        en: "As published for each former unit. They are not added up or joined to the new unit: they cannot be compared.",
    },
    versions: { vi: "Tên, loại, mã qua thời gian", en: "Names, kinds and codes over time" },
    name: { vi: "Tên", en: "Name" },
    since: { vi: "Từ ngày", en: "Since" },
    until: { vi: "Đến ngày", en: "Until" },
    inForce: { vi: "đang dùng", en: "in force" },
    population: { vi: "Dân số", en: "Population" },
    year: { vi: "Năm", en: "Year" },
    people: { vi: "Số dân", en: "People" },
    urban: { vi: "Thành thị", en: "Urban" },
    area: { vi: "Diện tích (km²)", en: "Area (km²)" },
    source: { vi: "Nguồn", en: "Source" },
    quality: { vi: "Chất lượng", en: "Quality" },
    census_2019: { vi: "Tổng điều tra 01/04/2019", en: "Census of 1 April 2019" },
    gso_average_2020: { vi: "Trung bình năm 2020, Tổng cục Thống kê", en: "Average 2020, statistics office" },
    registered_2024: { vi: "Số đăng ký trong đề án sắp xếp 2024", en: "Registered, merger plans 2024" },
    merger_map_2025: { vi: "Bản đồ sắp xếp 2025", en: "Merger map 2025" },
    ok: { vi: "dùng được", en: "usable" },
    summed: { vi: "cộng từ các tỉnh cũ", en: "sum of former provinces" },
    registered: { vi: "theo đăng ký, cao hơn số thực đếm", en: "registrations, above the counted number" },
    name_collision: { vi: "trùng tên trong nguồn, có thể sai", en: "namesakes in the source, may be wrong" },
    suspect: { vi: "nghi ngờ", en: "doubtful" },
    missing: { vi: "không có", en: "missing" },
    children: { vi: "Đơn vị trực thuộc ({n})", en: "Units below ({n})" },
});

const sources = ["census_2019", "gso_average_2020", "registered_2024", "merger_map_2025"] as const;
const qualities = ["ok", "summed", "registered", "name_collision", "suspect", "missing"] as const;

function word<Key extends Parameters<typeof t>[0]>(keys: readonly Key[], text: string): string {
    const key = keys.find((one) => one === text);
    return key ? t(key) : text;
}

export default view("results/unit", (document) => (
    <Page
        title={document.name}
        lede={document.change_sentence || undefined}
        section="chi-so"
        tags={document.exists ? undefined : <Tag kind="warn">{t("gone")}</Tag>}
        breadcrumbs={[
            { label: t("units"), href: "/don-vi" },
            ...[...document.ancestors].reverse().map((unit) => ({ label: unit.name, href: `/don-vi/${unit.slug}` })),
            { label: document.name },
        ]}
    >
        <Definitions
            items={[
                [t("today"), document.today.length > 0 && <UnitNames units={document.today} />],
                [t("kind"), document.kind],
                [t("code"), document.code],
                [t("above"), document.ancestors.length > 0 && <UnitNames units={document.ancestors} />],
                [
                    t("region"),
                    document.region && (
                        <>
                            <UnitName unit={document.region} />
                            {document.region_doubt && <small> {document.region_doubt}</small>}
                        </>
                    ),
                ],
                [
                    t("from"),
                    document.predecessors.length > 0 && (
                        <UnitNames units={document.predecessors.map((one) => one.unit)} />
                    ),
                ],
                [
                    t("to"),
                    document.successors.length > 0 && <UnitNames units={document.successors.map((one) => one.unit)} />,
                ],
            ]}
        />
        {document.scope_changes.length > 0 && (
            <Note kind="warn" title={t("scope")}>
                {document.scope_changes.map((one) => (
                    <p key={one}>{one}</p>
                ))}
            </Note>
        )}
        {document.series.length === 0 && document.former_series.length === 0 ? (
            <Empty title={t("noFigures")}>
                <p>{t("noFiguresText")}</p>
            </Empty>
        ) : (
            <Actions links={downloads()} />
        )}
        {document.series.map((series) => (
            <SeriesSection key={series.index} series={series} />
        ))}
        {document.former_series.length > 0 && (
            <Section title={t("former")}>
                <p>{t("formerText")}</p>
                {document.former_series.map((series) => (
                    <Details
                        key={series.index + series.unit.slug}
                        summary={`${series.unit.name}: ${series.index_name}`}
                    >
                        <SeriesSection series={series} />
                    </Details>
                ))}
            </Section>
        )}
        {document.populations.length > 0 && (
            <Section title={t("population")}>
                <Table
                    caption={t("population")}
                    titled
                    stack
                    rows={document.populations}
                    columns={[
                        { key: "year", label: t("year"), head: true, cell: (row) => row.year },
                        { key: "people", label: t("people"), numeric: true, cell: (row) => integer(row.people) },
                        {
                            key: "urban",
                            label: t("urban"),
                            numeric: true,
                            cell: (row) => (row.urban_share === null ? "–" : percent(100 * row.urban_share, 1)),
                        },
                        { key: "area", label: t("area"), numeric: true, cell: (row) => number(row.area_km2) },
                        { key: "source", label: t("source"), cell: (row) => word(sources, row.source) },
                        { key: "quality", label: t("quality"), cell: (row) => word(qualities, row.quality) },
                    ]}
                />
            </Section>
        )}
        <Details summary={t("versions")}>
            <Table
                caption={t("versions")}
                titled
                stack
                rows={document.versions}
                columns={[
                    { key: "name", label: t("name"), head: true, cell: (row) => row.full_name },
                    { key: "kind", label: t("kind"), cell: (row) => row.kind },
                    { key: "code", label: t("code"), cell: (row) => row.code },
                    { key: "from", label: t("since"), cell: (row) => date(row.valid_from) },
                    { key: "to", label: t("until"), cell: (row) => (row.valid_to ? date(row.valid_to) : t("inForce")) },
                    { key: "doubt", label: t("quality"), cell: (row) => row.doubt },
                ]}
            />
        </Details>
        {document.children.length > 0 && (
            <Details summary={t("children", { n: integer(document.children.length) })}>
                <ul class="columns">
                    {document.children.map((unit) => (
                        <li key={unit.slug}>
                            <UnitName unit={unit} />
                        </li>
                    ))}
                </ul>
            </Details>
        )}
    </Page>
));
