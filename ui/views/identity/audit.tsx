import {
    Button,
    ButtonLink,
    Buttons,
    Definitions,
    Details,
    Empty,
    Filters,
    Form,
    here,
    integer,
    moment,
    Page,
    Select,
    Table,
    TextField,
    view,
} from "../../components";

export default view("identity/audit", (document) => (
    <Page
        title="Nhật ký"
        section="nhat-ky"
        lede="Ai đã làm gì, trên cái gì, lúc nào. Mỗi mục mang mã băm của mục trước, nên sửa hay xóa một mục là lộ ra."
    >
        {document.may_verify && (
            <Details summary="Kiểm tra tính nguyên vẹn">
                <Definitions
                    items={[
                        ["Số mục", integer(document.head_number)],
                        ["Mã băm cuối", <code class="code">{document.head_hash || "–"}</code>],
                    ]}
                />
                <p>
                    Hãy chép số mục và mã băm cuối ra nơi ngoài hệ thống theo định kỳ: nhờ đó phát hiện được cả việc
                    viết lại toàn bộ nhật ký.
                </p>
                <Form action="/lam-viec/nhat-ky/kiem-tra">
                    <Button kind="second">Kiểm tra toàn bộ chuỗi</Button>
                </Form>
            </Details>
        )}
        <Filters names={["de-an", "doi-tuong", "truoc"]}>
            <Select
                name="de-an"
                label="Đề án"
                empty="Tất cả"
                choices={document.schemes}
                value={document.scheme}
                optional
            />
            <TextField name="doi-tuong" label="Đối tượng" value={document.subject} placeholder="account:12" optional />
        </Filters>
        <Table
            caption="Các mục, mới nhất trước"
            rows={document.entries}
            stack
            compact
            empty={<Empty title="Không có mục nào" />}
            columns={[
                { key: "number", label: "Số", numeric: true, cell: (entry) => integer(entry.number) },
                { key: "time", label: "Lúc", cell: (entry) => moment(entry.recorded) },
                { key: "who", label: "Ai", cell: (entry) => entry.account_name || "–" },
                { key: "what", label: "Việc", head: true, cell: (entry) => entry.summary },
                { key: "subject", label: "Đối tượng", cell: (entry) => <code class="code">{entry.subject}</code> },
                { key: "scheme", label: "Đề án", cell: (entry) => entry.scheme_name },
                {
                    key: "hash",
                    label: "Mã băm",
                    rarely: true,
                    cell: (entry) => (
                        <code class="code" title={entry.hash}>
                            {entry.hash.slice(0, 12)}
                        </code>
                    ),
                },
            ]}
        />
        {document.next_before !== null && (
            <Buttons>
                <ButtonLink kind="second" href={here({ truoc: document.next_before })}>
                    Các mục cũ hơn
                </ButtonLink>
            </Buttons>
        )}
    </Page>
));
