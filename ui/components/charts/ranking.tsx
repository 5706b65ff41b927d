import type { ComponentChildren } from "preact";
import { common } from "../common";
import { interval, number } from "../format";
import { to } from "../view";
import type { ChartTexts } from "./frame";
import { scaleOf, share, tickDecimals, type Scale } from "./scale";

export interface RankingRow {
    name: string;
    href?: string;
    value: number | null;
    /** Confidence interval. */
    low?: number | null;
    high?: number | null;
    rank?: number | null;
    /** Ranks that are possible, from an interval of ranks: [1, 5]. */
    rankInterval?: [number, number] | null;
    change?: ComponentChildren;
    note?: ComponentChildren;
    marked?: boolean;
}

export interface RankingProps extends ChartTexts {
    rows: RankingRow[];
    nameLabel: string;
    valueLabel: string;
    changeLabel?: string;
    /** The general level, drawn as a dashed line. */
    mean?: number | null;
    meanLabel?: string;
    decimals?: number;
    ends?: [number, number];
}

/** A ranking as one table: rank with its interval, name, value, and the value drawn as a dot on its interval. */
export function Ranking(props: RankingProps) {
    const scale = scaleOf([...props.rows.flatMap((row) => [row.value, row.low, row.high]), props.mean], {
        ends: props.ends,
        ticks: 4,
    });
    const decimals = props.decimals ?? 2;
    const intervals = props.rows.some((row) => typeof row.low === "number");
    return (
        <figure class="chart">
            <figcaption>
                <span class="title">{props.title}</span>
                <p>{props.sentence}</p>
            </figcaption>
            <table class="ranking">
                <thead>
                    <tr>
                        <th scope="col" class="rank">
                            {common("rank")}
                        </th>
                        <th scope="col">{props.nameLabel}</th>
                        <th scope="col" class="number">
                            {props.valueLabel}
                        </th>
                        <th scope="col" class="plot">
                            <span class="hidden-text">{intervals ? common("interval") : props.valueLabel}</span>
                            <Axis scale={scale} mean={props.mean} />
                        </th>
                        {props.changeLabel && (
                            <th scope="col" class="number">
                                {props.changeLabel}
                            </th>
                        )}
                    </tr>
                </thead>
                <tbody>
                    {props.rows.map((row, i) => (
                        <tr key={i} class={row.marked ? "marked" : undefined}>
                            <td class="rank">
                                <b>{row.rank ?? "–"}</b>
                                <small>{row.rankInterval && ranks(row.rankInterval)}</small>
                            </td>
                            <th scope="row">
                                {row.href ? <a href={to(row.href)}>{row.name}</a> : row.name}
                                {row.note && <small> {row.note}</small>}
                            </th>
                            <td class="number">
                                {number(row.value, decimals)}
                                <span class="hidden-text"> {interval(row.low, row.high, decimals)}</span>
                            </td>
                            <td class="plot">
                                <Plot row={row} scale={scale} mean={props.mean} />
                            </td>
                            {props.changeLabel && <td class="number">{row.change}</td>}
                        </tr>
                    ))}
                </tbody>
            </table>
            {typeof props.mean === "number" && (
                <ul class="legend">
                    <li>
                        <svg viewBox="0 0 16 16" aria-hidden="true">
                            <line x1="8" x2="8" y1="0" y2="16" class="mean" />
                        </svg>
                        {props.meanLabel}: {number(props.mean, decimals)}
                    </li>
                    {intervals && (
                        <li>
                            <svg viewBox="0 0 16 16" aria-hidden="true">
                                <line x1="1" x2="15" y1="8" y2="8" class="whisker" />
                                <circle cx="8" cy="8" r="3.5" class="dot" />
                            </svg>
                            {common("interval")}
                        </li>
                    )}
                </ul>
            )}
        </figure>
    );
}

function ranks([best, worst]: [number, number]): string {
    return best === worst ? "" : `${best}–${worst}`;
}

function Axis({ scale, mean }: { scale: Scale; mean?: number | null }) {
    const last = scale.ticks.length - 1;
    return (
        <svg width="100%" height="22" aria-hidden="true">
            {scale.ticks.map((tick, i) => (
                <text
                    key={tick}
                    x={share(scale.at(tick))}
                    y="14"
                    class="faint"
                    text-anchor={i === 0 ? "start" : i === last ? "end" : "middle"}
                >
                    {number(tick, tickDecimals(scale))}
                </text>
            ))}
            {typeof mean === "number" && (
                <line x1={share(scale.at(mean))} x2={share(scale.at(mean))} y1="17" y2="22" class="mean" />
            )}
        </svg>
    );
}

function Plot({ row, scale, mean }: { row: RankingRow; scale: Scale; mean?: number | null }) {
    return (
        <svg width="100%" height="34" aria-hidden="true">
            {scale.ticks.map((tick) => (
                <line key={tick} x1={share(scale.at(tick))} x2={share(scale.at(tick))} y1="0" y2="34" class="grid" />
            ))}
            {typeof mean === "number" && (
                <line x1={share(scale.at(mean))} x2={share(scale.at(mean))} y1="0" y2="34" class="mean" />
            )}
            {typeof row.low === "number" && typeof row.high === "number" && (
                <line x1={share(scale.at(row.low))} x2={share(scale.at(row.high))} y1="17" y2="17" class="whisker" />
            )}
            {row.value !== null && <circle cx={share(scale.at(row.value))} cy="17" r="4.5" class="dot" />}
        </svg>
    );
}
