import { common, Page, Section, texts, to, view } from "../../components";
import { headlineSentence, headlineValue, StatusTag } from "./parts";

const t = texts({
    title: { vi: "Các chỉ số", en: "Indices" },
    lede: {
        vi: "Hai chỉ số được đo hằng năm. SIPAS hỏi người dân; PAR Index chấm điểm việc làm của cơ quan và có lấy kết quả SIPAS.",
        en: "Two indices are measured every year. SIPAS asks the people; the PAR Index scores what authorities do, and takes SIPAS in.",
    },
    years: { vi: "Số liệu từ năm {first} đến {last}", en: "Figures from {first} to {last}" },
    all: { vi: "Xem theo năm", en: "By year" },
    compare: { vi: "So sánh các đơn vị", en: "Compare units" },
});

export default view("results/indices", (document) => (
    <Page title={t("title")} lede={t("lede")} section="chi-so" breadcrumbs={[{ label: common("indices") }]}>
        {document.indices.map((index) => (
            <Section key={index.code} title={index.name}>
                <p>{index.about}</p>
                {index.headline && (
                    <p>
                        <b>{headlineSentence(index.headline)}</b>: {headlineValue(index.headline)} (
                        {index.headline.year}) <StatusTag status={index.headline.status} />
                    </p>
                )}
                <p class="soft">{t("years", { first: index.first_year, last: index.last_year })}</p>
                <p>
                    <a href={to(`/chi-so/${index.code}`)}>{t("all")}</a>
                    {" · "}
                    <a href={to(`/chi-so/${index.code}/so-sanh`)}>{t("compare")}</a>
                </p>
            </Section>
        ))}
    </Page>
));
