import { ButtonLink, Buttons, date, Empty, here, Page, Table, Tabs, Tag, to, vietnamese, view } from "../../components";
import { word, type Word } from "./words";

const t = vietnamese({
    title: "Phiếu trả lời",
    lede: "Mỗi lần mở một phiếu được ghi vào nhật ký. Số phiếu là ngẫu nhiên và không cho biết thứ tự nhận.",
    all: "Tất cả",
    filter: "Lọc theo tình trạng",
    id: "Số phiếu",
    received: "Ngày nhận",
    unit: "Đơn vị",
    evidence: "Bằng chứng",
    channel: "Kênh",
    state: "Tình trạng",
    next: "Trang sau",
    none: "Không có phiếu nào",
});

export default view("collect/answers", (document) => (
    <Page
        title={t("title")}
        section="dot"
        lede={t("lede")}
        breadcrumbs={[{ label: document.title, href: `/lam-viec/thu-thap/${document.round}` }]}
    >
        <Tabs
            label={t("filter")}
            tabs={["", "valid", "invalid", "voided"].map((state) => ({
                label: state ? word(state as Word) : t("all"),
                href: here({ "trang-thai": state, sau: null }),
                current: document.only === state,
            }))}
        />
        <Table
            caption={t("title")}
            titled
            rows={document.answers}
            stack
            empty={<Empty title={t("none")} />}
            columns={[
                {
                    key: "id",
                    label: t("id"),
                    head: true,
                    cell: (answer) => (
                        <a href={to(`/lam-viec/thu-thap/${document.round}/phieu/${answer.id}`)}>{answer.id}</a>
                    ),
                },
                { key: "received", label: t("received"), cell: (answer) => date(answer.received) },
                { key: "unit", label: t("unit"), cell: (answer) => answer.unit },
                { key: "evidence", label: t("evidence"), cell: (answer) => word(answer.evidence as Word) },
                { key: "channel", label: t("channel"), cell: (answer) => word(answer.channel as Word) },
                {
                    key: "state",
                    label: t("state"),
                    cell: (answer) => (
                        <Tag kind={answer.state === "valid" ? "good" : "warn"}>{word(answer.state as Word)}</Tag>
                    ),
                },
            ]}
        />
        {document.next && (
            <Buttons>
                <ButtonLink href={here({ sau: document.next })} kind="plain">
                    {t("next")}
                </ButtonLink>
            </Buttons>
        )}
    </Page>
));
