import {
    ButtonLink,
    Buttons,
    date,
    Details,
    Figures,
    Form,
    Button,
    integer,
    moment,
    Page,
    PostButton,
    Section,
    Table,
    Tag,
    TextField,
    vietnamese,
    view,
} from "../../components";
import { word, type Word } from "./words";

const t = vietnamese({
    lede: "Số phiếu chưa gia quyền, đếm từ các phiếu đã lưu. Kết quả khảo sát không hiện ở đây khi đợt còn đang thu thập.",
    all: "Thu thập phiếu",
    issued: "Mã đã làm",
    received: "Đã nhận",
    valid: "Hợp lệ",
    invalid: "Không hợp lệ",
    voided: "Đã loại",
    open: "Phiếu mở (tính riêng)",
    last: "Phiếu cuối",
    unit: "Đơn vị",
    total: "Tổng cộng",
    byUnit: "Tiến độ theo đơn vị",
    doors: "Cửa thu thập",
    codes: "In mã truy cập",
    questionnaire: "Mở trang hỏi",
    answers: "Xem phiếu trả lời",
    csv: "Tải bảng (CSV)",
    isOpen: "đang nhận",
    isClosed: "đã đóng",
    close: "Đóng cửa này",
    reopen: "Mở lại",
    closes: "Nhận đến",
    reason: "Lý do, số văn bản",
    until: "Nhận phiếu từ {from} đến {to}, phiếu hỏi {form}",
    none: "Chưa có phiếu nào",
});

export default view("collect/progress", (document) => (
    <Page
        title={document.title}
        section="dot"
        lede={t("lede")}
        breadcrumbs={[{ label: t("all"), href: "/lam-viec/thu-thap" }]}
    >
        <Figures
            label={t("total")}
            figures={[
                { label: t("received"), value: integer(document.total.received), lead: true },
                { label: t("issued"), value: integer(document.total.issued) },
                { label: t("valid"), value: integer(document.total.valid) },
                { label: t("invalid"), value: integer(document.total.invalid) },
                { label: t("voided"), value: integer(document.total.voided) },
                { label: t("open"), value: integer(document.total.open) },
            ]}
        />
        <Section title={t("doors")}>
            {document.doors.map((door) => (
                <Section key={door.id} title={`/khao-sat/${door.code}`} level={3}>
                    <p>
                        <Tag>{word(door.evidence as Word)}</Tag>{" "}
                        <Tag kind={door.open ? "good" : undefined}>{door.open ? t("isOpen") : t("isClosed")}</Tag>
                    </p>
                    <p>{t("until", { from: moment(door.opens), to: moment(door.closes), form: door.form })}</p>
                    <Buttons>
                        <ButtonLink href={`/khao-sat/${door.code}`} kind="plain" small>
                            {t("questionnaire")}
                        </ButtonLink>
                        {document.may_collect && door.evidence === "probability" && (
                            <ButtonLink href={`/lam-viec/thu-thap/cua/${door.id}/ma`} kind="plain" small>
                                {t("codes")}
                            </ButtonLink>
                        )}
                        {document.may_collect && door.open && (
                            <PostButton
                                action={`/lam-viec/thu-thap/cua/${door.id}/dong`}
                                label={t("close")}
                                kind="plain"
                                small
                            />
                        )}
                    </Buttons>
                    {document.may_collect && !door.open && (
                        <Details summary={t("reopen")}>
                            <Form action={`/lam-viec/thu-thap/cua/${door.id}/mo-lai`}>
                                <TextField name="closes" type="datetime-local" label={t("closes")} />
                                <TextField name="reason" label={t("reason")} maxLength={500} />
                                <Buttons>
                                    <Button>{t("reopen")}</Button>
                                </Buttons>
                            </Form>
                        </Details>
                    )}
                </Section>
            ))}
        </Section>
        <Section title={t("byUnit")}>
            <Table
                caption={t("byUnit")}
                titled
                rows={document.units}
                sticky
                empty={<p>{t("none")}</p>}
                columns={[
                    { key: "unit", label: t("unit"), head: true, cell: (unit) => unit.unit },
                    { key: "issued", label: t("issued"), numeric: true, cell: (unit) => integer(unit.issued) },
                    { key: "received", label: t("received"), numeric: true, cell: (unit) => integer(unit.received) },
                    { key: "valid", label: t("valid"), numeric: true, cell: (unit) => integer(unit.valid) },
                    { key: "invalid", label: t("invalid"), numeric: true, cell: (unit) => integer(unit.invalid) },
                    {
                        key: "voided",
                        label: t("voided"),
                        numeric: true,
                        rarely: true,
                        cell: (unit) => integer(unit.voided),
                    },
                    { key: "open", label: t("open"), numeric: true, rarely: true, cell: (unit) => integer(unit.open) },
                    { key: "last", label: t("last"), cell: (unit) => (unit.last ? date(unit.last) : "") },
                ]}
            />
            <Buttons>
                <ButtonLink href={`/lam-viec/thu-thap/${document.round}.csv`} kind="plain">
                    {t("csv")}
                </ButtonLink>
                {document.may_read_answers && (
                    <ButtonLink href={`/lam-viec/thu-thap/${document.round}/phieu`} kind="plain">
                        {t("answers")}
                    </ButtonLink>
                )}
            </Buttons>
        </Section>
    </Page>
));
