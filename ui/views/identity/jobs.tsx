import { Empty, moment, Page, percent, Table, Tag, type TagKind, to, view } from "../../components";

const kinds: Record<string, TagKind | undefined> = {
    waiting: "accent",
    running: "accent",
    done: "good",
    failed: "bad",
    cancelled: "warn",
};

export default view("identity/jobs", (document) => (
    <Page
        title="Công việc chạy nền"
        section="cong-viec"
        lede="Nhập, rút mẫu, tính toán, xuất tệp: có thể rời trang rồi quay lại xem ở đây."
    >
        <Table
            caption="Công việc, mới nhất trước"
            rows={document.jobs}
            stack
            empty={<Empty title="Chưa có công việc nào" />}
            columns={[
                {
                    key: "title",
                    label: "Công việc",
                    head: true,
                    cell: (job) => <a href={to(`/lam-viec/cong-viec/${job.id}`)}>{job.title}</a>,
                },
                {
                    key: "state",
                    label: "Trạng thái",
                    cell: (job) => <Tag kind={kinds[job.state]}>{job.state_text}</Tag>,
                },
                { key: "done", label: "Đã xong", numeric: true, cell: (job) => percent(job.done, 0) },
                { key: "by", label: "Người chạy", cell: (job) => job.started_by },
                { key: "created", label: "Bắt đầu", cell: (job) => moment(job.created) },
                { key: "finished", label: "Kết thúc", cell: (job) => moment(job.finished) },
            ]}
        />
    </Page>
));
