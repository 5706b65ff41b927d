import type { ComponentChildren } from "preact";
import { common } from "./common";

export type TagKind = "good" | "bad" | "warn" | "accent";

/** A word about the state of something; the colour only repeats it. */
export function Tag({ kind, children }: { kind?: TagKind; children: ComponentChildren }) {
    return <span class={kind ? `tag ${kind}` : "tag"}>{children}</span>;
}

export type EvidenceKind = "published" | "computed" | "simulated" | "unconfirmed" | "optIn";

/** Where a figure comes from: published elsewhere, computed here, simulated, not confirmed, opt-in. */
export function Evidence({ kind }: { kind: EvidenceKind }) {
    const warned = kind === "simulated" || kind === "unconfirmed" || kind === "optIn";
    return <span class={`tag evidence ${kind}${warned ? " warn" : ""}`}>{common(kind)}</span>;
}
