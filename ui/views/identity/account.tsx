import type { AccountPage } from "../../generated/identity";
import {
    Button,
    Buttons,
    date,
    Definitions,
    Details,
    Empty,
    Form,
    Note,
    Page,
    PostButton,
    Section,
    Select,
    Table,
    Tag,
    TextArea,
    view,
} from "../../components";
import { AccountState, Units } from "./words";

const list = "/lam-viec/quan-tri/tai-khoan";

export default view("identity/account", (document) => {
    const address = `${list}/${document.id}`;
    return (
        <Page
            title={document.display_name}
            section="tai-khoan"
            breadcrumbs={[{ label: "Tài khoản", href: list }]}
            tags={<AccountState {...document} />}
        >
            <Definitions
                items={[
                    ["Tên đăng nhập", document.name],
                    ["Thuộc", document.home],
                    ["Tạo ngày", date(document.created)],
                    ["Mã xác thực", document.second_factor ? <Tag kind="good">Bật</Tag> : <Tag>Tắt</Tag>],
                ]}
            />
            <Section title="Vai trò">
                <Table
                    caption="Vai trò trong phạm vi quản trị của bạn"
                    rows={document.roles}
                    stack
                    empty={<Empty title="Chưa được giao vai trò nào" />}
                    columns={[
                        { key: "role", label: "Vai trò", head: true, cell: (role) => role.role_name },
                        { key: "scheme", label: "Đề án", cell: (role) => role.scheme_name },
                        { key: "units", label: "Phạm vi", cell: (role) => <Units units={role.units} /> },
                        {
                            key: "revoke",
                            label: "Việc",
                            cell: (role) =>
                                role.may_revoke ? (
                                    <PostButton
                                        action={`${address}/vai-tro/thu-hoi`}
                                        label="Thu hồi"
                                        values={{ role: role.role, scheme: role.scheme }}
                                        kind="second"
                                        small
                                    />
                                ) : (
                                    "–"
                                ),
                        },
                    ]}
                />
                {document.is_own ? (
                    <Note>
                        <p>Không ai tự giao hay tự thu hồi vai trò của mình; hãy nhờ một quản trị khác.</p>
                    </Note>
                ) : (
                    document.active && <Grant document={document} />
                )}
            </Section>
            {document.may_change && <Care document={document} />}
        </Page>
    );
});

function Grant({ document }: { document: AccountPage }) {
    return (
        <Details summary="Giao vai trò" open={document.errors.length > 0}>
            <Form action={`${list}/${document.id}/vai-tro`} errors={document.errors}>
                <Select
                    name="role"
                    label="Vai trò"
                    empty="Hãy chọn"
                    choices={document.role_choices}
                    value={document.role}
                    errors={document.errors}
                />
                <Select
                    name="scheme"
                    label="Đề án"
                    empty="Hãy chọn"
                    choices={document.scheme_choices}
                    value={document.scheme}
                    errors={document.errors}
                />
                <TextArea
                    name="units"
                    label="Chỉ trong các đơn vị"
                    hint="Mỗi dòng một đơn vị, theo tên hoặc mã; gồm cả đơn vị bên dưới. Để trống: mọi đơn vị."
                    rows={3}
                    value={document.units}
                    optional
                    errors={document.errors}
                />
                <p class="hint">Vai trò mới thay phạm vi cũ của cùng vai trò; người dùng phải đăng nhập lại.</p>
                <Button>Giao vai trò</Button>
            </Form>
        </Details>
    );
}

function Care({ document }: { document: AccountPage }) {
    const address = `${list}/${document.id}`;
    return (
        <Section title="Việc quản trị">
            {document.reset_asked_by && (
                <Note kind="warn" title="Đề nghị bỏ mã xác thực">
                    <p>
                        {document.reset_asked_by} đã đề nghị. Cần một quản trị khác xác nhận
                        {document.may_confirm_reset ? "; hãy gọi cho chủ tài khoản trước khi xác nhận." : "."}
                    </p>
                </Note>
            )}
            <Buttons>
                {document.active && (
                    <PostButton
                        action={`${address}/lien-ket`}
                        label={
                            document.has_password ? "Tạo liên kết đặt lại mật khẩu" : "Tạo lại liên kết đặt mật khẩu"
                        }
                        kind="second"
                    />
                )}
                {document.second_factor && (
                    <PostButton
                        action={`${address}/bo-ma-xac-thuc`}
                        label={document.may_confirm_reset ? "Xác nhận bỏ mã xác thực" : "Đề nghị bỏ mã xác thực"}
                        kind="second"
                    />
                )}
                {document.active ? (
                    <PostButton action={`${address}/ngung`} label="Ngừng tài khoản" kind="danger" />
                ) : (
                    <PostButton action={`${address}/mo-lai`} label="Mở lại tài khoản" kind="second" />
                )}
            </Buttons>
        </Section>
    );
}
