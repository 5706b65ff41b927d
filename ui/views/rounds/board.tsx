import type { BoardLine } from "../../generated/rounds";
import { Actions, Empty, Figures, Table, date, integer, moment, percent, view } from "../../components";
import { RoundShell } from "./shell";

function share(line: BoardLine): number | null {
    return line.places > 0 ? (100 * line.valid) / line.places : null;
}

export default view("rounds/board", (document) => {
    const { head, total } = document;
    return (
        <RoundShell head={head} part="board" title="Tiến độ thu thập">
            {document.opens === null ? (
                <Empty title="Chưa mở thu thập">Bảng này có số khi thu thập được mở.</Empty>
            ) : (
                <>
                    <Figures
                        label="Tiến độ chung"
                        figures={[
                            {
                                label: "Phiếu hợp lệ",
                                value: integer(total.valid),
                                lead: true,
                                children: `${percent(share(total), 1)} của ${integer(total.places)} người trong mẫu`,
                            },
                            { label: "Mã đã phát", value: integer(total.issued) },
                            { label: "Đã nhận", value: integer(total.received) },
                            { label: "Không hợp lệ", value: integer(total.invalid) },
                        ]}
                    />
                    <p>
                        Thu thập từ {moment(document.opens)} đến {moment(document.closes)}.
                    </p>
                    <Actions
                        links={[
                            ...(document.questionnaire
                                ? [{ label: "Phiếu trả lời bằng mã", href: document.questionnaire }]
                                : []),
                            ...(document.open_questionnaire
                                ? [{ label: "Phiếu tự nguyện (để riêng)", href: document.open_questionnaire }]
                                : []),
                        ]}
                    />
                    <Table
                        caption="Tiến độ theo tỉnh"
                        compact
                        sticky
                        rows={document.lines}
                        columns={[
                            { key: "name", label: "Tỉnh, thành phố", head: true, cell: (line) => line.name },
                            { key: "places", label: "Trong mẫu", numeric: true, cell: (line) => integer(line.places) },
                            { key: "issued", label: "Đã phát", numeric: true, cell: (line) => integer(line.issued) },
                            {
                                key: "received",
                                label: "Đã nhận",
                                numeric: true,
                                cell: (line) => integer(line.received),
                            },
                            { key: "valid", label: "Hợp lệ", numeric: true, cell: (line) => integer(line.valid) },
                            {
                                key: "invalid",
                                label: "Không hợp lệ",
                                numeric: true,
                                cell: (line) => integer(line.invalid),
                            },
                            {
                                key: "share",
                                label: "Hợp lệ trên mẫu",
                                numeric: true,
                                cell: (line) => percent(share(line), 1),
                            },
                            {
                                key: "open",
                                label: "Tự nguyện",
                                numeric: true,
                                rarely: true,
                                cell: (line) => integer(line.open),
                            },
                            {
                                key: "last",
                                label: "Báo cuối",
                                rarely: true,
                                cell: (line) => (line.last ? date(line.last) : "–"),
                            },
                        ]}
                    />
                </>
            )}
        </RoundShell>
    );
});
