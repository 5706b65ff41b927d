import { Actions, Definitions, Section, Tag, date, integer, number, view } from "../../components";
import { Hash, RoundShell } from "./shell";

const marks: Record<string, { text: string; kind?: "good" | "warn" }> = {
    confirmed: { text: "đã xác nhận", kind: "good" },
    derived: { text: "suy ra từ số đã xác nhận" },
    background: { text: "chưa xác nhận", kind: "warn" },
};

export default view("rounds/design", (document) => (
    <RoundShell head={document.head} part="design" title="Thiết kế mẫu">
        <Definitions
            items={[
                ["Thiết kế", `${document.name} (bản ${document.version})`],
                ["Tóm tắt", document.summary],
                ["Đơn vị hành chính ngày", date(document.day)],
                ["Độ tin cậy của khoảng", `${number((document.confidence ?? 0) * 100, 0)} %`],
                ["SHA-256", <Hash value={document.sha256} />],
            ]}
        />
        {document.stages.map((stage, index) => (
            <Section key={stage.name} title={`Giai đoạn ${index + 1}: ${stage.name}`}>
                <Definitions
                    items={[
                        ["Số lượng", stage.size],
                        ["Cách chọn", stage.select],
                        [
                            "Danh mục",
                            stage.list > 0 && `${integer(stage.list)} đơn vị được đánh số trong mỗi đơn vị cấp trên`,
                        ],
                        ["Luôn được chọn", stage.fixed > 0 && `${integer(stage.fixed)} đơn vị ghi sẵn`],
                        ["Dự bị", `${integer(stage.reserve)} trong mỗi nhóm, dùng theo thứ tự danh sách`],
                    ]}
                />
                {stage.notes.length > 0 && (
                    <ul>
                        {stage.notes.map((note) => (
                            <li key={note.text}>
                                <Tag kind={marks[note.mark]?.kind}>{marks[note.mark]?.text ?? note.mark}</Tag>{" "}
                                {note.text}
                                {note.source && (
                                    <>
                                        {" "}
                                        <a href={note.source} rel="noreferrer">
                                            Nguồn
                                        </a>
                                    </>
                                )}
                            </li>
                        ))}
                    </ul>
                )}
            </Section>
        ))}
        <Actions links={[{ label: "Tải thiết kế (JSON)", href: `/lam-viec/dot/${document.head.id}/tep/thiet-ke` }]} />
    </RoundShell>
));
