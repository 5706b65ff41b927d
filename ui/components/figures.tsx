import type { ComponentChildren } from "preact";
import { common } from "./common";
import { changeWords, number } from "./format";

export interface FigureProps {
    label: ComponentChildren;
    /** Already written: percent(), integer() … */
    value: string;
    unit?: string;
    /** The most important one: larger. */
    lead?: boolean;
    /** Interval, n, evidence, change, source. */
    children?: ComponentChildren;
}

/** A strip of key figures. A figure never stands alone: put interval, n, evidence and change below it. */
export function Figures({ label, figures }: { label: string; figures: FigureProps[] }) {
    return (
        <section class="figures" aria-label={label}>
            {figures.map((one, i) => (
                <div class={one.lead ? "figure lead" : "figure"} key={i}>
                    <p class="label">{one.label}</p>
                    <p class="value">
                        {one.value.replace(/%$/, "")}
                        <Unit figure={one} />
                    </p>
                    {one.children && <p class="below">{one.children}</p>}
                </div>
            ))}
        </section>
    );
}

/** The unit stands smaller than its number, "83,94%" included. */
function Unit({ figure }: { figure: FigureProps }) {
    const unit = figure.unit ?? (figure.value.endsWith("%") ? "%" : "");
    return unit ? <small>{unit}</small> : null;
}

export interface ChangeProps {
    /** Difference in points; nothing when there is none. */
    value: number | null | undefined;
    /** False: the two years may not be compared, and the page says so instead of a number. */
    comparable?: boolean;
    since?: number | string;
    decimals?: number;
}

/** A change with its sign, an arrow and words for those who see neither. */
export function Change({ value, comparable = true, since, decimals = 2 }: ChangeProps) {
    if (!comparable) return <span class="change soft">{common("notComparable")}</span>;
    if (value === null || value === undefined) return <span class="change soft">–</span>;
    const text = number(Math.abs(value), decimals);
    const still = !/[1-9]/.test(text);
    const kind = still ? "soft" : value > 0 ? "good" : "bad";
    return (
        <span class={`change ${kind}`}>
            <span aria-hidden="true">{still ? "=" : `${value > 0 ? "▲" : "▼"} ${text}`}</span>
            <span class="hidden-text">{changeWords(value)}</span>
            {since !== undefined && <> {common("comparedWith", { year: since })}</>}
        </span>
    );
}
