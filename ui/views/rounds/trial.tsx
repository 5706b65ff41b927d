import type { FigurePair } from "../../generated/rounds";
import {
    Actions,
    Figures,
    Filters,
    Select,
    Table,
    integer,
    interval,
    number,
    percent,
    signed,
    view,
    type Column,
} from "../../components";
import { RoundShell } from "./shell";

function change(pair: FigurePair): string {
    if (pair.before === null || pair.official === null) return "–";
    const difference = pair.official - pair.before;
    return difference === 0 ? "không đổi" : signed(difference, 2);
}

const both: Array<Column<FigurePair>> = [
    { key: "official", label: "Chính thức (%)", numeric: true, cell: (pair) => number(pair.official, 2) },
    { key: "statistical", label: "Có trọng số (%)", numeric: true, cell: (pair) => number(pair.statistical, 2) },
    { key: "interval", label: "Khoảng tin cậy", numeric: true, cell: (pair) => interval(pair.low, pair.high) || "–" },
    { key: "se", label: "Sai số chuẩn", numeric: true, rarely: true, cell: (pair) => number(pair.se, 2) },
    { key: "n", label: "Số câu trả lời", numeric: true, cell: (pair) => integer(pair.n) },
    { key: "df", label: "Bậc tự do", numeric: true, rarely: true, cell: (pair) => number(pair.df, 0) },
    { key: "change", label: "So lần trước", numeric: true, rarely: true, cell: change },
];

export default view("rounds/trial", (document) => {
    const { head, trial } = document;
    const here = `/lam-viec/dot/${head.id}/ket-qua/${trial.number}`;
    const root = document.nodes[0];
    return (
        <RoundShell head={head} part="data" title={`Tính thử lần ${trial.number}`}>
            {root && (
                <Figures
                    label={`Chỉ số chung, ${document.unit_name}`}
                    figures={[
                        {
                            label: `Chuỗi chính thức, ${document.unit_name}`,
                            value: percent(root.official),
                            lead: true,
                            children: `${integer(root.n)} câu trả lời hợp lệ, không trọng số`,
                        },
                        {
                            label: "Ước lượng có trọng số",
                            value: percent(root.statistical),
                            children: interval(root.low, root.high),
                        },
                        ...(document.mean_of_provinces !== null
                            ? [{ label: "Trung bình các tỉnh", value: percent(document.mean_of_provinces) }]
                            : []),
                    ]}
                />
            )}
            <p>
                Chuỗi chính thức theo cây tổng hợp của phương pháp, quyết định thứ hạng. Chuỗi có trọng số có sai số
                theo thiết kế mẫu. Hai chuỗi không thay nhau.
            </p>
            <Filters names={["dv"]}>
                <Select name="dv" label="Đơn vị" choices={document.units} value={document.unit} />
            </Filters>
            <Table
                caption={`Các chỉ số của ${document.unit_name}`}
                compact
                sticky
                rows={document.nodes}
                marked={(pair) => pair.depth === 0}
                columns={[
                    {
                        key: "label",
                        label: "Nội dung",
                        head: true,
                        cell: (pair) =>
                            pair.kind === "item" ? (
                                <a href={`${here}/${pair.indicator}?dv=${document.unit}`}>{pair.label}</a>
                            ) : (
                                <a href={`${here}?chi-so=${pair.indicator}&dv=${document.unit}`}>
                                    <b>{pair.label}</b>
                                </a>
                            ),
                    },
                    ...both,
                ]}
            />
            <Table
                caption={`${document.indicator_label}: các tỉnh, xếp theo chuỗi chính thức`}
                compact
                sticky
                rows={document.provinces}
                columns={[
                    { key: "rank", label: "Hạng", numeric: true, cell: (pair) => integer(pair.rank) },
                    {
                        key: "unit",
                        label: "Tỉnh, thành phố",
                        head: true,
                        cell: (pair) => <a href={`${here}?dv=${pair.unit}`}>{pair.unit_name}</a>,
                    },
                    ...both,
                ]}
            />
            <Actions links={[{ label: "Tải toàn bộ (CSV)", href: `/lam-viec/dot/${head.id}/tep/${trial.file}` }]} />
        </RoundShell>
    );
});
