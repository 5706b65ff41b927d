import type { ComponentChildren } from "preact";
import { common } from "./common";
import { integer } from "./format";
import { to } from "./view";

export interface LinkItem {
    label: ComponentChildren;
    href: string;
    note?: ComponentChildren;
}

/** Things to open, one a line: results of a search, files to download. */
export function LinkList({ items }: { items: LinkItem[] }) {
    return (
        <ul class="links">
            {items.map((item, i) => (
                <li key={i}>
                    <a href={to(item.href)}>{item.label}</a>
                    {item.note && <small class="soft"> {item.note}</small>}
                </li>
            ))}
        </ul>
    );
}

export interface ProgressProps {
    label: string;
    done: number;
    total: number;
    /** Instead of "3/9". */
    text?: string;
    small?: boolean;
}

/** How much of something is done, as a bar and in figures. */
export function Progress({ label, done, total, text, small }: ProgressProps) {
    return (
        <span class="progress">
            <progress class={small ? "small" : undefined} max={total || 1} value={done} aria-label={label} />
            <span class="numeric soft">{text ?? `${integer(done)}/${integer(total)}`}</span>
        </span>
    );
}

/** Where somebody is in a questionnaire: "Phần 2 trong 6". */
export function Steps({ step, of }: { step: number; of: number }) {
    const text = common("step", { step, of });
    return (
        <div class="steps">
            <p>{text}</p>
            <progress max={of} value={step} aria-label={text} />
        </div>
    );
}

/**
 * A QR code. `rows` are its lines of modules, "1" dark and "0" light; `text` is what it holds, written below for those who
 * cannot scan.
 */
export function QrCode({ rows, label, text }: { rows: string[]; label: string; text?: string }) {
    const size = rows.length + 8;
    const path = rows.flatMap((row, y) =>
        [...row.matchAll(/1+/g)].map(
            (run) => `M${(run.index ?? 0) + 4} ${y + 4}h${run[0].length}v1h-${run[0].length}z`,
        ),
    );
    return (
        <figure class="qr">
            <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
                <rect width={size} height={size} fill="#fff" />
                <path d={path.join("")} fill="#000" />
            </svg>
            {text && <figcaption class="code">{text}</figcaption>}
        </figure>
    );
}

/** Cards to print and cut: access codes, several on a sheet. */
export function Slips({ children }: { children: ComponentChildren }) {
    return <div class="slips">{children}</div>;
}

export function Slip({ children }: { children: ComponentChildren }) {
    return <section class="slip">{children}</section>;
}
