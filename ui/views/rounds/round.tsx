import type { ActionDocument, ActionField } from "../../generated/rounds";
import {
    Actions,
    Button,
    Checkbox,
    Definitions,
    Details,
    Form,
    History,
    JobProgress,
    Note,
    Section,
    TextField,
    Timeline,
    date,
    moment,
    view,
} from "../../components";
import { Hash, RoundShell } from "./shell";

function Field({ field, prefix }: { field: ActionField; prefix: string }) {
    const common = { name: field.name, label: field.label, hint: field.hint || undefined, optional: field.optional };
    if (field.kind === "checkbox") return <Checkbox key={prefix} {...common} />;
    return (
        <TextField
            {...common}
            value={field.value}
            type={field.kind === "moment" ? "datetime-local" : "text"}
            numeric={field.kind === "number"}
        />
    );
}

function Action({ action, fold }: { action: ActionDocument; fold: boolean }) {
    const form = (
        <Form action={action.address}>
            {action.explanation && <p>{action.explanation}</p>}
            {action.fields.map((field) => (
                <Field key={field.name} field={field} prefix={action.address} />
            ))}
            <Button kind={action.weight === "danger" ? "danger" : action.weight === "second" ? "second" : undefined}>
                {action.label}
            </Button>
        </Form>
    );
    return fold ? <Details summary={action.label}>{form}</Details> : form;
}

export default view("rounds/round", (document) => {
    const { head, job } = document;
    const [first, ...others] = document.actions;
    const running = job !== null && (job.state === "waiting" || job.state === "running");
    return (
        <RoundShell head={head} part="round" refresh={running ? 5 : undefined} islands={running ? ["job"] : undefined}>
            <Timeline
                label="Các bước của đợt khảo sát"
                states={document.steps.map((step) => ({
                    name: step.name,
                    note: step.time ? date(step.time) : undefined,
                    state: step.standing as "done" | "now" | "later",
                }))}
            />
            {job && (
                <JobProgress
                    title={job.title}
                    state={job.state as "waiting" | "running" | "failed"}
                    stateText={job.state_name}
                    done={job.done}
                    total={job.total}
                    message={job.message}
                    poll={`/lam-viec/dot/${head.id}/viec`}
                />
            )}
            <Section title="Việc bây giờ">
                <p>{document.waiting_for}</p>
                {document.dossier && (
                    <Note title="Chờ quyết định">
                        <p>
                            <a href={document.dossier}>Xem hồ sơ trình duyệt</a>
                        </p>
                    </Note>
                )}
                {first && !running && <Action action={first} fold={false} />}
                {!running && others.map((action) => <Action key={action.address} action={action} fold />)}
                {document.actions.length === 0 && !document.dossier && (
                    <p class="soft">Ở bước này bạn không có việc gì phải làm.</p>
                )}
            </Section>
            <Section title="Kế hoạch">
                <Definitions
                    items={[
                        ["Mã đợt", head.code],
                        ["Mục đích", document.purpose],
                        ["Thiết kế mẫu", <a href={`/lam-viec/dot/${head.id}/thiet-ke`}>{document.design_name}</a>],
                        ["Phương pháp", document.method],
                        ["Phiếu hỏi", document.form],
                        ["Dàn mẫu (SHA-256)", document.frame_sha256 && <Hash value={document.frame_sha256} />],
                        ["Số gốc của mẫu", document.seed],
                        ["Tệp mẫu (SHA-256)", document.sample_sha256 && <Hash value={document.sample_sha256} />],
                        [
                            "Thu thập",
                            document.collection_from &&
                                `từ ${moment(document.collection_from)} đến ${moment(document.collection_to)}`,
                        ],
                        [
                            "Phiếu trả lời",
                            document.questionnaire && <a href={document.questionnaire}>{document.questionnaire}</a>,
                        ],
                        ["Bản kết quả", document.revision],
                        ["Giờ công bố", document.publish_at && moment(document.publish_at)],
                    ]}
                />
                {head.state === "draft" && (
                    <Actions links={[{ label: "Sửa kế hoạch", href: `/lam-viec/dot/${head.id}/sua` }]} />
                )}
            </Section>
            <Section title="Nhật ký">
                <History
                    entries={document.history.map((entry) => ({
                        at: entry.time,
                        by: entry.who,
                        text: (
                            <>
                                {entry.what}
                                {entry.document && ` · ${entry.document}`}
                                {entry.reason && ` · ${entry.reason}`}
                            </>
                        ),
                    }))}
                />
            </Section>
        </RoundShell>
    );
});
