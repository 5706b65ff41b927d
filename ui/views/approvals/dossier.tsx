import type { DossierPage } from "../../generated/approvals";
import {
    Approval,
    Button,
    Buttons,
    bytes,
    date,
    Definitions,
    Details,
    type FieldMessage,
    FileField,
    Form,
    History,
    Note,
    Page,
    PostButton,
    Section,
    TextArea,
    TextField,
    Timeline,
    to,
    view,
} from "../../components";
import { boxStates, way } from "./words";

const list = "/lam-viec/phe-duyet";

export default view("approvals/dossier", (document) => {
    const address = `${list}/${document.id}`;
    return (
        <Page
            title={document.title}
            section="phe-duyet"
            breadcrumbs={[{ label: "Phê duyệt", href: list }]}
            lede={document.scheme_name}
        >
            <Timeline label="Các bước phê duyệt" states={steps(document.state)} />
            {!document.file_intact && (
                <Note kind="bad" title="Tệp không còn nguyên vẹn">
                    <p>Tệp trong kho không khớp mã băm. Hồ sơ không phê duyệt được; hãy báo quản trị hệ thống.</p>
                </Note>
            )}
            <Approval
                title="Nội dung phê duyệt"
                state={boxStates[document.state] ?? "draft"}
                stateText={document.state_text}
                items={[
                    [
                        "Tệp",
                        <>
                            <a href={to(`${address}/tep`)}>{document.file_name || "Tải tệp"}</a>{" "}
                            <span class="soft">{bytes(document.file_size)}</span>
                        </>,
                    ],
                    ["SHA-256", <code class="code">{document.file_sha256}</code>],
                    ["Xem tại", document.address && <a href={to(document.address)}>{document.address}</a>],
                    ...document.summary.map((line): [string, string] => [line.label, line.value]),
                ]}
            >
                <Decision document={document} />
                <Acts document={document} />
            </Approval>
            <Section title="Lịch sử">
                <History
                    entries={document.history.map((step) => ({
                        at: step.time,
                        text: (
                            <>
                                {step.state_text}
                                {step.reason && <>: {step.reason}</>}{" "}
                                <small class="soft">tệp {step.file_sha256.slice(0, 12)}</small>
                            </>
                        ),
                        by: step.account_name,
                    }))}
                />
            </Section>
        </Page>
    );
});

function steps(state: string) {
    const now = Math.max(
        0,
        way.findIndex((step) => step.state === (state === "returned" ? "draft" : state)),
    );
    const last = way.length - 1;
    return way.map((step, i) => ({
        name: i === now && state === "returned" ? "Trả lại để sửa" : step.name,
        state:
            i < now || (i === now && now === last)
                ? ("done" as const)
                : i === now
                  ? ("now" as const)
                  : ("later" as const),
    }));
}

function Decision({ document }: { document: DossierPage }) {
    const decision = document.decision;
    if (!decision) return null;
    return (
        <Definitions
            items={[
                ["Văn bản", `${decision.document_number}, ngày ${date(decision.day)}`],
                [
                    "Người ký",
                    [decision.on_behalf_of, decision.signer_title, decision.signer].filter(Boolean).join(" · "),
                ],
                ["Ghi nhận bởi", decision.approver],
                [
                    "Bản ký",
                    document.signed_sha256 && (
                        <>
                            <a href={to(`${list}/${document.id}/ban-ky`)}>Tải bản ký (PDF)</a>{" "}
                            <code class="code">{document.signed_sha256}</code>
                        </>
                    ),
                ],
            ]}
        />
    );
}

function Acts({ document }: { document: DossierPage }) {
    const address = `${list}/${document.id}`;
    const errors = (form: string): FieldMessage[] => (document.refused_form === form ? document.errors : []);
    return (
        <>
            {document.may_submit && (
                <Buttons>
                    <PostButton action={`${address}/trinh`} label="Trình phê duyệt" />
                </Buttons>
            )}
            {document.had_a_part && (
                <Note title="Cần một người khác phê duyệt">
                    <p>Bạn đã tham gia lập hoặc trình hồ sơ này. Người lập và người phê duyệt phải khác nhau.</p>
                </Note>
            )}
            {document.may_decide && (
                <>
                    <Details summary="Phê duyệt" open={document.refused_form === "approve"}>
                        <Approve document={document} errors={errors("approve")} />
                    </Details>
                    <Details summary="Trả lại để sửa" open={document.refused_form === "return"}>
                        <Form action={`${address}/tra-lai`} errors={errors("return")}>
                            <TextArea
                                name="reason"
                                label="Lý do trả lại"
                                hint="Người trình đọc được và sửa theo."
                                rows={3}
                                value={document.typed.reason}
                                errors={errors("return")}
                            />
                            <Button kind="danger">Trả lại</Button>
                        </Form>
                    </Details>
                </>
            )}
            {document.may_attach && (
                <Details summary="Gắn bản ký và khóa" open={document.refused_form === "attach"}>
                    <Form action={`${address}/ban-ky`} files errors={errors("attach")}>
                        <FileField
                            name="signed"
                            label="Bản ký"
                            hint="Tệp PDF đã ký số hoặc bản quét có dấu, tối đa 64 MB. Gắn xong hồ sơ khóa lại."
                            accept="application/pdf"
                            errors={errors("attach")}
                        />
                        <Button>Gắn bản ký và khóa hồ sơ</Button>
                    </Form>
                </Details>
            )}
        </>
    );
}

function Approve({ document, errors }: { document: DossierPage; errors: FieldMessage[] }) {
    const typed = document.typed;
    return (
        <Form
            action={`${list}/${document.id}/phe-duyet`}
            values={{ file_sha256: document.file_sha256 }}
            errors={errors}
        >
            <p>
                Phê duyệt đúng tệp có mã băm <code class="code">{document.file_sha256}</code>. Chữ ký được ký ở ngoài; ở
                đây ghi nhận văn bản.
            </p>
            <TextField
                name="document_number"
                label="Số văn bản"
                placeholder="1234/QĐ-BNV"
                short
                value={typed.document_number}
                errors={errors}
            />
            <TextField name="day" label="Ngày văn bản" type="date" value={typed.day} errors={errors} />
            <TextField name="signer" label="Người ký" value={typed.signer} errors={errors} />
            <TextField
                name="signer_title"
                label="Chức vụ người ký"
                placeholder="Thứ trưởng"
                value={typed.signer_title}
                errors={errors}
            />
            <TextField
                name="on_behalf_of"
                label="Ký thay"
                placeholder="KT. Bộ trưởng"
                value={typed.on_behalf_of}
                optional
                errors={errors}
            />
            <Button>Phê duyệt</Button>
        </Form>
    );
}
