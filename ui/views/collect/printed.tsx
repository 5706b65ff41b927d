import { moment, Note, Page, vietnamese, view } from "../../components";

const t = vietnamese({
    lede: "{label}. {n} thư mời. Nhận phiếu đến {closes}.",
    once: "Hãy in ngay: các mã này không hiện lại lần nữa.",
    invite: "{runner} mời Ông/Bà trả lời khảo sát. Quét mã vuông hoặc vào {address} và nhập mã:",
    voluntary: "Tự nguyện, không ghi tên. Mỗi mã dùng một lần và được tách khỏi câu trả lời khi gửi.",
    qr: "Mã QR dẫn đến trang trả lời với mã {code}",
});

export default view("collect/printed", (document) => (
    <Page
        title={document.title}
        section="dot"
        hidden
        lede={t("lede", { label: document.label, n: document.codes.length, closes: moment(document.closes) })}
    >
        <Note kind="warn">{t("once")}</Note>
        <ul class="invitations">
            {document.codes.map((code) => (
                <li key={code.code}>
                    <svg
                        viewBox={`0 0 ${code.size} ${code.size}`}
                        width="150"
                        height="150"
                        role="img"
                        aria-label={t("qr", { code: code.code })}
                    >
                        <rect width={code.size} height={code.size} fill="#fff" />
                        <path d={code.qr} fill="#000" />
                    </svg>
                    <div>
                        <p>
                            <b>{document.title}</b>
                        </p>
                        <p>{t("invite", { runner: document.runner, address: document.address })}</p>
                        <p class="code">
                            <b>{code.code}</b>
                        </p>
                        <p class="soft">{t("voluntary")}</p>
                    </div>
                </li>
            ))}
        </ul>
    </Page>
));
