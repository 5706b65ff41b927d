import { Actions, Definitions, Empty, Section, Table, Tag, integer, moment, view } from "../../components";
import { Hash, RoundShell } from "./shell";

export default view("rounds/cut_off", (document) => {
    const { head } = document;
    const at = (path: string) => `/lam-viec/dot/${head.id}/${path}`;
    return (
        <RoundShell head={head} part="data" title="Số liệu và tính thử">
            {document.data.length === 0 && (
                <Empty title="Chưa chốt số liệu">
                    Khi thu thập đóng, bảng ô được ghi một lần và mọi con số tính từ đó.
                </Empty>
            )}
            {document.trials.length > 0 && (
                <Table
                    caption="Các lần tính thử"
                    rows={document.trials}
                    stack
                    columns={[
                        {
                            key: "number",
                            label: "Lần",
                            head: true,
                            cell: (trial) => (
                                <>
                                    <a href={at(`ket-qua/${trial.number}`)}>Lần {trial.number}</a>{" "}
                                    {trial.submitted && <Tag kind="accent">đã trình</Tag>}
                                </>
                            ),
                        },
                        { key: "time", label: "Lúc", cell: (trial) => moment(trial.time) },
                        { key: "data", label: "Bảng ô", numeric: true, cell: (trial) => integer(trial.data) },
                        { key: "figures", label: "Số", numeric: true, cell: (trial) => integer(trial.figures) },
                        {
                            key: "changed",
                            label: "Khác lần trước",
                            numeric: true,
                            cell: (trial) => integer(trial.changed),
                        },
                        { key: "file", label: "Tệp", cell: (trial) => <a href={at(`tep/${trial.file}`)}>CSV</a> },
                    ]}
                />
            )}
            {document.data.map((data) => (
                <Section key={data.number} title={`Bảng ô bản ${data.number}`}>
                    <p>
                        Chốt lúc {moment(data.cut_off)}: dùng {integer(data.used)} trên {integer(data.received)} phiếu.
                    </p>
                    <Definitions items={[["SHA-256", <Hash value={data.cells_sha256} />]]} />
                    <Table
                        caption="Phiếu bị loại hoặc đánh dấu, theo quy tắc"
                        compact
                        rows={data.rules}
                        columns={[
                            { key: "name", label: "Quy tắc", head: true, cell: (rule) => rule.name },
                            { key: "answers", label: "Số phiếu", numeric: true, cell: (rule) => integer(rule.answers) },
                        ]}
                    />
                    <Actions
                        links={[
                            { label: "Tải bảng ô", href: at(`tep/bang-o-${data.number}`) },
                            { label: "Tải nhật ký làm sạch", href: at(`tep/nhat-ky-${data.number}`) },
                        ]}
                    />
                </Section>
            ))}
        </RoundShell>
    );
});
