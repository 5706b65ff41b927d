import { Page, Table, view } from "../../components";

export default view("shell/print", (document) => {
    const numeric = new Set(document.numeric);
    return (
        <Page title={document.title} lede={document.subtitle} hidden>
            <Table
                caption={document.title}
                titled
                compact
                rows={document.rows}
                columns={document.columns.map((label, i) => ({
                    key: String(i),
                    label,
                    numeric: numeric.has(i),
                    cell: (row: string[]) => row[i] ?? "",
                }))}
            />
            {document.note && <p>{document.note}</p>}
            {document.source && (
                <p class="soft">
                    <small>{document.source}</small>
                </p>
            )}
        </Page>
    );
});
