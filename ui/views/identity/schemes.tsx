import { Button, Details, Empty, Form, Page, Select, Table, Tag, TextField, to, view } from "../../components";

const address = "/lam-viec/quan-tri/de-an";

export default view("identity/schemes", (document) => (
    <Page
        title="Đề án"
        section="de-an"
        lede="Mỗi phương pháp, biểu mẫu và đợt khảo sát thuộc một đề án có đơn vị chủ trì; đề án này không thấy dữ liệu của đề án kia."
    >
        <Table
            caption="Đề án"
            rows={document.schemes}
            stack
            empty={<Empty title="Chưa có đề án nào" />}
            columns={[
                {
                    key: "name",
                    label: "Tên",
                    head: true,
                    cell: (scheme) => <a href={to(`${address}/${scheme.id}`)}>{scheme.name}</a>,
                },
                { key: "code", label: "Mã", cell: (scheme) => scheme.code },
                { key: "owner", label: "Đơn vị chủ trì", cell: (scheme) => scheme.owner },
                {
                    key: "state",
                    label: "Trạng thái",
                    cell: (scheme) =>
                        scheme.closed ? <Tag kind="warn">Đã đóng, chỉ đọc</Tag> : <Tag kind="good">Đang mở</Tag>,
                },
            ]}
        />
        {document.may_create && (
            <Details summary="Tạo đề án" open={document.errors.length > 0 || document.schemes.length === 0}>
                <Form action={address} errors={document.errors}>
                    <TextField name="name" label="Tên đề án" value={document.name} errors={document.errors} />
                    <TextField
                        name="code"
                        label="Mã đề án"
                        hint="Dùng trong địa chỉ: a-z, 0-9 và dấu -, ví dụ quoc-gia"
                        value={document.code}
                        errors={document.errors}
                    />
                    <TextField
                        name="owner"
                        label="Đơn vị chủ trì"
                        hint="Tên hoặc mã đơn vị"
                        value={document.owner}
                        errors={document.errors}
                    />
                    <Select
                        name="parent"
                        label="Đề án cấp trên"
                        empty="Không có"
                        choices={document.parents}
                        value={document.parent}
                        optional
                        errors={document.errors}
                    />
                    <Button>Tạo đề án</Button>
                </Form>
            </Details>
        )}
    </Page>
));
