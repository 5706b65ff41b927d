import { Definitions, Figures, Table, integer, interval, number, percent, view } from "../../components";
import { RoundShell } from "./shell";

export default view("rounds/item", (document) => {
    const { head, figure } = document;
    return (
        <RoundShell head={head} part="data" title={document.label}>
            <p>
                <a href={`/lam-viec/dot/${head.id}/ket-qua/${document.trial}`}>Tính thử lần {document.trial}</a>
            </p>
            <Figures
                label={`${document.label}, ${document.unit_name}`}
                figures={[
                    {
                        label: `Hài lòng, chuỗi chính thức, ${document.unit_name}`,
                        value: percent(figure.official),
                        lead: true,
                        children: `${integer(figure.n)} câu trả lời hợp lệ`,
                    },
                    {
                        label: "Có trọng số",
                        value: percent(figure.statistical),
                        children: interval(figure.low, figure.high),
                    },
                ]}
            />
            <Table
                caption="Phân bố câu trả lời"
                rows={document.levels}
                columns={[
                    { key: "label", label: "Mức", head: true, cell: (level) => level.label },
                    {
                        key: "official",
                        label: "Không trọng số (%)",
                        numeric: true,
                        cell: (level) => number(level.official, 2),
                    },
                    {
                        key: "statistical",
                        label: "Có trọng số (%)",
                        numeric: true,
                        cell: (level) => number(level.statistical, 2),
                    },
                    { key: "se", label: "Sai số chuẩn", numeric: true, cell: (level) => number(level.se, 2) },
                ]}
            />
            <Definitions
                items={[
                    ["Mã nội dung", document.item],
                    ["Nguồn của câu hỏi", document.standing],
                    ["Ghi chú", document.remark],
                ]}
            />
        </RoundShell>
    );
});
