import { Button, Buttons, Form, Note, Page, TextField, view } from "../../components";

export default view("identity/sign_in", (document) => (
    <Page
        title="Đăng nhập"
        hidden
        lede="Dành cho cán bộ có tài khoản. Người dân xem và trả lời mà không cần đăng nhập."
    >
        {document.message && (
            <Note kind="bad" title="Chưa đăng nhập được">
                <p role="alert">{document.message}</p>
            </Note>
        )}
        <Form action="/dang-nhap" values={{ return_to: document.return_to }}>
            <TextField name="name" label="Tên đăng nhập" value={document.name} autocomplete="username" maxLength={60} />
            <TextField name="password" label="Mật khẩu" type="password" autocomplete="current-password" />
            <Buttons>
                <Button>Đăng nhập</Button>
            </Buttons>
        </Form>
        <p class="soft">Quên mật khẩu: hãy liên hệ quản trị đề án của đơn vị để nhận liên kết đặt mật khẩu mới.</p>
    </Page>
));
