import { Definitions, JobProgress, type JobProps, moment, Page, PostButton, view } from "../../components";

export default view("identity/job", (document) => {
    const open = document.state === "waiting" || document.state === "running";
    const address = `/lam-viec/cong-viec/${document.id}`;
    return (
        <Page
            title={document.title}
            section="cong-viec"
            breadcrumbs={[{ label: "Công việc chạy nền", href: "/lam-viec/cong-viec" }]}
            refresh={open ? 5 : undefined}
            islands={["job"]}
        >
            <JobProgress
                title={document.title}
                state={document.state as JobProps["state"]}
                stateText={document.state_text}
                done={document.done}
                total={document.total}
                message={document.message}
                poll={`${address}.json`}
            >
                {document.may_cancel && <PostButton action={`${address}/huy`} label="Dừng công việc" kind="danger" />}
            </JobProgress>
            <Definitions
                items={[
                    ["Số", document.id],
                    ["Người chạy", document.started_by],
                    ["Bắt đầu", moment(document.created)],
                    ["Kết thúc", document.finished !== null && moment(document.finished)],
                ]}
            />
        </Page>
    );
});
