import type { PlaceLine, SamplePage, UnitLine } from "../../generated/rounds";
import {
    Button,
    Details,
    Empty,
    Form,
    Section,
    Select,
    Table,
    Tag,
    TextField,
    integer,
    moment,
    number,
    view,
} from "../../components";
import { countColumns } from "./draw";
import { RoundShell } from "./shell";

const statuses: Record<string, { text: string; kind?: "good" | "bad" }> = {
    active: { text: "trong mẫu", kind: "good" },
    waiting: { text: "dự bị" },
    withdrawn: { text: "đã thay", kind: "bad" },
};

function Status({ status }: { status: string }) {
    return <Tag kind={statuses[status]?.kind}>{statuses[status]?.text ?? status}</Tag>;
}

function Replace({ page, level, code }: { page: SamplePage; level: string; code: string }) {
    return (
        <Details summary="Thay thế">
            <Form action={`/lam-viec/dot/${page.head.id}/thay-the`} values={{ level, code }}>
                <Select name="reason" label="Lý do" choices={page.reasons} empty="Chọn lý do" />
                <TextField name="document" label="Số văn bản" optional={level === "place"} />
                <TextField name="note" label="Ghi chú" optional />
                <p class="soft">Dự bị tiếp theo trong danh sách được dùng; không chọn được người hay thôn khác.</p>
                <Button kind="danger" small>
                    Thay bằng dự bị tiếp theo
                </Button>
            </Form>
        </Details>
    );
}

function Units({ page }: { page: SamplePage }) {
    const { units } = page;
    return (
        <Table
            caption={`Mẫu trong ${page.parent_name}`}
            rows={units}
            stack
            columns={[
                {
                    key: "name",
                    label: "Đơn vị",
                    head: true,
                    cell: (unit: UnitLine) =>
                        unit.status === "active" ? (
                            <a href={`/lam-viec/dot/${page.head.id}/mau?trong=${unit.code}`}>{unit.name}</a>
                        ) : (
                            unit.name
                        ),
                },
                { key: "code", label: "Mã", cell: (unit: UnitLine) => unit.code },
                {
                    key: "role",
                    label: "Thứ tự",
                    cell: (unit: UnitLine) => `${unit.reserve ? "dự bị" : "chính"} ${integer(unit.position)}`,
                },
                { key: "status", label: "Hiện nay", cell: (unit: UnitLine) => <Status status={unit.status} /> },
                {
                    key: "p",
                    label: "Xác suất chọn",
                    numeric: true,
                    cell: (unit: UnitLine) => (unit.probability ? number(unit.probability, 6) : "–"),
                },
                ...(page.may_replace
                    ? [
                          {
                              key: "act",
                              label: "Việc",
                              cell: (unit: UnitLine) =>
                                  unit.status === "active" && (
                                      <Replace page={page} level={unit.level} code={unit.code} />
                                  ),
                          },
                      ]
                    : []),
            ]}
        />
    );
}

function Places({ page }: { page: SamplePage }) {
    return (
        <>
            <Table
                caption={`Người trả lời ở ${page.parent_name}, theo số dòng trong danh sách của thôn`}
                rows={page.places}
                stack
                columns={[
                    { key: "number", label: "Dòng", head: true, cell: (place: PlaceLine) => integer(place.number) },
                    {
                        key: "role",
                        label: "Thứ tự",
                        cell: (place: PlaceLine) => `${place.reserve ? "dự bị" : "chính"} ${integer(place.position)}`,
                    },
                    { key: "status", label: "Hiện nay", cell: (place: PlaceLine) => <Status status={place.status} /> },
                    ...(page.may_replace
                        ? [
                              {
                                  key: "act",
                                  label: "Việc",
                                  cell: (place: PlaceLine) =>
                                      place.status === "active" && (
                                          <Replace page={page} level="place" code={place.code} />
                                      ),
                              },
                          ]
                        : []),
                ]}
            />
            {page.may_supplement && (
                <Details summary="Chọn mẫu bổ sung ở thôn này">
                    <Form action={`/lam-viec/dot/${page.head.id}/bo-sung`} values={{ village: page.parent }}>
                        <TextField name="places" label="Số người thêm" numeric />
                        <TextField name="seed" label="Số gốc riêng" numeric hint="Khác số gốc của lần chọn đầu" />
                        <TextField name="document" label="Số văn bản" />
                        <Button kind="danger">Chọn bổ sung</Button>
                    </Form>
                </Details>
            )}
        </>
    );
}

export default view("rounds/sample", (document) => {
    const { head } = document;
    const up = `/lam-viec/dot/${head.id}/mau`;
    return (
        <RoundShell head={head} part="sample" title={document.parent_name ? `Mẫu: ${document.parent_name}` : "Mẫu"}>
            {document.parent !== "" && (
                <p>
                    <a href={document.above ? `${up}?trong=${document.above}` : up}>Lên một cấp</a>
                </p>
            )}
            {document.parent === "" && (
                <Table
                    caption="Mẫu theo tỉnh"
                    compact
                    sticky
                    rows={document.provinces}
                    empty={<Empty title="Chưa có mẫu" />}
                    columns={[
                        {
                            key: "name",
                            label: "Tỉnh, thành phố",
                            head: true,
                            cell: (row) => <a href={`${up}?trong=${row.code}`}>{row.name}</a>,
                        },
                        ...countColumns(document.provinces.some((row) => row.districts > 0)),
                    ]}
                />
            )}
            {document.units.length > 0 && <Units page={document} />}
            {document.places.length > 0 && <Places page={document} />}
            {document.replacements.length > 0 && (
                <Section title="Đã thay thế">
                    <Table
                        caption="Các lần thay thế"
                        rows={document.replacements}
                        stack
                        columns={[
                            { key: "time", label: "Lúc", head: true, cell: (row) => moment(row.time) },
                            { key: "level", label: "Cấp", cell: (row) => row.level_name },
                            { key: "out", label: "Ra", cell: (row) => row.out_code },
                            { key: "in", label: "Vào", cell: (row) => row.in_code },
                            {
                                key: "reason",
                                label: "Lý do",
                                cell: (row) => (row.note ? `${row.reason}: ${row.note}` : row.reason),
                            },
                            { key: "document", label: "Văn bản", cell: (row) => row.document || "–" },
                            { key: "who", label: "Người làm", cell: (row) => row.who },
                        ]}
                    />
                </Section>
            )}
        </RoundShell>
    );
});
