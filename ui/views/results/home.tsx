import { Cards, common, Evidence, Figures, integer, number, Page, Section, texts, to, view } from "../../components";
import { headlineSentence, headlineValue, RevisionMarks, Source, StatusTag } from "./parts";

const t = texts({
    title: {
        vi: "Lòng Dân: thước đo sự hài lòng và cải cách hành chính",
        en: "Lòng Dân: satisfaction and reform, measured",
    },
    figures: { vi: "Số liệu mới nhất", en: "Newest figures" },
    apart: { vi: "không so sánh được với năm {year}", en: "not comparable with {year}" },
    before: { vi: "{year}: {value}", en: "{year}: {value}" },
    about: {
        vi: "Nơi công bố Chỉ số hài lòng của người dân (SIPAS) và Chỉ số cải cách hành chính (PAR Index) của các bộ, các tỉnh, thành phố. Mỗi con số đi kèm nguồn, phương pháp và cho biết có so sánh được với năm trước hay không.",
        en: "The place where the satisfaction index (SIPAS) and the public administration reform index (PAR Index) of ministries and provinces are published. Every figure comes with its source, its method, and whether it can be compared with the year before.",
    },
    partial: {
        vi: "Các con số công bố trước đây được ghi lại từ báo chí và cổng thông tin nhà nước; phần lớn các năm chưa có bảng đủ 63 tỉnh, thành phố.",
        en: "Figures published earlier are taken from the press and government portals; most years lack a complete table of the 63 provinces.",
    },
    find: { vi: "Tìm nơi bạn sống", en: "Find where you live" },
    findText: {
        vi: "{provinces} tỉnh, thành phố; {communes} xã, phường, đặc khu. Tên cũ trước sắp xếp cũng tìm được.",
        en: "{provinces} provinces, {communes} communes, wards and special zones. Names before the mergers are found too.",
    },
    units: { vi: "Đơn vị", en: "Units" },
    indices: { vi: "Các chỉ số", en: "Indices" },
    indicesText: {
        vi: "Theo năm, theo tỉnh, theo bộ; so sánh qua thời gian",
        en: "By year, province and ministry; over time",
    },
    data: { vi: "Dữ liệu mở", en: "Open data" },
    dataText: { vi: "Tải bảng CSV, JSON, ZIP kèm mô tả", en: "Tables as CSV, JSON and ZIP with metadata" },
    survey: { vi: "Khảo sát", en: "Surveys" },
    surveyText: { vi: "Trả lời phiếu khảo sát đang mở", en: "Answer a survey that is open" },
    ministries: { vi: "{n} bộ, cơ quan ngang bộ", en: "{n} ministries and ministerial agencies" },
    results: { vi: "Kết quả do hệ thống tính", en: "Results computed by this system" },
    more: { vi: "Xem chi tiết", en: "Details" },
});

export default view("results/home", (document) => {
    const first = document.headlines[0];
    return (
        <Page
            title={first ? headlineSentence(first) : t("title")}
            shortTitle={t("title")}
            description={t("about")}
            lede={t("about")}
        >
            <Figures
                label={t("figures")}
                figures={document.headlines.map((headline, i) => ({
                    label: <a href={to(`/chi-so/${headline.index}`)}>{`${headline.index_name}, ${headline.year}`}</a>,
                    value: headlineValue(headline),
                    lead: i === 0,
                    children: (
                        <>
                            <Evidence kind={headline.status === "computed" ? "computed" : "published"} />{" "}
                            <StatusTag status={headline.status} />{" "}
                            {headline.previous_value !== null &&
                                headline.previous_year !== null &&
                                (headline.comparable ? (
                                    t("before", {
                                        year: headline.previous_year,
                                        value: number(headline.previous_value),
                                    })
                                ) : (
                                    <>
                                        {common("notComparable")}{" "}
                                        {common("comparedWith", { year: headline.previous_year })}
                                    </>
                                ))}{" "}
                            {headline.status !== "computed" && <Source source={headline.source} />}
                        </>
                    ),
                }))}
            />
            <p class="soft">{t("partial")}</p>
            <Cards
                cards={[
                    {
                        title: t("find"),
                        href: "/don-vi",
                        children: t("findText", {
                            provinces: integer(document.provinces),
                            communes: integer(document.communes),
                        }),
                    },
                    { title: t("indices"), href: "/chi-so", children: t("indicesText") },
                    { title: t("data"), href: "/du-lieu", children: t("dataText") },
                    { title: t("survey"), href: "/khao-sat", children: t("surveyText") },
                ]}
            />
            {document.revisions.length > 0 && (
                <Section title={t("results")}>
                    <ul>
                        {document.revisions.map((revision) => (
                            <li key={revision.code}>
                                <a href={to(`/ket-qua/${revision.code}`)}>{revision.title}</a>{" "}
                                <RevisionMarks revision={revision} />
                            </li>
                        ))}
                    </ul>
                </Section>
            )}
        </Page>
    );
});
