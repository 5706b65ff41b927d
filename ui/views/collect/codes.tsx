import {
    Button,
    Buttons,
    Checkbox,
    Empty,
    Form,
    integer,
    Note,
    Page,
    Section,
    Select,
    Table,
    TextField,
    vietnamese,
    view,
} from "../../components";

const t = vietnamese({
    title: "Mã truy cập dùng một lần",
    lede: "Mỗi thư mời có một mã; mỗi mã gửi được một phiếu. Hệ thống chỉ giữ mã băm, nên mã chỉ hiện một lần, trên bản in.",
    all: "Thu thập phiếu",
    round: "Đợt",
    cut: "Khi phiếu được gửi, mã và câu trả lời được tách khỏi nhau; chỉ còn biết phiếu thuộc địa điểm nào.",
    make: "Làm và in mã",
    place: "Địa điểm",
    choose: "Hãy chọn địa điểm",
    count: "Số mã",
    countHint: "Từ 1 đến 200 mã trong một bản in",
    withdraw: "In lại: thu hồi các mã chưa dùng của địa điểm này trước",
    print: "Làm mã và mở bản in",
    counts: "Mã theo địa điểm",
    unused: "Chưa dùng",
    used: "Đã dùng",
    withdrawn: "Đã thu hồi",
    none: "Đợt này chưa có địa điểm nào",
    noneText: "Địa điểm có sau khi rút mẫu.",
});

export default view("collect/codes", (document) => (
    <Page
        title={t("title")}
        section="dot"
        lede={t("lede")}
        breadcrumbs={[
            { label: t("all"), href: "/lam-viec/thu-thap" },
            { label: document.door.title, href: `/lam-viec/thu-thap/${document.door.round}` },
        ]}
    >
        <Note>{t("cut")}</Note>
        {document.points.length === 0 ? (
            <Empty title={t("none")}>
                <p>{t("noneText")}</p>
            </Empty>
        ) : (
            <>
                <Section title={t("make")}>
                    <Form action={`/lam-viec/thu-thap/cua/${document.door.id}/ma`} errors={document.errors}>
                        <Select
                            name="point"
                            label={t("place")}
                            empty={t("choose")}
                            errors={document.errors}
                            choices={document.points.map((point) => ({ value: point.point, label: point.label }))}
                        />
                        <TextField
                            name="count"
                            label={t("count")}
                            hint={t("countHint")}
                            numeric
                            value={28}
                            errors={document.errors}
                        />
                        <Checkbox name="withdraw" label={t("withdraw")} />
                        <Buttons>
                            <Button>{t("print")}</Button>
                        </Buttons>
                    </Form>
                </Section>
                <Section title={t("counts")}>
                    <Table
                        caption={t("counts")}
                        titled
                        rows={document.points}
                        sticky
                        columns={[
                            { key: "label", label: t("place"), head: true, cell: (point) => point.label },
                            {
                                key: "unused",
                                label: t("unused"),
                                numeric: true,
                                cell: (point) => integer(point.unused),
                            },
                            { key: "used", label: t("used"), numeric: true, cell: (point) => integer(point.used) },
                            {
                                key: "withdrawn",
                                label: t("withdrawn"),
                                numeric: true,
                                cell: (point) => integer(point.withdrawn),
                            },
                        ]}
                    />
                </Section>
            </>
        )}
    </Page>
));
