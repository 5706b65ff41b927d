import { ButtonLink, Buttons, JobProgress, Page, PostButton, vietnamese, view, type JobProps } from "../../components";

const t = vietnamese({
    waiting: "đang chờ tới lượt",
    running: "đang chạy",
    done: "đã xong",
    failed: "không thành công",
    cancelled: "đã dừng",
    cancel: "Dừng việc này",
    leave: "Có thể rời trang này; việc vẫn chạy và bạn tìm lại được ở cùng địa chỉ.",
});

export default view("shell/job", (document, context) => {
    const state = document.state as JobProps["state"];
    const open = state === "waiting" || state === "running";
    return (
        <Page
            title={document.title}
            hidden
            breadcrumbs={
                document.back_address
                    ? [{ label: document.back_label, href: document.back_address }, { label: document.title }]
                    : undefined
            }
            lede={open ? t("leave") : undefined}
            refresh={open ? 5 : undefined}
            islands={open ? ["job"] : []}
        >
            <JobProgress
                title={document.title}
                state={state}
                stateText={t(state)}
                done={document.done}
                total={document.total}
                message={document.message}
                poll={context.path + ".json"}
            />
            <Buttons>
                {state === "done" && document.result_address && (
                    <ButtonLink href={document.result_address}>{document.result_label}</ButtonLink>
                )}
                {open && document.cancel_address && (
                    <PostButton action={document.cancel_address} label={t("cancel")} kind="second" />
                )}
                {document.back_address && (
                    <ButtonLink href={document.back_address} kind="plain">
                        {document.back_label}
                    </ButtonLink>
                )}
            </Buttons>
        </Page>
    );
});
