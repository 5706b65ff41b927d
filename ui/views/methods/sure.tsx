import { Tag, texts } from "../../components";
import type { Sureness } from "../../generated/methods";

const t = texts({
    source: { vi: "nguồn", en: "source" },
});

/** How sure a statement is, in a word, with its source and what is doubtful about it. */
export function Sure({ sure, brief }: { sure: Sureness; brief?: boolean }) {
    const sound = sure.standing === "confirmed" || sure.standing === "derived";
    return (
        <>
            <Tag kind={sound ? "good" : "warn"}>{sure.label}</Tag>{" "}
            {sure.source && (
                <a href={sure.source} rel="noopener noreferrer nofollow">
                    {t("source")}
                </a>
            )}
            {!brief && sure.remark && <small class="soft"> {sure.remark}</small>}
        </>
    );
}
