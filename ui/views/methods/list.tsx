import { Empty, integer, Page, Section, Table, texts, to, view } from "../../components";

const t = texts({
    title: { vi: "Cách đo sự hài lòng", en: "How satisfaction is measured" },
    lede: {
        vi: "Mỗi phương pháp là dữ liệu có phiên bản: hỏi gì, câu trả lời nào là hài lòng, các câu gộp thành chỉ số thế nào.",
        en: "Each method is data with a version: what is asked, which answers count as satisfied, how items become the index.",
    },
    methods: { vi: "Phương pháp", en: "Methods" },
    forms: { vi: "Phiếu hỏi", en: "Questionnaires" },
    document: { vi: "Văn bản", en: "Document" },
    years: { vi: "Các năm", en: "Years" },
    items: { vi: "Nội dung", en: "Items" },
    confirmed: { vi: "Có nguồn xác nhận", en: "Confirmed by a source" },
    form: { vi: "Phiếu", en: "Questionnaire" },
    method: { vi: "Đo theo", en: "Measures" },
    questions: { vi: "Câu hỏi", en: "Questions" },
    from: { vi: "từ {year}", en: "from {year}" },
    unknown: { vi: "chưa tìm được", en: "not found" },
    break: {
        vi: "Số liệu chỉ so sánh được trong 2017–2021 và từ 2022 trở đi: phương pháp đổi năm 2017, 2022 và 2023.",
        en: "Figures compare only within 2017–2021 and from 2022 on: the method changed in 2017, 2022 and 2023.",
    },
    none: { vi: "Chưa có phương pháp nào được nạp", en: "No method has been loaded" },
});

export default view("methods/list", (document) => (
    <Page
        title={t("title")}
        section="gioi-thieu"
        lede={t("lede")}
        breadcrumbs={[{ label: t("methods") }]}
        description={t("lede")}
    >
        <p>{t("break")}</p>
        <Table
            caption={t("methods")}
            titled
            stack
            rows={document.methods}
            empty={<Empty title={t("none")} />}
            columns={[
                {
                    key: "title",
                    label: t("methods"),
                    head: true,
                    cell: (method) => <a href={to(`/phuong-phap/${method.code}`)}>{method.title}</a>,
                },
                { key: "document", label: t("document"), cell: (method) => method.document || t("unknown") },
                {
                    key: "years",
                    label: t("years"),
                    cell: (method) =>
                        method.last_year === 0
                            ? t("from", { year: method.first_year })
                            : method.first_year === method.last_year
                              ? method.first_year
                              : `${method.first_year}–${method.last_year}`,
                },
                { key: "items", label: t("items"), numeric: true, cell: (method) => integer(method.items) },
                { key: "confirmed", label: t("confirmed"), numeric: true, cell: (method) => integer(method.confirmed) },
            ]}
        />
        <Section title={t("forms")}>
            <Table
                caption={t("forms")}
                titled
                stack
                rows={document.forms}
                columns={[
                    { key: "title", label: t("form"), head: true, cell: (form) => `${form.title} (${form.version})` },
                    { key: "method", label: t("method"), cell: (form) => form.method },
                    { key: "questions", label: t("questions"), numeric: true, cell: (form) => integer(form.questions) },
                ]}
            />
        </Section>
    </Page>
));
