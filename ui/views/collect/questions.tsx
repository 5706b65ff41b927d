import {
    Button,
    Buttons,
    Checkboxes,
    ErrorSummary,
    type FieldMessage,
    Page,
    Radios,
    Scale,
    TextArea,
    TextField,
    texts,
    to,
    view,
} from "../../components";
import type { QuestionView } from "../../generated/collect";
import { Carried } from "./hidden";

const t = texts({
    step: { vi: "Phần {step} trong {steps}", en: "Part {step} of {steps}" },
    next: { vi: "Tiếp tục", en: "Continue" },
    back: { vi: "Quay lại", en: "Back" },
    review: { vi: "Xem lại các câu trả lời", en: "Review the answers" },
    unconfirmed: {
        vi: "Câu chữ của trang này là tạm: nguyên văn phiếu chính thức chưa được công bố.",
        en: "The wording of this page is provisional: the text of the official form is not public.",
    },
    skip: {
        vi: "Có thể bỏ qua câu Ông/Bà không muốn trả lời.",
        en: "You may leave out questions you prefer not to answer.",
    },
});

export default view("collect/questions", (document) => (
    <Page
        title={document.heading}
        shortTitle={`${document.heading} · ${document.title}`}
        section="khao-sat"
        hidden
        quiet
    >
        <p class="soft">{t("step", { step: document.step, steps: document.steps })}</p>
        <progress
            max={document.steps}
            value={document.step}
            aria-label={t("step", { step: document.step, steps: document.steps })}
        />
        <ErrorSummary errors={document.errors} />
        <form method="post" action={to(`/khao-sat/${document.code}/tra-loi`)} novalidate>
            <Carried state={document.state} signature={document.signature} />
            <input type="hidden" name="trang" value={document.page} />
            <input type="hidden" name="hoi" value={document.shown} />
            {document.hint && <p class="lede">{document.hint}</p>}
            <p class="soft">{t("skip")}</p>
            {document.questions.map((question) => (
                <div key={question.field}>
                    {question.group && <h2>{question.group}</h2>}
                    <Question question={question} errors={document.errors} />
                </div>
            ))}
            <Buttons>
                <Button name="viec" value="tiep">
                    {t("next")}
                </Button>
                {document.can_go_back && (
                    <Button name="viec" value="lui" kind="plain">
                        {t("back")}
                    </Button>
                )}
            </Buttons>
        </form>
        {document.questions.some((question) => question.standing) && <p class="soft">{t("unconfirmed")}</p>}
    </Page>
));

function Question({ question, errors }: { question: QuestionView; errors: FieldMessage[] }) {
    const base = { name: question.field, label: question.label, hint: question.hint || undefined, errors };
    const choices = question.choices.map((choice) => ({
        value: choice.name,
        label: choice.label,
        apart: choice.apart,
    }));
    switch (question.type) {
        case "note":
            return <p>{question.label}</p>;
        case "integer":
            return <TextField {...base} value={question.value} numeric optional={!question.required} />;
        case "text":
            return (
                <TextArea
                    {...base}
                    value={question.value}
                    maxLength={question.max_length}
                    optional={!question.required}
                />
            );
        case "select_multiple":
            return <Checkboxes {...base} question choices={choices} values={question.value.split(" ")} />;
        default:
            return question.likert ? (
                <Scale {...base} choices={choices} value={question.value} />
            ) : (
                <Radios {...base} question choices={choices} value={question.value} />
            );
    }
}
