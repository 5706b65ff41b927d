import { Button, Buttons, Details, Form, Page, Select, TextArea, TextField, view } from "../../components";

export default view("rounds/form", (document) => {
    const { errors } = document;
    const editing = document.id !== "";
    const address = editing ? `/lam-viec/dot/${document.id}/sua` : "/lam-viec/dot";
    return (
        <Page
            title={editing ? "Sửa kế hoạch" : "Lập đợt khảo sát"}
            breadcrumbs={[
                { label: "Việc đang chờ tôi", href: "/lam-viec" },
                { label: "Đợt khảo sát", href: "/lam-viec/dot" },
                { label: editing ? document.code : "Đợt mới" },
            ]}
            hidden
        >
            <Form action={address} errors={errors}>
                {!editing && (
                    <>
                        <Select
                            name="scheme"
                            label="Đề án"
                            errors={errors}
                            choices={document.schemes}
                            value={document.scheme}
                            empty="Chọn đề án"
                        />
                        <TextField
                            name="code"
                            label="Mã đợt"
                            hint="Chữ thường không dấu, chữ số và gạch nối; dùng trong địa chỉ, ví dụ sipas-2026"
                            short
                            value={document.code}
                            errors={errors}
                        />
                    </>
                )}
                <TextField name="name" label="Tên đợt" value={document.name} errors={errors} maxLength={200} />
                <TextField name="year" label="Năm" numeric value={document.year} errors={errors} />
                <TextArea name="purpose" label="Mục đích" optional rows={3} value={document.purpose} errors={errors} />
                <Select
                    name="design"
                    label="Thiết kế mẫu"
                    hint="Thiết kế là dữ liệu: các giai đoạn, số lượng và cách chọn. Bản được dùng được ghim bằng SHA-256."
                    errors={errors}
                    choices={document.designs}
                    value={document.design}
                    empty={editing ? "Giữ thiết kế bên dưới" : "Chọn thiết kế"}
                />
                <Details summary="Thiết kế riêng (JSON)" open={document.design_json !== ""}>
                    <TextArea
                        name="design_json"
                        label="Nội dung thiết kế"
                        hint="Có nội dung ở đây thì lựa chọn phía trên không được dùng."
                        optional
                        rows={12}
                        value={document.design_json}
                        errors={errors}
                    />
                </Details>
                <Select
                    name="form"
                    label="Phiếu hỏi"
                    errors={errors}
                    choices={document.forms}
                    value={document.form}
                    empty="Chọn phiếu hỏi"
                />
                <Buttons>
                    <Button>{editing ? "Lưu kế hoạch" : "Lập đợt"}</Button>
                </Buttons>
            </Form>
        </Page>
    );
});
