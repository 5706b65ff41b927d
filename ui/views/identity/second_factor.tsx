import { Button, Buttons, ButtonLink, Form, Page, Section, TextField, view } from "../../components";

export default view("identity/second_factor", (document) => {
    const size = document.qr_size;
    return (
        <Page
            title="Bật mã xác thực"
            breadcrumbs={[{ label: "Tài khoản của tôi", href: "/lam-viec/tai-khoan" }]}
            lede="Quét mã bằng ứng dụng xác thực bất kỳ, rồi nhập mã 6 số mà ứng dụng hiện ra."
        >
            <Section title="1. Quét mã">
                <svg
                    viewBox={`0 0 ${size} ${size}`}
                    width="240"
                    height="240"
                    role="img"
                    aria-label="Mã QR để thêm tài khoản vào ứng dụng xác thực"
                    shape-rendering="crispEdges"
                >
                    <rect width={size} height={size} fill="#ffffff" />
                    <path d={document.qr_path} fill="#000000" />
                </svg>
                <p>
                    Không quét được: nhập khóa{" "}
                    <code class="code">{document.secret.replace(/(.{4})/g, "$1 ").trim()}</code> (theo thời gian, 30
                    giây, 6 số).
                </p>
            </Section>
            <Section title="2. Nhập mã">
                <Form action="/lam-viec/tai-khoan/ma-xac-thuc/bat" errors={document.errors}>
                    <TextField
                        name="code"
                        label="Mã 6 số"
                        short
                        autocomplete="one-time-code"
                        maxLength={10}
                        errors={document.errors}
                    />
                    <Buttons>
                        <Button>Bật</Button>
                        <ButtonLink kind="plain" href="/lam-viec/tai-khoan">
                            Để sau
                        </ButtonLink>
                    </Buttons>
                </Form>
            </Section>
        </Page>
    );
});
