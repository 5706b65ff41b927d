import { Button, Buttons, Form, Page, TextField, view } from "../../components";
import { passwordHint } from "./words";

export default view("identity/choose_password", (document) => (
    <Page
        title="Đặt mật khẩu"
        hidden
        lede={`Tài khoản ${document.name} của ${document.display_name}. Liên kết này dùng được một lần.`}
    >
        <Form action="/dat-mat-khau" values={{ token: document.token }} errors={document.errors}>
            <TextField
                name="password"
                label="Mật khẩu mới"
                hint={passwordHint}
                type="password"
                autocomplete="new-password"
                errors={document.errors}
            />
            <TextField
                name="again"
                label="Nhập lại mật khẩu"
                type="password"
                autocomplete="new-password"
                errors={document.errors}
            />
            <Buttons>
                <Button>Đặt mật khẩu</Button>
            </Buttons>
        </Form>
    </Page>
));
