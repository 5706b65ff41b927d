import {
    Button,
    Buttons,
    date,
    Definitions,
    Details,
    Form,
    Note,
    Page,
    Section,
    Table,
    Tag,
    TextField,
    vietnamese,
    view,
} from "../../components";
import { Given } from "./given";
import { word, type Word } from "./words";

const t = vietnamese({
    title: "Phiếu {id}",
    list: "Phiếu trả lời",
    state: "Tình trạng",
    hash: "SHA-256 khi nhận",
    violations: "Câu trả lời không hợp lệ",
    history: "Lịch sử của phiếu",
    what: "Việc",
    day: "Ngày",
    reason: "Lý do",
    raw: "Nội dung gốc như đã gửi",
    void: "Loại phiếu này",
    restore: "Khôi phục phiếu này",
    voidText: "Phiếu bị loại vẫn được giữ, nhưng không tính vào kết quả.",
});

export default view("collect/answer", (document) => {
    const voided = document.state === "voided";
    return (
        <Page
            title={t("title", { id: document.id })}
            section="dot"
            breadcrumbs={[{ label: t("list"), href: `/lam-viec/thu-thap/${document.round}/phieu` }]}
        >
            <Definitions
                items={[
                    [
                        t("state"),
                        <Tag kind={document.state === "valid" ? "good" : "warn"}>{word(document.state as Word)}</Tag>,
                    ],
                    [t("hash"), <span class="code">{document.sha256}</span>],
                ]}
            />
            {document.violations.length > 0 && (
                <Note kind="warn" title={t("violations")}>
                    <ul>
                        {document.violations.map((violation) => (
                            <li key={violation}>{violation}</li>
                        ))}
                    </ul>
                </Note>
            )}
            {document.pages.map((page) => (
                <Section key={page.page} title={page.heading}>
                    <Given answers={page.answers} />
                </Section>
            ))}
            <Details summary={t("raw")}>
                <pre>{document.raw}</pre>
            </Details>
            <Section title={t("history")}>
                <Table
                    caption={t("history")}
                    titled
                    rows={document.events}
                    columns={[
                        { key: "kind", label: t("what"), head: true, cell: (event) => word(event.kind as Word) },
                        { key: "day", label: t("day"), cell: (event) => date(event.day) },
                        { key: "reason", label: t("reason"), cell: (event) => event.reason },
                    ]}
                />
            </Section>
            {document.may_change && (
                <Section title={voided ? t("restore") : t("void")}>
                    <Form
                        action={`/lam-viec/thu-thap/${document.round}/phieu/${document.id}`}
                        errors={document.errors}
                        values={{ viec: voided ? "khoi-phuc" : "loai" }}
                    >
                        {!voided && <p>{t("voidText")}</p>}
                        <TextField name="reason" label={t("reason")} maxLength={500} errors={document.errors} />
                        <Buttons>
                            <Button>{voided ? t("restore") : t("void")}</Button>
                        </Buttons>
                    </Form>
                </Section>
            )}
        </Page>
    );
});
