import type { GalleryRow } from "../../generated/shell";
import {
    Actions,
    BreakMark,
    Cards,
    Change,
    Definitions,
    Details,
    Empty,
    Evidence,
    Figures,
    Filters,
    integer,
    interval,
    Note,
    number,
    Pagination,
    Section,
    Select,
    Table,
    Tabs,
    Tag,
    TextField,
} from "../../components";

export function FiguresPart() {
    return (
        <>
            <Figures
                label="Con số chính"
                figures={[
                    {
                        label: "Chỉ số hài lòng SIPAS 2024",
                        value: number(83.94),
                        unit: "%",
                        lead: true,
                        children: (
                            <>
                                <Evidence kind="published" /> <span>khoảng tin cậy {interval(83.31, 84.57)}</span>{" "}
                                <span>n&nbsp;=&nbsp;{integer(36525)}</span>
                            </>
                        ),
                    },
                    {
                        label: "Xây dựng, thực hiện chính sách",
                        value: number(83.84),
                        unit: "%",
                        children: <Change value={1.35} since={2023} />,
                    },
                    {
                        label: "Cung ứng dịch vụ hành chính công",
                        value: number(84.09),
                        unit: "%",
                        children: <Change value={-0.7} since={2023} />,
                    },
                    { label: "Người trả lời", value: integer(36525), children: "195 huyện, 385 xã, 1.170 thôn" },
                ]}
            />
            <BreakMark>
                Từ năm 2022 phương pháp và đối tượng khảo sát đổi: không so sánh được với năm 2021 về trước.
            </BreakMark>
            <Tabs
                label="Cách xem"
                tabs={[
                    { label: "Xếp hạng", href: "?xem=xep-hang", current: true },
                    { label: "Bản đồ", href: "?xem=ban-do" },
                    { label: "Theo thời gian", href: "?xem=thoi-gian" },
                    { label: "Bảng", href: "?xem=bang" },
                ]}
                apart={[
                    { label: "Tải CSV", href: "/chi-so/sipas/2024.csv" },
                    { label: "JSON", href: "/chi-so/sipas/2024.json" },
                ]}
            />
        </>
    );
}

export function TablePart({ rows }: { rows: GalleryRow[] }) {
    return (
        <Section title="Bảng, bộ lọc, trang">
            <Filters names={["ten", "vung"]}>
                <TextField name="ten" label="Tên đơn vị" value="" optional short />
                <Select
                    name="vung"
                    label="Vùng"
                    empty="Tất cả"
                    choices={[
                        { value: "1", label: "Đồng bằng sông Hồng" },
                        { value: "2", label: "Tây Nguyên" },
                    ]}
                />
            </Filters>
            <Table
                caption="Chỉ số hài lòng theo tỉnh"
                rows={rows.slice(0, 8)}
                marked={(row) => row.rank === 3}
                stack
                columns={[
                    {
                        key: "ten",
                        label: "Tỉnh, thành phố",
                        head: true,
                        sortable: true,
                        cell: (row) => <a href="?">{row.name}</a>,
                    },
                    {
                        key: "gia-tri",
                        label: "Chỉ số (%)",
                        numeric: true,
                        sortable: true,
                        cell: (row) => number(row.value),
                    },
                    {
                        key: "khoang",
                        label: "Khoảng tin cậy 95%",
                        numeric: true,
                        cell: (row) => interval(row.low, row.high),
                    },
                    {
                        key: "doi",
                        label: "So với 2023",
                        numeric: true,
                        cell: (row) => <Change value={(row.rank % 5) - 2} />,
                    },
                    { key: "nguon", label: "Nguồn", cell: () => <Evidence kind="computed" /> },
                ]}
            />
            <Pagination page={3} perPage={8} total={63} />
            <Actions
                links={[
                    { label: "Tải CSV", href: "/chi-so/sipas/2024.csv" },
                    { label: "Tải Excel", href: "/chi-so/sipas/2024.xlsx" },
                ]}
            />
            <Table
                caption="Nhóm hàng và hàng cộng"
                compact
                rows={[
                    { group: "Chính sách", name: "Chất lượng chính sách", value: 228, base: 280 },
                    { group: "Chính sách", name: "Kết quả chính sách", value: 210, base: 283 },
                    { group: "Dịch vụ", name: "Tiếp cận dịch vụ", value: 138, base: 168 },
                ]}
                group={(row) => row.group}
                columns={[
                    { key: "name", label: "Tiêu chí", head: true, cell: (row) => row.name },
                    { key: "value", label: "Hài lòng", numeric: true, cell: (row) => integer(row.value) },
                    { key: "base", label: "Hợp lệ", numeric: true, cell: (row) => integer(row.base) },
                ]}
                foot={
                    <tr>
                        <th scope="row">Tổng</th>
                        <td class="number">576</td>
                        <td class="number">731</td>
                    </tr>
                }
            />
            <Definitions
                items={[
                    ["Phương pháp", "Quyết định 1001/QĐ-BNV (2023)"],
                    ["Bản sửa", <Tag>số 2</Tag>],
                    [
                        "SHA-256 của bảng ô",
                        <span class="code">9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08</span>,
                    ],
                ]}
            />
            <Details summary="Cách tính chỉ số">
                <p>Số câu trả lời “hài lòng” và “rất hài lòng” chia cho số câu trả lời hợp lệ.</p>
            </Details>
            <Empty title="Chưa có đợt khảo sát nào">
                <p>Lập đợt đầu tiên để bắt đầu.</p>
            </Empty>
            <Cards
                cards={[
                    {
                        title: "Chỉ số hài lòng của người dân",
                        href: "/chi-so/sipas",
                        children: "Khảo sát hằng năm từ 2017.",
                    },
                    { title: "Chỉ số cải cách hành chính", href: "/chi-so/par-index", children: "63 tỉnh, 17 bộ." },
                    { title: "Dữ liệu mở", href: "/du-lieu", children: "CSV, JSON, kèm siêu dữ liệu." },
                ]}
            />
            <Note title="Ghi chú">
                <p>Con số được in làm tròn hai chữ số.</p>
            </Note>
            <Note kind="warn" title="Không so sánh được">
                <p>Đơn vị hành chính đổi từ ngày 01/07/2025.</p>
            </Note>
            <p>
                <Evidence kind="published" /> <Evidence kind="computed" /> <Evidence kind="simulated" />{" "}
                <Evidence kind="unconfirmed" /> <Evidence kind="optIn" /> <Tag kind="good">đạt</Tag>{" "}
                <Tag kind="bad">quá hạn</Tag> <Tag kind="warn">sắp hết hạn</Tag> <Tag kind="accent">đang chạy</Tag>
            </p>
        </Section>
    );
}
