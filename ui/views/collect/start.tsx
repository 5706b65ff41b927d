import {
    Button,
    Buttons,
    Checkbox,
    date,
    Definitions,
    ErrorSummary,
    Note,
    Page,
    TextField,
    texts,
    to,
    view,
} from "../../components";

const t = texts({
    lede: {
        vi: "{runner} mời Ông/Bà trả lời. Khoảng {minutes} phút.",
        en: "{runner} asks for your answers. About {minutes} minutes.",
    },
    what: { vi: "Khảo sát về việc gì", en: "What it is about" },
    who: { vi: "Ai hỏi", en: "Who asks" },
    long: { vi: "Mất bao lâu", en: "How long it takes" },
    minutes: {
        vi: "Khoảng {minutes} phút, có thể quay lại trang trước",
        en: "About {minutes} minutes; you can go back",
    },
    until: { vi: "Nhận phiếu đến hết", en: "Open until" },
    privacy: { vi: "Câu trả lời được giữ thế nào", en: "How answers are kept" },
    consentVersion: { vi: "Văn bản đồng ý, phiên bản {version}", en: "Consent text, version {version}" },
    code: { vi: "Mã truy cập in trên thư mời", en: "Code printed on your invitation" },
    codeHint: {
        vi: "12 chữ và số, ví dụ 7K2Q-9PXM-4TRA. Không phân biệt chữ hoa, chữ thường.",
        en: "12 letters and digits, for example 7K2Q-9PXM-4TRA. Capitals do not matter.",
    },
    agree: { vi: "Tôi đã đọc và đồng ý trả lời", en: "I have read this and agree to answer" },
    begin: { vi: "Bắt đầu", en: "Start" },
    closed: { vi: "Khảo sát không nhận phiếu lúc này", en: "The survey takes no answers now" },
    open: {
        vi: "Khảo sát này mở cho mọi người. Kết quả của nó được trình bày riêng, không tính vào chỉ số của mẫu điều tra.",
        en: "This survey is open to everybody. Its results are shown apart and do not enter the index of the sample.",
    },
    simulated: { vi: "Đợt trình diễn: câu trả lời không được dùng.", en: "A demonstration: answers are not used." },
    check: { vi: "Kiểm tra biên nhận của phiếu đã gửi", en: "Check the receipt of an answer already sent" },
});

export default view("collect/start", (document) => (
    <Page
        title={document.title}
        section="khao-sat"
        hidden
        lede={t("lede", { runner: document.runner, minutes: document.minutes })}
    >
        {document.simulated && <Note kind="warn">{t("simulated")}</Note>}
        {document.closed && (
            <Note kind="warn" title={t("closed")}>
                <p>{document.closed}</p>
            </Note>
        )}
        <ErrorSummary errors={document.errors} />
        <Definitions
            items={[
                [t("what"), document.introduction],
                [t("who"), document.runner],
                [t("long"), t("minutes", { minutes: document.minutes })],
                [t("until"), date(document.closes)],
                [t("privacy"), document.consent],
            ]}
        />
        {!document.asks_code && <p class="soft">{t("open")}</p>}
        {!document.closed && (
            <form method="post" action={to(`/khao-sat/${document.code}`)} novalidate>
                {document.asks_code && (
                    <TextField
                        name="ma"
                        label={t("code")}
                        hint={t("codeHint")}
                        value={document.access_code}
                        autocomplete="off"
                        maxLength={40}
                        short
                        errors={document.errors}
                    />
                )}
                <Checkbox
                    name="dong_y"
                    label={t("agree")}
                    hint={t("consentVersion", { version: document.consent_version })}
                    errors={document.errors}
                />
                <Buttons>
                    <Button>{t("begin")}</Button>
                </Buttons>
            </form>
        )}
        <p>
            <a href={to(`/khao-sat/${document.code}/bien-nhan`)}>{t("check")}</a>
        </p>
    </Page>
));
