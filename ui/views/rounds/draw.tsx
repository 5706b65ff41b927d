import type { CountLine } from "../../generated/rounds";
import { Actions, Definitions, Empty, Figures, Table, integer, view, type Column } from "../../components";
import { Hash, RoundShell } from "./shell";

export function countColumns(districts: boolean): Array<Column<CountLine>> {
    const columns: Array<Column<CountLine>> = [];
    if (districts) columns.push({ key: "d", label: "Huyện", numeric: true, cell: (row) => integer(row.districts) });
    columns.push(
        { key: "c", label: "Xã", numeric: true, cell: (row) => integer(row.communes) },
        { key: "v", label: "Thôn", numeric: true, cell: (row) => integer(row.villages) },
        { key: "p", label: "Người", numeric: true, cell: (row) => integer(row.places) },
        { key: "r", label: "Dự bị", numeric: true, cell: (row) => integer(row.reserves) },
    );
    return columns;
}

export default view("rounds/draw", (document) => {
    const { head, total } = document;
    return (
        <RoundShell head={head} part="draw" title="Chọn mẫu">
            {document.sample_sha256 === "" ? (
                <Empty title="Mẫu chưa được chọn">
                    Mẫu được chọn một lần, từ dàn mẫu đã chốt và một số gốc công khai.
                </Empty>
            ) : (
                <>
                    <Figures
                        label="Cỡ mẫu"
                        figures={[
                            {
                                label: "Người trả lời",
                                value: integer(total.places),
                                lead: true,
                                children: `${integer(total.reserves)} dự bị`,
                            },
                            { label: "Thôn", value: integer(total.villages) },
                            { label: "Xã, phường, đặc khu", value: integer(total.communes) },
                            ...(total.districts > 0 ? [{ label: "Huyện", value: integer(total.districts) }] : []),
                        ]}
                    />
                    <Definitions
                        items={[
                            [
                                "Số gốc",
                                `${document.seed} (${document.seed_origin === "typed" ? "do người chọn nhập" : "do hệ thống tạo"})`,
                            ],
                            ["Dàn mẫu (SHA-256)", <Hash value={document.frame_sha256} />],
                            ["Tệp mẫu S.csv (SHA-256)", <Hash value={document.sample_sha256} />],
                            ["Báo cáo R.json (SHA-256)", <Hash value={document.report_sha256} />],
                        ]}
                    />
                    <Actions
                        links={[
                            ...(head.whole ? [{ label: "Tải S.csv", href: `/lam-viec/dot/${head.id}/tep/S` }] : []),
                            { label: "Tải R.json", href: `/lam-viec/dot/${head.id}/tep/R` },
                            { label: "Xem từng đơn vị", href: `/lam-viec/dot/${head.id}/mau` },
                        ]}
                    />
                    <p class="soft">
                        Không có cách nào chọn lại: đơn vị không làm được thì dùng dự bị theo thứ tự danh sách.
                    </p>
                    <Table
                        caption="Mẫu theo tỉnh"
                        compact
                        sticky
                        rows={document.provinces}
                        columns={[
                            { key: "name", label: "Tỉnh, thành phố", head: true, cell: (row) => row.name },
                            ...countColumns(total.districts > 0),
                        ]}
                    />
                </>
            )}
        </RoundShell>
    );
});
