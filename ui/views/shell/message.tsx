import { ButtonLink, Buttons, common, Note, Page, view } from "../../components";

export default view("shell/message", (document) => {
    const kind =
        document.kind === "good" || document.kind === "warn" || document.kind === "bad" ? document.kind : undefined;
    return (
        <Page title={document.title} hidden>
            {document.text && (
                <Note kind={kind}>
                    <p>{document.text}</p>
                </Note>
            )}
            <Buttons>
                <ButtonLink href={document.next_address || "/"}>{document.next_label || common("goHome")}</ButtonLink>
            </Buttons>
        </Page>
    );
});
