import { ButtonLink, Buttons, common, ErrorSummary, Page, view } from "../../components";
import type { TextKey } from "../../text/vi";

const titles: Record<number, TextKey> = {
    400: "errorInvalid",
    401: "errorSignIn",
    403: "errorForbidden",
    404: "errorNotFound",
    409: "errorConflict",
    413: "errorLarge",
    422: "errorInvalid",
    503: "errorBusy",
};

export default view("shell/error", (document, context) => {
    const title = common(titles[document.status] ?? (document.status < 500 ? "errorInvalid" : "errorServer"));
    return (
        <Page title={title} hidden lede={document.message === title ? undefined : document.message}>
            <ErrorSummary errors={document.fields.map((field) => ({ field: "", message: field.message }))} />
            <p>{common("errorHelp")}</p>
            <p class="soft">
                {common("requestCode")}: <span class="code">{document.request_id}</span>
            </p>
            <Buttons>
                {document.status === 401 ? (
                    <ButtonLink href={"/dang-nhap?den=" + encodeURIComponent(context.path)}>
                        {common("signIn")}
                    </ButtonLink>
                ) : (
                    <ButtonLink href="/">{common("goHome")}</ButtonLink>
                )}
            </Buttons>
        </Page>
    );
});
