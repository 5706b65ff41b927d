import type { SchemePage } from "../../generated/identity";
import {
    Button,
    Checkbox,
    Definitions,
    Details,
    type FieldMessage,
    Form,
    History,
    Note,
    Page,
    Section,
    Tag,
    TextArea,
    TextField,
    view,
    yesNo,
} from "../../components";

const list = "/lam-viec/quan-tri/de-an";

export default view("identity/scheme", (document) => {
    const errors = (form: string): FieldMessage[] => (document.refused_form === form ? document.errors : []);
    return (
        <Page
            title={document.name}
            section="de-an"
            breadcrumbs={[{ label: "Đề án", href: list }]}
            tags={document.closed ? <Tag kind="warn">Đã đóng, chỉ đọc</Tag> : <Tag kind="good">Đang mở</Tag>}
        >
            <Definitions
                items={[
                    ["Mã", document.code],
                    ["Đơn vị chủ trì", document.owner],
                    ["Đề án cấp trên", document.parent],
                    ["Chia sẻ với cấp trên", document.has_parent && yesNo(document.share_with_parent)],
                ]}
            />
            {document.closed && (
                <Note title="Đơn vị chủ trì đã sáp nhập">
                    <p>
                        Mọi thứ của đề án vẫn đọc được ở địa chỉ cũ. Đợt đang làm dở được chuyển bằng một văn bản riêng.
                    </p>
                </Note>
            )}
            {document.merges.length > 0 && (
                <Section title="Sáp nhập">
                    <History
                        entries={document.merges.map((merge) => ({
                            at: merge.recorded,
                            text: `${merge.old_owner} → ${merge.new_owner}`,
                            by: merge.act,
                        }))}
                    />
                </Section>
            )}
            {!document.closed && (
                <Details summary="Sửa" open={document.refused_form === "change"}>
                    <Form action={`${list}/${document.id}`} errors={errors("change")}>
                        <TextField
                            name="name"
                            label="Tên đề án"
                            value={document.typed_name}
                            errors={errors("change")}
                        />
                        {document.has_parent && (
                            <Checkbox
                                name="share"
                                label="Cho đề án cấp trên xem kết quả đã phê duyệt"
                                checked={document.share_with_parent}
                            />
                        )}
                        <Button>Lưu</Button>
                    </Form>
                </Details>
            )}
            {document.may_merge && <Merge document={document} errors={errors("merge")} />}
        </Page>
    );
});

function Merge({ document, errors }: { document: SchemePage; errors: FieldMessage[] }) {
    return (
        <Details summary="Ghi nhận sáp nhập đơn vị chủ trì" open={document.refused_form === "merge"}>
            <Note kind="warn" title="Không hoàn tác được">
                <p>Đề án sẽ đóng lại, chỉ còn để đọc; các vai trò trong đề án mất quyền thay đổi.</p>
            </Note>
            <Form action={`${list}/${document.id}/sap-nhap`} errors={errors}>
                <TextField
                    name="new_owner"
                    label="Đơn vị nhận"
                    hint="Tên hoặc mã đơn vị"
                    value={document.new_owner}
                    errors={errors}
                />
                <TextArea
                    name="act"
                    label="Văn bản sáp nhập"
                    hint="Số, ngày, cơ quan ban hành"
                    rows={2}
                    value={document.act}
                    errors={errors}
                />
                <Button kind="danger">Ghi nhận và đóng đề án</Button>
            </Form>
        </Details>
    );
}
