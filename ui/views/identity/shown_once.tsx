import { ButtonLink, Buttons, Note, Page, view } from "../../components";

export default view("identity/shown_once", (document) => (
    <Page title={document.title} hidden>
        <Note kind="warn" title="Chỉ hiện một lần">
            <p>{document.explanation}</p>
        </Note>
        <ul class="plain-list">
            {document.values.map((value) => (
                <li key={value}>
                    <code class="code">{value}</code>
                </li>
            ))}
        </ul>
        <Buttons>
            <ButtonLink kind="second" href={document.back}>
                Đã chép, về trang {document.back_label}
            </ButtonLink>
        </Buttons>
    </Page>
));
