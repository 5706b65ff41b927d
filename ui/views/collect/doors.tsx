import { Empty, moment, Page, Table, Tag, to, vietnamese, view } from "../../components";
import { word, type Word } from "./words";

const t = vietnamese({
    title: "Thu thập phiếu",
    lede: "Mỗi cửa thu thập là một nơi nhận phiếu của một đợt khảo sát.",
    none: "Chưa có cửa thu thập nào",
    noneText: "Cửa thu thập được mở từ trang của đợt khảo sát, sau khi rút mẫu.",
    survey: "Khảo sát",
    evidence: "Loại bằng chứng",
    form: "Phiếu hỏi",
    closes: "Nhận đến",
    state: "Tình trạng",
    open: "đang nhận",
    closed: "đã đóng",
});

export default view("collect/doors", (document) => (
    <Page title={t("title")} section="dot" lede={t("lede")}>
        <Table
            caption={t("title")}
            titled
            stack
            rows={document.doors}
            empty={
                <Empty title={t("none")}>
                    <p>{t("noneText")}</p>
                </Empty>
            }
            columns={[
                {
                    key: "title",
                    label: t("survey"),
                    head: true,
                    cell: (door) => <a href={to(`/lam-viec/thu-thap/${door.round}`)}>{door.title}</a>,
                },
                { key: "evidence", label: t("evidence"), cell: (door) => word(door.evidence as Word) },
                { key: "form", label: t("form"), cell: (door) => door.form },
                { key: "closes", label: t("closes"), cell: (door) => moment(door.closes) },
                {
                    key: "state",
                    label: t("state"),
                    cell: (door) => (
                        <Tag kind={door.open ? "good" : undefined}>{door.open ? t("open") : t("closed")}</Tag>
                    ),
                },
            ]}
        />
    </Page>
));
