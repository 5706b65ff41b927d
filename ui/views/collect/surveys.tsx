import { date, Empty, Page, Table, texts, to, view } from "../../components";

const t = texts({
    title: { vi: "Khảo sát đang nhận phiếu", en: "Surveys that take answers now" },
    lede: {
        vi: "Trả lời trên điện thoại hay máy tính, không cần tài khoản, không ghi tên.",
        en: "Answer on a phone or a computer, without an account and without your name.",
    },
    survey: { vi: "Khảo sát", en: "Survey" },
    runner: { vi: "Cơ quan hỏi", en: "Who asks" },
    who: { vi: "Ai trả lời", en: "Who answers" },
    invited: { vi: "người nhận thư mời có mã", en: "people with a code on their invitation" },
    everybody: { vi: "mọi người", en: "everybody" },
    until: { vi: "Nhận đến hết", en: "Open until" },
    none: { vi: "Hiện không có khảo sát nào đang nhận phiếu", en: "No survey takes answers at the moment" },
});

export default view("collect/surveys", (document) => (
    <Page title={t("title")} section="khao-sat" lede={t("lede")}>
        <Table
            caption={t("title")}
            titled
            stack
            rows={document.surveys}
            empty={<Empty title={t("none")} />}
            columns={[
                {
                    key: "title",
                    label: t("survey"),
                    head: true,
                    cell: (survey) => <a href={to(`/khao-sat/${survey.code}`)}>{survey.title}</a>,
                },
                { key: "runner", label: t("runner"), cell: (survey) => survey.runner },
                {
                    key: "who",
                    label: t("who"),
                    cell: (survey) => (survey.by_invitation ? t("invited") : t("everybody")),
                },
                { key: "until", label: t("until"), cell: (survey) => date(survey.closes) },
            ]}
        />
    </Page>
));
