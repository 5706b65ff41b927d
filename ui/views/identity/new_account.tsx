import { Button, Buttons, Form, Page, Select, TextField, view } from "../../components";

const address = "/lam-viec/quan-tri/tai-khoan";

export default view("identity/new_account", (document) => (
    <Page
        title="Tạo tài khoản"
        section="tai-khoan"
        breadcrumbs={[{ label: "Tài khoản", href: address }]}
        lede="Tạo xong, hệ thống đưa một liên kết để người dùng tự đặt mật khẩu; không ai khác biết mật khẩu ấy."
    >
        <Form action={`${address}/moi`} errors={document.errors}>
            <TextField
                name="display_name"
                label="Họ và tên"
                value={document.display_name}
                maxLength={200}
                errors={document.errors}
            />
            <TextField
                name="name"
                label="Tên đăng nhập"
                hint="3 đến 60 ký tự: a-z, 0-9 và các dấu . _ - @"
                value={document.name}
                maxLength={60}
                errors={document.errors}
            />
            <Select
                name="scheme"
                label="Do ai quản lý"
                hint="Quản trị của đề án này đặt lại mật khẩu và ngừng tài khoản khi cần."
                empty="Hãy chọn"
                choices={document.schemes}
                value={document.scheme}
                errors={document.errors}
            />
            <Buttons>
                <Button>Tạo tài khoản</Button>
            </Buttons>
        </Form>
    </Page>
));
