import {
    Actions,
    common,
    Evidence,
    integer,
    LineChart,
    number,
    Page,
    Section,
    Table,
    Tag,
    texts,
    to,
    view,
    date,
} from "../../components";
import { Breaks, downloads, headlineSentence, RevisionMarks, StatusTag } from "./parts";

const t = texts({
    overYears: { vi: "{name} qua các năm", en: "{name} over the years" },
    national: { vi: "Cả nước", en: "Whole country" },
    provinces: { vi: "Trung bình các tỉnh, thành phố", en: "Mean of the provinces" },
    ministries: { vi: "Trung bình các bộ", en: "Mean of the ministries" },
    chart: {
        vi: "Đường nối bị cắt ở những năm đổi phương pháp, bộ tiêu chí hoặc đơn vị hành chính: hai bên mốc không so sánh được.",
        en: "The line is cut where method, frame or units changed: figures on both sides cannot be compared.",
    },
    table: { vi: "Số liệu từng năm", en: "Figures by year" },
    year: { vi: "Năm", en: "Year" },
    publishedOn: { vi: "Công bố ngày", en: "Published on" },
    known: { vi: "Tỉnh có số liệu", en: "Provinces known" },
    knownMinistries: { vi: "Bộ có số liệu", en: "Ministries known" },
    of: { vi: "{n} trên {all}", en: "{n} of {all}" },
    newSeries: { vi: "không so với năm trước", en: "not comparable with before" },
    compare: { vi: "So sánh các đơn vị", en: "Compare units" },
    partial: {
        vi: "Bảng này ghi những gì đã được công bố và đọc được. Nơi số tỉnh có số liệu ít hơn số tỉnh của cả nước, không thể lập bảng xếp hạng đầy đủ.",
        en: "This table holds what was published and could be read. Where fewer provinces are known than there were, no complete ranking can be made.",
    },
    results: { vi: "Hệ thống tính", en: "Computed here" },
});

export default view("results/index", (document) => {
    const sipas = document.index === "sipas";
    const oldestFirst = [...document.years].reverse();
    const first = {
        name: sipas ? t("national") : t("provinces"),
        points: oldestFirst.map((row) => ({ year: row.year, value: row.value })),
    };
    const second = {
        name: t("ministries"),
        points: oldestFirst.map((row) => ({ year: row.year, value: row.ministry_value })),
    };
    return (
        <Page
            title={document.headline ? headlineSentence(document.headline) : document.name}
            shortTitle={document.name}
            lede={`${document.name}. ${document.about}`}
            section="chi-so"
            breadcrumbs={[{ label: common("indices"), href: "/chi-so" }, { label: document.name }]}
        >
            <Actions links={[...downloads(), { label: t("compare"), href: `/chi-so/${document.index}/so-sanh` }]} />
            <LineChart
                title={t("overYears", { name: document.name })}
                sentence={t("chart")}
                series={sipas ? [first] : [first, second]}
                breaks={document.breaks.map((one) => ({ year: one.year, label: `${one.year}` }))}
            />
            <Section title={t("table")}>
                <p>{t("partial")}</p>
                <Table
                    caption={t("table")}
                    titled
                    stack
                    rows={document.years}
                    columns={[
                        {
                            key: "year",
                            label: t("year"),
                            head: true,
                            cell: (row) => <a href={to(`/chi-so/${document.index}/${row.year}`)}>{row.year}</a>,
                        },
                        {
                            key: "value",
                            label: sipas ? t("national") : t("provinces"),
                            numeric: true,
                            cell: (row) => (
                                <>
                                    {number(row.value)} <StatusTag status={row.status} />
                                </>
                            ),
                        },
                        ...(sipas
                            ? []
                            : [
                                  {
                                      key: "ministries",
                                      label: t("ministries"),
                                      numeric: true,
                                      cell: (row: (typeof document.years)[number]) => (
                                          <>
                                              {number(row.ministry_value)} <StatusTag status={row.ministry_status} />
                                          </>
                                      ),
                                  },
                              ]),
                        {
                            key: "known",
                            label: t("known"),
                            numeric: true,
                            cell: (row) =>
                                t("of", { n: integer(row.provinces_known), all: integer(row.provinces_all) }),
                        },
                        {
                            key: "published",
                            label: t("publishedOn"),
                            cell: (row) => date(row.published_on),
                            rarely: true,
                        },
                        {
                            key: "note",
                            label: t("results"),
                            cell: (row) => (
                                <>
                                    {row.revisions.map((revision) => (
                                        <span key={revision.code}>
                                            <a href={to(`/ket-qua/${revision.code}`)}>{revision.code}</a>{" "}
                                            <RevisionMarks revision={revision} />{" "}
                                        </span>
                                    ))}
                                    {!row.comparable && row !== document.years[document.years.length - 1] && (
                                        <Tag kind="warn">{t("newSeries")}</Tag>
                                    )}
                                </>
                            ),
                        },
                    ]}
                />
                <p class="soft">
                    <Evidence kind="published" />
                </p>
            </Section>
            <Breaks breaks={document.breaks} />
        </Page>
    );
});
