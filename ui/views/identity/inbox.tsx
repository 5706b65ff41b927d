import { date, Empty, InboxList, integer, Page, Section, Tag, view } from "../../components";

export default view("identity/inbox", (document) => {
    const kinds = [...new Set(document.items.map((item) => item.kind))];
    return (
        <Page
            title="Việc đang chờ tôi"
            section="viec-can-lam"
            lede={
                document.items.length > 0
                    ? `${document.display_name}, có ${integer(document.items.length)} việc đang chờ.`
                    : undefined
            }
        >
            {kinds.length === 0 && (
                <Empty title="Không có việc nào đang chờ">
                    <p>Việc mới sẽ hiện ở đây khi có người trình, giao hoặc trả lại cho bạn.</p>
                </Empty>
            )}
            {kinds.map((kind) => (
                <Section title={kind} key={kind}>
                    <InboxList
                        entries={document.items
                            .filter((item) => item.kind === kind)
                            .map((item) => ({
                                title: item.title,
                                href: item.address,
                                what: item.detail,
                                tag: item.due !== null && item.due < document.today && <Tag kind="bad">Quá hạn</Tag>,
                                deadline: item.due !== null && `Hạn ${date(item.due)}`,
                            }))}
                    />
                </Section>
            ))}
        </Page>
    );
});
