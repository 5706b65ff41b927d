// Runs in the browser: opens an XForm in ODK's web forms and keeps what is sent.
import { OdkWebForm, webFormsPlugin } from "@getodk/web-forms";
import { createApp, h } from "vue";

window.open_form = (xml) => {
    const fetchFormAttachment = async () => new Response("", { status: 404 });
    const submit = async ({ data: [parts] }) => {
        window.sent = await parts.get("xml_submission_file").text();
    };
    const draw = () => h(OdkWebForm, { formXml: xml, fetchFormAttachment, onSubmit: submit });
    createApp({ render: draw }).use(webFormsPlugin).mount("#form");
};
