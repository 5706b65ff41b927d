import { Button, Buttons, ErrorSummary, Note, Page, Section, texts, to, view } from "../../components";
import { Carried } from "./hidden";
import { Given } from "./given";

const t = texts({
    title: { vi: "Xem lại trước khi gửi", en: "Review before sending" },
    lede: {
        vi: "Chưa có gì được lưu. Ông/Bà có thể sửa từng phần rồi gửi.",
        en: "Nothing has been stored yet. You can change each part, then send.",
    },
    blank: { vi: "{n} câu chưa trả lời; có thể để trống.", en: "{n} questions are unanswered; that is allowed." },
    change: { vi: "Sửa phần này", en: "Change this part" },
    changeOf: { vi: ": {heading}", en: ": {heading}" },
    send: { vi: "Gửi phiếu", en: "Send the answers" },
    back: { vi: "Quay lại", en: "Back" },
    once: { vi: "Sau khi gửi, câu trả lời không sửa được nữa.", en: "After sending, answers cannot be changed." },
});

export default view("collect/review", (document) => (
    <Page
        title={t("title")}
        shortTitle={`${t("title")} · ${document.title}`}
        section="khao-sat"
        hidden
        lede={t("lede")}
    >
        <ErrorSummary errors={document.errors} />
        {document.blank > 0 && <Note>{t("blank", { n: document.blank })}</Note>}
        <form method="post" action={to(`/khao-sat/${document.code}/tra-loi`)} novalidate>
            <Carried state={document.state} signature={document.signature} />
            <input type="hidden" name="trang" value={document.last_page} />
            {document.pages.map((page) => (
                <Section key={page.page} title={page.heading}>
                    <Given answers={page.answers} />
                    <Button name="viec" value={`sua:${page.page}`} kind="plain" small>
                        {t("change")}
                        <span class="hidden-text">{t("changeOf", { heading: page.heading })}</span>
                    </Button>
                </Section>
            ))}
            <p class="soft">{t("once")}</p>
            <Buttons>
                <Button name="viec" value="gui">
                    {t("send")}
                </Button>
                <Button name="viec" value={`sua:${document.last_page}`} kind="plain">
                    {t("back")}
                </Button>
            </Buttons>
        </form>
    </Page>
));
