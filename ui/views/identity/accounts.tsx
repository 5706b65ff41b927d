import {
    ButtonLink,
    Buttons,
    Empty,
    Filters,
    Page,
    Pagination,
    Table,
    Tag,
    TextField,
    to,
    view,
} from "../../components";
import { AccountState } from "./words";

const address = "/lam-viec/quan-tri/tai-khoan";

export default view("identity/accounts", (document) => (
    <Page title="Tài khoản" section="tai-khoan">
        <Buttons>
            <ButtonLink href={`${address}/moi`}>Tạo tài khoản</ButtonLink>
        </Buttons>
        <Filters names={["q"]}>
            <TextField name="q" label="Tìm theo tên" type="search" value={document.search} optional />
        </Filters>
        <Table
            caption="Tài khoản trong phạm vi quản trị của bạn"
            rows={document.accounts}
            stack
            empty={<Empty title="Không có tài khoản nào khớp" />}
            columns={[
                {
                    key: "name",
                    label: "Họ và tên",
                    head: true,
                    cell: (account) => <a href={to(`${address}/${account.id}`)}>{account.display_name}</a>,
                },
                { key: "sign-in", label: "Tên đăng nhập", cell: (account) => account.name },
                {
                    key: "roles",
                    label: "Vai trò",
                    cell: (account) => (account.roles.length > 0 ? account.roles.join("; ") : "–"),
                },
                { key: "home", label: "Thuộc", cell: (account) => account.home, rarely: true },
                {
                    key: "factor",
                    label: "Mã xác thực",
                    cell: (account) => (account.second_factor ? <Tag kind="good">Bật</Tag> : <Tag>Tắt</Tag>),
                },
                { key: "state", label: "Trạng thái", cell: (account) => <AccountState {...account} /> },
            ]}
        />
        <Pagination page={document.page} perPage={document.per_page} total={document.total} />
    </Page>
));
