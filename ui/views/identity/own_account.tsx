import type { OwnAccountPage, SessionItem, TokenItem } from "../../generated/identity";
import {
    Button,
    Buttons,
    Checkboxes,
    date,
    Definitions,
    Details,
    Empty,
    ErrorSummary,
    type FieldMessage,
    Form,
    integer,
    moment,
    Page,
    PostButton,
    Section,
    Select,
    Table,
    Tag,
    TextField,
    view,
} from "../../components";
import { passwordHint, Units } from "./words";

const address = "/lam-viec/tai-khoan";

export default view("identity/own_account", (document) => {
    const errors = (form: string): FieldMessage[] => (document.refused_form === form ? document.errors : []);
    return (
        <Page title="Tài khoản của tôi" lede={`${document.display_name} (${document.name})`}>
            <ErrorSummary errors={document.errors} />
            <Section title="Vai trò">
                <Table
                    caption="Vai trò được giao"
                    rows={document.roles}
                    stack
                    empty={<Empty title="Chưa được giao vai trò nào" />}
                    columns={[
                        { key: "role", label: "Vai trò", head: true, cell: (role) => role.role_name },
                        { key: "scheme", label: "Đề án", cell: (role) => role.scheme_name },
                        { key: "units", label: "Phạm vi", cell: (role) => <Units units={role.units} /> },
                    ]}
                />
            </Section>
            <Section title="Mật khẩu">
                <Details summary="Đổi mật khẩu" open={document.refused_form === "password"}>
                    <Form action={`${address}/mat-khau`}>
                        <TextField
                            name="current"
                            label="Mật khẩu hiện nay"
                            type="password"
                            autocomplete="current-password"
                            errors={errors("password")}
                        />
                        <TextField
                            name="password"
                            label="Mật khẩu mới"
                            hint={passwordHint}
                            type="password"
                            autocomplete="new-password"
                            errors={errors("password")}
                        />
                        <TextField
                            name="again"
                            label="Nhập lại mật khẩu mới"
                            type="password"
                            autocomplete="new-password"
                            errors={errors("password")}
                        />
                        <p class="hint">Đổi xong, các phiên đăng nhập khác kết thúc.</p>
                        <Button>Đổi mật khẩu</Button>
                    </Form>
                </Details>
            </Section>
            <SecondFactor document={document} errors={errors("second_factor")} />
            <Sessions sessions={document.sessions} />
            <Tokens document={document} errors={errors("token")} />
        </Page>
    );
});

function SecondFactor({ document, errors }: { document: OwnAccountPage; errors: FieldMessage[] }) {
    if (!document.second_factor) {
        return (
            <Section title="Mã xác thực">
                <p>
                    Khi bật, mỗi lần đăng nhập cần thêm mã 6 số của ứng dụng trên điện thoại. Không cần sóng di động hay
                    tin nhắn.
                </p>
                <PostButton action={`${address}/ma-xac-thuc/thiet-lap`} label="Bật mã xác thực" />
            </Section>
        );
    }
    return (
        <Section title="Mã xác thực">
            <Definitions
                items={[
                    ["Trạng thái", <Tag kind="good">Đang bật</Tag>],
                    ["Mã dự phòng còn lại", integer(document.recovery_codes)],
                ]}
            />
            <Details summary="Tạo lại mã dự phòng hoặc tắt mã xác thực" open={errors.length > 0}>
                <Form action={`${address}/ma-xac-thuc/ma-du-phong`}>
                    <TextField
                        name="own_password"
                        label="Mật khẩu hiện nay"
                        type="password"
                        autocomplete="current-password"
                        errors={errors}
                    />
                    <Buttons>
                        <Button kind="second">Tạo lại mã dự phòng</Button>
                        <button type="submit" class="button danger" formaction={`${address}/ma-xac-thuc/tat`}>
                            Tắt mã xác thực
                        </button>
                    </Buttons>
                </Form>
            </Details>
        </Section>
    );
}

function Sessions({ sessions }: { sessions: SessionItem[] }) {
    return (
        <Section title="Phiên đăng nhập">
            <Table
                caption="Nơi đang đăng nhập"
                rows={sessions}
                stack
                empty={<Empty title="Không có phiên nào" />}
                columns={[
                    {
                        key: "agent",
                        label: "Trình duyệt",
                        head: true,
                        cell: (session) => (
                            <>
                                {session.agent || "Không rõ"} {session.current && <Tag kind="good">Phiên này</Tag>}
                            </>
                        ),
                    },
                    { key: "created", label: "Đăng nhập lúc", cell: (session) => moment(session.created) },
                    { key: "seen", label: "Dùng gần nhất", cell: (session) => moment(session.last_seen) },
                    {
                        key: "end",
                        label: "Việc",
                        cell: (session) =>
                            session.current ? (
                                "–"
                            ) : (
                                <PostButton
                                    action={`${address}/phien/ket-thuc`}
                                    label="Kết thúc"
                                    values={{ session: session.id }}
                                    kind="second"
                                    small
                                />
                            ),
                    },
                ]}
            />
            <PostButton action={`${address}/phien/ket-thuc-het`} label="Đăng xuất ở mọi nơi" kind="danger" />
        </Section>
    );
}

function TokenState({ token }: { token: TokenItem }) {
    if (token.state === "revoked") return <Tag kind="bad">Đã thu hồi</Tag>;
    if (token.state === "expired") return <Tag kind="warn">Hết hạn</Tag>;
    return <Tag kind="good">Dùng được</Tag>;
}

function Tokens({ document, errors }: { document: OwnAccountPage; errors: FieldMessage[] }) {
    return (
        <Section title="Mã truy cập cho chương trình (API)">
            <Table
                caption="Mã truy cập của tôi"
                rows={document.tokens}
                stack
                empty={<p>Chưa có mã nào.</p>}
                columns={[
                    { key: "name", label: "Tên", head: true, cell: (token) => token.name },
                    { key: "scheme", label: "Đề án", cell: (token) => token.scheme_name },
                    { key: "permissions", label: "Quyền", cell: (token) => token.permissions.join("; ") },
                    { key: "expires", label: "Hết hạn", cell: (token) => date(token.expires) },
                    { key: "used", label: "Dùng gần nhất", cell: (token) => moment(token.last_used) },
                    { key: "state", label: "Trạng thái", cell: (token) => <TokenState token={token} /> },
                    {
                        key: "revoke",
                        label: "Việc",
                        cell: (token) =>
                            token.state === "good" ? (
                                <PostButton
                                    action={`${address}/ma-truy-cap/thu-hoi`}
                                    label="Thu hồi"
                                    values={{ token: token.id }}
                                    kind="second"
                                    small
                                />
                            ) : (
                                "–"
                            ),
                    },
                ]}
            />
            {document.token_permissions.length > 0 && (
                <Details summary="Tạo mã truy cập" open={document.refused_form === "token"}>
                    <Form action={`${address}/ma-truy-cap`}>
                        <TextField name="token_name" label="Tên mã" hint="Để nhận ra về sau" errors={errors} />
                        <Select
                            name="token_scheme"
                            label="Đề án"
                            empty="Hãy chọn"
                            choices={document.token_schemes}
                            errors={errors}
                        />
                        <Checkboxes
                            name="permissions"
                            label="Quyền của mã"
                            choices={document.token_permissions}
                            errors={errors}
                        />
                        <TextField name="days" label="Số ngày dùng được" value={90} numeric errors={errors} />
                        <Button>Tạo mã</Button>
                    </Form>
                </Details>
            )}
        </Section>
    );
}
