import {
    common,
    Definitions,
    Empty,
    Evidence,
    here,
    Page,
    percent,
    Section,
    Tabs,
    texts,
    to,
    view,
    date,
    Figures,
    Actions,
} from "../../components";
import { ComputedTable } from "./computed";
import { Facts } from "./facts";
import { Breaks, downloads, headlineSentence, headlineValue, RevisionMarks, Source, StatusTag } from "./parts";
import { GroupChart, GroupMap, GroupTable } from "./groups";

const t = texts({
    title: { vi: "{name} năm {year}", en: "{name}, {year}" },
    ranking: { vi: "Xếp hạng", en: "Ranking" },
    map: { vi: "Bản đồ ô", en: "Tile map" },
    table: { vi: "Bảng", en: "Table" },
    data: { vi: "Dữ liệu", en: "Data" },
    views: { vi: "Cách xem", en: "Views" },
    before: { vi: "‹ Năm {year}", en: "‹ {year}" },
    after: { vi: "Năm {year} ›", en: "{year} ›" },
    published: { vi: "Đã công bố", en: "Published" },
    publishedOn: { vi: "Ngày công bố", en: "Published on" },
    sources: { vi: "Nguồn đã đọc", en: "Sources read" },
    computed: { vi: "Hệ thống tính", en: "Computed by this system" },
    computedText: {
        vi: "Hai chuỗi, không lẫn nhau: chính thức theo cây chỉ số của phương pháp (quyết định thứ hạng) và thống kê có trọng số, sai số.",
        en: "Two series that are never mixed: official by the tree of the method (decides ranks), and statistical with weights and errors.",
    },
    nothing: {
        vi: "Chưa đọc được số liệu của từng đơn vị trong năm này",
        en: "No figures of single units could be read for this year",
    },
    compare: { vi: "So sánh các đơn vị qua thời gian", en: "Compare units over time" },
    allYears: { vi: "Mọi năm", en: "All years" },
    dataText: {
        vi: "Mỗi dòng là một con số với nguồn, tình trạng và ghi chú. Mã đơn vị được dùng lại từ ngày 01/07/2025: hãy ghép bảng theo cột unit_slug.",
        en: "Each row is one figure with source, status and note. Unit codes were reused on 1 July 2025: join tables by unit_slug.",
    },
});

const tabs = ["xep-hang", "ban-do", "bang", "du-lieu"] as const;

export default view("results/year", (document) => {
    const title = t("title", { name: document.name, year: document.year });
    const labels = { "xep-hang": t("ranking"), "ban-do": t("map"), bang: t("table"), "du-lieu": t("data") };
    return (
        <Page
            title={document.headline ? headlineSentence(document.headline) : title}
            shortTitle={title}
            lede={document.headline ? title : undefined}
            section="chi-so"
            breadcrumbs={[
                { label: common("indices"), href: "/chi-so" },
                { label: document.name, href: `/chi-so/${document.index}` },
                { label: String(document.year) },
            ]}
        >
            {document.headline && (
                <Figures
                    label={title}
                    figures={[
                        {
                            label: title,
                            value: headlineValue(document.headline),
                            lead: true,
                            children: (
                                <>
                                    <Evidence
                                        kind={document.headline.status === "computed" ? "computed" : "published"}
                                    />{" "}
                                    <StatusTag status={document.headline.status} /> {document.headline.note}{" "}
                                    {document.headline.status !== "computed" && (
                                        <Source source={document.headline.source} />
                                    )}
                                </>
                            ),
                        },
                        ...document.facts
                            .filter((section) => section.section === "facet")
                            .flatMap((section) => section.rows)
                            .filter((row) => row.label === "")
                            .map((row) => ({
                                label: row.name,
                                value: percent(row.value),
                                children: <StatusTag status={row.status} />,
                            })),
                    ]}
                />
            )}
            <Tabs
                label={t("views")}
                tabs={tabs.map((tab) => ({
                    label: labels[tab],
                    href: here({ xem: tab === "xep-hang" ? null : tab }),
                    current: tab === document.tab,
                }))}
                apart={[
                    ...(document.previous_year !== null
                        ? [
                              {
                                  label: t("before", { year: document.previous_year }),
                                  href: `/chi-so/${document.index}/${document.previous_year}`,
                              },
                          ]
                        : []),
                    ...(document.next_year !== null
                        ? [
                              {
                                  label: t("after", { year: document.next_year }),
                                  href: `/chi-so/${document.index}/${document.next_year}`,
                              },
                          ]
                        : []),
                ]}
            />
            {document.tab === "du-lieu" ? (
                <Section title={t("data")}>
                    <p>{t("dataText")}</p>
                    <Actions links={downloads()} />
                    <Definitions
                        items={[
                            [t("publishedOn"), document.published_on ? date(document.published_on) : ""],
                            [
                                t("sources"),
                                document.sources.length > 0 && (
                                    <ul>
                                        {document.sources.map((source) => (
                                            <li key={source}>
                                                <Source source={source} />
                                            </li>
                                        ))}
                                    </ul>
                                ),
                            ],
                        ]}
                    />
                </Section>
            ) : (
                <>
                    {document.groups.length === 0 && document.computed.length === 0 && <Empty title={t("nothing")} />}
                    {document.groups.map((group) => {
                        if (document.tab === "ban-do")
                            return group.group === "province" ? (
                                <GroupMap
                                    key={group.group}
                                    group={group}
                                    provinces={document.provinces}
                                    title={title}
                                />
                            ) : null;
                        if (document.tab === "bang")
                            return <GroupTable key={group.group} group={group} title={title} />;
                        return <GroupChart key={group.group} group={group} title={title} />;
                    })}
                    {document.computed.map((computed) => (
                        <Section key={computed.revision.code} title={`${t("computed")}: ${computed.revision.title}`}>
                            <p>
                                <RevisionMarks revision={computed.revision} />{" "}
                                <a href={to(`/ket-qua/${computed.revision.code}`)}>{computed.revision.code}</a>
                            </p>
                            <p>{t("computedText")}</p>
                            <ComputedTable
                                ranking={computed}
                                as={document.tab === "ban-do" ? "map" : document.tab === "bang" ? "table" : "chart"}
                                provinces={document.provinces}
                            />
                        </Section>
                    ))}
                </>
            )}
            <Facts sections={document.facts} />
            <Breaks breaks={document.breaks} />
            <p>
                <a href={to(`/chi-so/${document.index}`)}>{t("allYears")}</a>
                {" · "}
                <a href={to(`/chi-so/${document.index}/so-sanh`)}>{t("compare")}</a>
            </p>
        </Page>
    );
});
