import { ButtonLink, Buttons, Empty, Evidence, Page, Table, view } from "../../components";
import { StateTag } from "./shell";

export default view("rounds/list", (document) => (
    <Page
        title="Đợt khảo sát"
        lede="Từ kế hoạch đến công bố; mỗi bước do người có quyền làm và được ghi lại."
        breadcrumbs={[{ label: "Việc đang chờ tôi", href: "/lam-viec" }, { label: "Đợt khảo sát" }]}
        hidden
    >
        {document.may_create && (
            <Buttons>
                <ButtonLink href="/lam-viec/dot/moi">Lập đợt mới</ButtonLink>
            </Buttons>
        )}
        <Table
            caption="Các đợt khảo sát bạn được xem"
            rows={document.rounds}
            stack
            empty={
                <Empty title="Chưa có đợt khảo sát nào">Khi một đợt được lập trong đề án của bạn, nó hiện ở đây.</Empty>
            }
            columns={[
                {
                    key: "name",
                    label: "Đợt",
                    head: true,
                    cell: (round) => (
                        <>
                            <a href={`/lam-viec/dot/${round.id}`}>{round.name}</a>{" "}
                            {round.simulated && <Evidence kind="simulated" />}
                        </>
                    ),
                },
                { key: "year", label: "Năm", numeric: true, cell: (round) => String(round.year) },
                { key: "scheme", label: "Đề án", cell: (round) => round.scheme },
                { key: "state", label: "Bước", cell: (round) => <StateTag head={round} /> },
            ]}
        />
    </Page>
));
