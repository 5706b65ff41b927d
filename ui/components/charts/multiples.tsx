import { number } from "../format";
import { to } from "../view";
import type { ChartTexts } from "./frame";
import type { Point } from "./line";
import { dot, scaleOf } from "./scale";

export interface Multiple {
    name: string;
    href?: string;
    points: Point[];
}

/** Many small lines on one scale: shapes to compare, with first and last value written. */
export function Multiples(props: ChartTexts & { items: Multiple[]; decimals?: number }) {
    const all = props.items.flatMap((item) => item.points);
    const y = scaleOf(all.map((point) => point.value));
    const years = all.map((point) => point.year);
    const [from, until] = [Math.min(...years), Math.max(...years)];
    const [width, height] = [220, 84];
    const xOf = (year: number) => dot(6 + ((year - from) / Math.max(1, until - from)) * (width - 12));
    const yOf = (value: number) => dot(height - 20 - y.at(value) * (height - 34));
    return (
        <figure class="chart">
            <figcaption>
                <span class="title">{props.title}</span>
                <p>{props.sentence}</p>
            </figcaption>
            <div class="multiples">
                {props.items.map((item) => {
                    const known = item.points.filter((p): p is Point & { value: number } => p.value !== null);
                    const [first, last] = [known[0], known[known.length - 1]];
                    const words = known.map((p) => `${p.year}: ${number(p.value, props.decimals)}`).join("; ");
                    return (
                        <div class="one" key={item.name}>
                            <p class="title">{item.href ? <a href={to(item.href)}>{item.name}</a> : item.name}</p>
                            <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${item.name}. ${words}`}>
                                <line x1="0" x2={width} y1={height - 18} y2={height - 18} class="grid" />
                                <polyline
                                    class="line"
                                    points={known.map((p) => `${xOf(p.year)},${yOf(p.value)}`).join(" ")}
                                />
                                {last && <circle cx={xOf(last.year)} cy={yOf(last.value)} r="3.5" class="dot" />}
                                {first && (
                                    <text x="0" y={height - 3} class="faint">
                                        {first.year}: {number(first.value, props.decimals)}
                                    </text>
                                )}
                                {last && last !== first && (
                                    <text x={width} y={height - 3} text-anchor="end" class="bold">
                                        {last.year}: {number(last.value, props.decimals)}
                                    </text>
                                )}
                            </svg>
                        </div>
                    );
                })}
            </div>
        </figure>
    );
}
