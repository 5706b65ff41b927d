import type { ComponentChildren } from "preact";
import { common } from "../common";
import { Details } from "../layout";

export interface ChartTexts {
    title: string;
    /** What the chart shows, in a sentence: for everybody, and the only thing some readers get. */
    sentence: ComponentChildren;
}

/** Around every chart: title, sentence, drawing, and the figures as a table. */
export function ChartFrame(props: ChartTexts & { table?: ComponentChildren; children: ComponentChildren }) {
    return (
        <figure class="chart">
            <figcaption>
                <span class="title">{props.title}</span>
                <p>{props.sentence}</p>
            </figcaption>
            {props.children}
            {props.table && <Details summary={common("chartTable")}>{props.table}</Details>}
        </figure>
    );
}

/** Draws twice, for wide and for narrow screens; the style sheet shows one. Letters keep their size that way. */
export function Sized({ draw }: { draw: (width: number) => ComponentChildren }) {
    return (
        <>
            <div class="when-wide">{draw(760)}</div>
            <div class="when-narrow">{draw(350)}</div>
        </>
    );
}
