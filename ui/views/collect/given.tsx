import { Definitions, texts } from "../../components";
import type { GivenAnswer } from "../../generated/collect";

const t = texts({
    none: { vi: "Chưa trả lời", en: "Not answered" },
});

/** Answers in words, under their questions. */
export function Given({ answers }: { answers: GivenAnswer[] }) {
    return (
        <Definitions
            items={answers.map((answer) => [answer.label, answer.answer || <span class="soft">{t("none")}</span>])}
        />
    );
}
