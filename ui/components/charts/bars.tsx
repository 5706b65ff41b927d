import type { ComponentChildren } from "preact";
import { number } from "../format";
import { to } from "../view";
import type { ChartTexts } from "./frame";
import { scaleOf, share } from "./scale";

export interface Bar {
    name: ComponentChildren;
    href?: string;
    value: number | null;
    note?: ComponentChildren;
    /** Drawn lighter: last year, the comparison. */
    second?: boolean;
}

export interface BarsProps extends ChartTexts {
    bars: Bar[];
    nameLabel: string;
    valueLabel: string;
    decimals?: number;
    unit?: string;
    /** [0, 100] unless said. Bars start at zero, always. */
    most?: number;
}

/** Lengths to compare: one bar a row, in a table that holds name and value. */
export function Bars({ bars, most, decimals = 2, unit = "", ...props }: BarsProps) {
    const top = most ?? scaleOf([0, ...bars.map((bar) => bar.value)]).high;
    const scale = scaleOf([], { ends: [0, top] });
    return (
        <figure class="chart">
            <figcaption>
                <span class="title">{props.title}</span>
                <p>{props.sentence}</p>
            </figcaption>
            <table class="bars">
                <thead class="hidden-text">
                    <tr>
                        <th scope="col">{props.nameLabel}</th>
                        <th scope="col">{props.valueLabel}</th>
                    </tr>
                </thead>
                <tbody>
                    {bars.map((bar, i) => (
                        <tr key={i}>
                            <th scope="row">
                                {bar.href ? <a href={to(bar.href)}>{bar.name}</a> : bar.name}
                                {bar.note && <small> {bar.note}</small>}
                            </th>
                            <td>
                                <svg width="100%" height="18" aria-hidden="true">
                                    <rect x="0" y="0" width="100%" height="18" rx="2" class="track" />
                                    <rect
                                        x="0"
                                        y="0"
                                        width={share(scale.at(bar.value ?? 0))}
                                        height="18"
                                        rx="2"
                                        class={bar.second ? "bar second" : "bar"}
                                    />
                                </svg>
                                <span class="numeric">
                                    {number(bar.value, decimals)}
                                    {bar.value === null ? "" : unit}
                                </span>
                            </td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </figure>
    );
}
