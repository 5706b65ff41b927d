import {
    Approval,
    Button,
    ButtonLink,
    Buttons,
    Checkbox,
    Checkboxes,
    FileField,
    Form,
    History,
    InboxList,
    JobProgress,
    PostButton,
    Radios,
    Scale,
    Section,
    Select,
    Tag,
    TextArea,
    TextField,
    Timeline,
} from "../../components";

const errors = [
    { field: "year", message: "Năm: phải từ 2012 đến 2100" },
    { field: "p1", message: "Câu 1: hãy chọn một mức" },
];

export function FormPart() {
    return (
        <Section title="Biểu mẫu">
            <Form action="/lam-viec/thu" errors={errors} files>
                <TextField name="name" label="Tên đợt" hint="Thí dụ: Đợt khảo sát năm 2026" value="Đợt 2026" />
                <TextField name="year" label="Năm" numeric value="1999" errors={errors} />
                <TextField name="from" label="Từ ngày" type="date" value="2026-08-01" />
                <TextField name="publish" label="Công bố lúc" type="datetime-local" value="2026-12-01T08:30" optional />
                <Select
                    name="method"
                    label="Phương pháp"
                    empty="Hãy chọn"
                    value="1001"
                    choices={[
                        { value: "1001", label: "1001/QĐ-BNV (2023)" },
                        { value: "2640", label: "2640/QĐ-BNV (2017)" },
                    ]}
                />
                <TextArea name="reason" label="Lý do" optional rows={3} />
                <Radios
                    name="mode"
                    label="Cách thu thập"
                    value="paper"
                    choices={[
                        { value: "paper", label: "Phiếu giấy", hint: "Phát tại nhà, thu sau 1 đến 2 ngày" },
                        { value: "web", label: "Trực tuyến" },
                    ]}
                />
                <Checkboxes
                    name="needs"
                    label="Mong muốn cải thiện"
                    values={["1"]}
                    choices={[
                        { value: "1", label: "Rút ngắn thời gian" },
                        { value: "2", label: "Mở rộng hình thức thông tin" },
                    ]}
                />
                <Scale
                    name="p1"
                    label="Ông/Bà có hài lòng với cách cơ quan nhà nước tiếp thu ý kiến của người dân không?"
                    hint="Nghĩ về 12 tháng vừa qua."
                    errors={errors}
                    choices={[
                        { value: 1, label: "Rất không hài lòng" },
                        { value: 2, label: "Không hài lòng" },
                        { value: 3, label: "Bình thường" },
                        { value: 4, label: "Hài lòng" },
                        { value: 5, label: "Rất hài lòng" },
                        { value: 9, label: "Không biết, không trả lời", apart: true },
                    ]}
                />
                <FileField name="file" label="Tệp quyết định đã ký" hint="PDF, không quá 20 MB" accept=".pdf" />
                <Checkbox name="agree" label="Tôi đã đọc thông báo về xử lý dữ liệu cá nhân" />
                <Buttons>
                    <Button>Lưu và tiếp tục</Button>
                    <Button kind="second" name="back" value="1">
                        Quay lại
                    </Button>
                    <ButtonLink href="/lam-viec" kind="plain">
                        Bỏ qua
                    </ButtonLink>
                </Buttons>
            </Form>
            <PostButton action="/lam-viec/thu/dung" label="Huỷ đợt này" kind="danger" small />
        </Section>
    );
}

export function WorkPart() {
    return (
        <Section title="Công việc">
            <Timeline
                label="Các bước của đợt khảo sát"
                states={[
                    { name: "Lập kế hoạch", note: "05/01/2026", state: "done" },
                    { name: "Khung mẫu", note: "20/03/2026", state: "done" },
                    { name: "Chọn mẫu", note: "hạt giống 2026", state: "now" },
                    { name: "Thu thập", state: "later" },
                    { name: "Tính toán", state: "later" },
                    { name: "Công bố", state: "later" },
                ]}
            />
            <Approval
                title="Phê duyệt kế hoạch"
                state="waiting"
                stateText="chờ người khác duyệt"
                items={[
                    ["Tệp", "ke-hoach-2026.pdf, 1,2 MB"],
                    ["Người trình", "Nguyễn Thị Lan, 09:30 12/01/2026"],
                ]}
            >
                <Buttons>
                    <PostButton action="/lam-viec/thu/duyet" label="Duyệt" />
                    <PostButton action="/lam-viec/thu/tra-lai" label="Trả lại" kind="second" />
                </Buttons>
            </Approval>
            <JobProgress
                title="Tính chỉ số"
                state="running"
                stateText="đang chạy"
                done={41}
                total={63}
                message="Đang tính Khánh Hòa"
            />
            <InboxList
                entries={[
                    {
                        title: "Duyệt kế hoạch đợt 2026",
                        href: "/lam-viec/phe-duyet/1",
                        what: "Đề án quốc gia",
                        tag: <Tag kind="bad">quá hạn 2 ngày</Tag>,
                        deadline: "15/01/2026",
                    },
                    {
                        title: "Kiểm tra 12 phiếu nghi trùng",
                        href: "/lam-viec/phieu",
                        what: "Hà Tĩnh",
                        tag: <Tag kind="warn">còn 1 ngày</Tag>,
                        deadline: "18/01/2026",
                    },
                ]}
            />
            <History
                entries={[
                    { at: "2026-01-12T02:30:00Z", text: "Trình phê duyệt", by: "Nguyễn Thị Lan" },
                    { at: "2026-01-05T01:00:00Z", text: "Lập đợt khảo sát", by: "Nguyễn Thị Lan" },
                ]}
            />
        </Section>
    );
}
