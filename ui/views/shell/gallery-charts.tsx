import type { GalleryRow } from "../../generated/shell";
import {
    Bars,
    Change,
    Distribution,
    LineChart,
    Multiples,
    number,
    Ranking,
    Section,
    Split,
    TileMap,
    type Point,
} from "../../components";

export function RankingPart({ rows }: { rows: GalleryRow[] }) {
    const best = rows[0];
    return (
        <Ranking
            title="Chỉ số hài lòng theo tỉnh"
            sentence={`${best?.name ?? ""} dẫn đầu với ${number(best?.value)}%. Hạng ghi kèm khoảng hạng có thể, vì chỉ số đo trên mẫu.`}
            nameLabel="Tỉnh, thành phố"
            valueLabel="Chỉ số (%)"
            changeLabel="So với 2023"
            mean={83.94}
            meanLabel="Cả nước"
            rows={rows.map((row, i) => ({
                name: row.name,
                href: `/don-vi/${row.code}`,
                value: row.value,
                low: row.low,
                high: row.high,
                rank: row.value === null ? null : row.rank,
                rankInterval: row.value === null ? null : [Math.max(1, row.rank - (i % 4)), row.rank + (i % 3)],
                change: <Change value={row.value === null ? null : ((i * 13) % 9) / 2 - 2} />,
                marked: i === 4,
            }))}
        />
    );
}

const years: Array<[number, number, number]> = [
    [2017, 80.9, 0],
    [2018, 82.99, 0],
    [2019, 84.45, 0],
    [2020, 85.48, 0],
    [2021, 87.16, 0],
    [2022, 80.08, 79.9],
    [2023, 82.66, 82.1],
    [2024, 83.94, 83.1],
];

function points(column: 1 | 2): Point[] {
    return years
        .filter((year) => year[column] > 0)
        .map((year) => ({ year: year[0], value: year[column], low: year[column] - 0.9, high: year[column] + 0.9 }));
}

export function ChartsPart({ rows }: { rows: GalleryRow[] }) {
    return (
        <Section title="Hình">
            <LineChart
                title="Chỉ số hài lòng của cả nước"
                sentence="Từ 2022 tăng ba năm liền; trước đó đo theo cách khác nên hai đoạn không nối với nhau."
                unit="%"
                series={[
                    { name: "Chính thức", points: points(1) },
                    { name: "Có trọng số", points: points(2) },
                ]}
                breaks={[{ year: 2022, label: "Phương pháp 1001 thay phương pháp 2640" }]}
            />
            <Split>
                <TileMap
                    title="Chỉ số theo 63 tỉnh"
                    sentence="Ô càng đậm chỉ số càng cao. Mỗi ô là một tỉnh, thành phố."
                    provinces={63}
                    tiles={rows.map((row) => ({ ...row, href: `/don-vi/${row.code}` }))}
                />
                <div>
                    <Bars
                        title="Điều người dân muốn cải thiện"
                        sentence="Nhiều nhất là tiếp tục rút ngắn thời gian; mỗi người được chọn nhiều điều."
                        nameLabel="Điều cần cải thiện"
                        valueLabel="Số người chọn (%)"
                        unit="%"
                        most={100}
                        bars={[
                            { name: "Mở rộng hình thức thông tin", value: 51.2 },
                            { name: "Nâng cao chất lượng phục vụ của công chức", value: 47.35 },
                            { name: "Năm trước", value: 39.1, second: true },
                            { name: "Không có ý kiến", value: null },
                        ]}
                    />
                    <TileMap
                        title="Chỉ số theo 34 tỉnh"
                        sentence="Sau ngày 01/07/2025; số của tỉnh mới chưa so được với tỉnh cũ."
                        provinces={34}
                        tiles={rows
                            .filter((row) => in34.has(row.code))
                            .map((row) => ({ ...row, href: `/don-vi/${row.code}` }))}
                        limits={[78, 81, 84, 87]}
                    />
                </div>
            </Split>
            <Distribution
                title="Mức hài lòng theo yếu tố"
                sentence="Ở cả ba yếu tố, quá nửa số người trả lời “hài lòng”."
                nameLabel="Yếu tố"
                baseLabel="Người trả lời"
                levels={["Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng"]}
                rows={[
                    { name: "Tiếp cận dịch vụ", counts: [120, 310, 2100, 21000, 12995], base: 36525 },
                    { name: "Thủ tục hành chính", counts: [300, 900, 4000, 22000, 9325], base: 36525 },
                    { name: "Tiếp nhận, xử lý phản ánh", counts: [900, 2100, 6000, 19000, 8525], base: 36525 },
                ]}
            />
            <Multiples
                title="Sáu tỉnh qua các năm"
                sentence="Cùng một thang đo; số đầu và số cuối ghi ở dưới."
                decimals={1}
                items={rows.slice(0, 6).map((row, i) => ({
                    name: row.name,
                    href: `/don-vi/${row.code}`,
                    points: [2022, 2023, 2024].map((year, j) => ({
                        year,
                        value: (row.value ?? 80) - ((i + 2 * j) % 5),
                    })),
                }))}
            />
        </Section>
    );
}

const in34 = new Set(
    "01 04 08 11 12 14 15 19 20 22 24 25 31 33 37 38 40 42 44 46 48 51 52 56 66 68 75 79 80 82 86 91 92 96".split(" "),
);
