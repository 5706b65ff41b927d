import { Empty, Filters, moment, Page, Select, Table, Tag, to, view } from "../../components";
import { stateKinds } from "./words";

const states = [
    { value: "draft", label: "Đang soạn" },
    { value: "submitted", label: "Chờ phê duyệt" },
    { value: "returned", label: "Trả lại để sửa" },
    { value: "approved", label: "Đã phê duyệt" },
    { value: "locked", label: "Đã khóa, có bản ký" },
];

export default view("approvals/dossiers", (document) => (
    <Page title="Phê duyệt" section="phe-duyet">
        <Filters names={["trang-thai"]}>
            <Select
                name="trang-thai"
                label="Trạng thái"
                empty="Tất cả"
                choices={states}
                value={document.state}
                optional
            />
        </Filters>
        <Table
            caption="Hồ sơ, thay đổi gần nhất trước"
            rows={document.dossiers}
            stack
            marked={(dossier) => dossier.waits_for_me}
            empty={<Empty title="Không có hồ sơ nào" />}
            columns={[
                {
                    key: "title",
                    label: "Hồ sơ",
                    head: true,
                    cell: (dossier) => <a href={to(`/lam-viec/phe-duyet/${dossier.id}`)}>{dossier.title}</a>,
                },
                { key: "scheme", label: "Đề án", cell: (dossier) => dossier.scheme_name },
                {
                    key: "state",
                    label: "Trạng thái",
                    cell: (dossier) => (
                        <>
                            <Tag kind={stateKinds[dossier.state]}>{dossier.state_text}</Tag>{" "}
                            {dossier.waits_for_me && <Tag kind="accent">Chờ bạn</Tag>}
                        </>
                    ),
                },
                { key: "changed", label: "Thay đổi lúc", cell: (dossier) => moment(dossier.changed) },
            ]}
        />
    </Page>
));
