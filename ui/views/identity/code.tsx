import { Button, Buttons, Form, Note, Page, TextField, view } from "../../components";

export default view("identity/code", (document) => (
    <Page title="Mã xác thực" hidden lede="Mật khẩu đã đúng. Hãy nhập thêm mã để vào hệ thống.">
        {document.message && (
            <Note kind="bad" title="Chưa vào được">
                <p role="alert">{document.message}</p>
            </Note>
        )}
        <Form action="/dang-nhap/ma-xac-thuc" values={{ return_to: document.return_to }}>
            <TextField
                name="code"
                label="Mã 6 số"
                hint="Mở ứng dụng xác thực trên điện thoại; mã đổi sau mỗi 30 giây. Không có điện thoại: nhập một mã dự phòng."
                short
                autocomplete="one-time-code"
                maxLength={20}
            />
            <Buttons>
                <Button>Tiếp tục</Button>
            </Buttons>
        </Form>
    </Page>
));
