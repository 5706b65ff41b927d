import { Button, Buttons, date, Definitions, Note, Page, Section, TextField, texts, to, view } from "../../components";

const t = texts({
    thanks: { vi: "Cảm ơn Ông/Bà đã trả lời", en: "Thank you for your answers" },
    title: { vi: "Kiểm tra biên nhận", en: "Check a receipt" },
    kept: { vi: "Phiếu đã được nhận. Mã biên nhận:", en: "Your answers have been received. Receipt code:" },
    keep: {
        vi: "Hãy ghi lại hoặc chụp mã này. Mã không cho biết Ông/Bà là ai.",
        en: "Write this code down or take a picture of it. It does not tell who you are.",
    },
    where: { vi: "Kết quả sẽ được công bố tại", en: "Results will be published at" },
    code: { vi: "Mã biên nhận", en: "Receipt code" },
    look: { vi: "Tra cứu", en: "Look up" },
    received: { vi: "Ngày nhận", en: "Received on" },
    state: { vi: "Tình trạng", en: "State" },
    valid: { vi: "Đã nhận, hợp lệ", en: "Received, valid" },
    invalid: { vi: "Đã nhận, có câu trả lời không hợp lệ", en: "Received, with answers that are not valid" },
    voided: { vi: "Đã nhận, không được tính vào kết quả", en: "Received, not counted in the result" },
    erased: { vi: "Đã nhận, nội dung đã được xóa", en: "Received, its content has been erased" },
    hash: { vi: "Mã băm nội dung (SHA-256)", en: "Hash of the content (SHA-256)" },
    unknown: { vi: "Không tìm thấy biên nhận này", en: "This receipt was not found" },
    unknownText: {
        vi: "Hãy xem lại từng chữ của mã, và đúng khảo sát đã trả lời.",
        en: "Please check each letter of the code, and that it belongs to this survey.",
    },
});

const states = { valid: "valid", invalid: "invalid", voided: "voided", erased: "erased" } as const;

export default view("collect/receipt", (document) => (
    <Page
        title={document.thanks ? t("thanks") : t("title")}
        shortTitle={document.title}
        section="khao-sat"
        hidden
        lede={document.title}
    >
        {document.receipt && (
            <Note kind="good">
                <p>{t("kept")}</p>
                <p class="code">
                    <b>{document.receipt}</b>
                </p>
                {document.thanks && <p>{t("keep")}</p>}
            </Note>
        )}
        {document.receipt && (
            <Definitions
                items={[
                    [t("received"), date(document.received)],
                    [t("state"), t(states[document.state as keyof typeof states])],
                    [t("hash"), <span class="code">{document.sha256}</span>],
                ]}
            />
        )}
        {document.results_at && (
            <p>
                {t("where")} <a href={to(document.results_at)}>{document.results_at}</a>
            </p>
        )}
        {document.asked && !document.receipt && (
            <Note kind="warn" title={t("unknown")}>
                <p>{t("unknownText")}</p>
            </Note>
        )}
        {!document.thanks && (
            <Section title={t("title")}>
                <form method="get" action={to(`/khao-sat/${document.code}/bien-nhan`)}>
                    <TextField
                        name="ma"
                        label={t("code")}
                        value={document.asked}
                        autocomplete="off"
                        maxLength={40}
                        short
                    />
                    <Buttons>
                        <Button>{t("look")}</Button>
                    </Buttons>
                </form>
            </Section>
        )}
    </Page>
));
