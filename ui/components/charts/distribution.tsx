import type { ComponentChildren } from "preact";
import { integer, number } from "../format";
import { Table } from "../table";
import { ChartFrame, type ChartTexts } from "./frame";
import { share } from "./scale";

export interface DistributionRow {
    name: ComponentChildren;
    /** One number for each level, in the order of `levels`: counts or percentages. */
    counts: number[];
    /** Respondents the shares rest on. */
    base?: number | null;
}

export interface DistributionProps extends ChartTexts {
    /** Two to five, from the least to the most satisfied. */
    levels: string[];
    rows: DistributionRow[];
    nameLabel: string;
    baseLabel?: string;
}

/** How answers fall on a scale: one stacked bar a row. Shares under 7 % are written in the table only. */
export function Distribution(props: DistributionProps) {
    const colours = ["l1", "l2", "l3", "l4", "l5"].slice(5 - props.levels.length);
    const shares = (row: DistributionRow) => {
        const sum = row.counts.reduce((total, count) => total + count, 0);
        return row.counts.map((count) => (sum > 0 ? count / sum : 0));
    };
    const table = (
        <Table
            caption={props.title}
            compact
            rows={props.rows}
            columns={[
                { key: "name", label: props.nameLabel, head: true, cell: (row) => row.name },
                ...props.levels.map((level, i) => ({
                    key: String(i),
                    label: level,
                    numeric: true,
                    cell: (row: DistributionRow) => number((shares(row)[i] ?? 0) * 100, 1) + "%",
                })),
                ...(props.baseLabel
                    ? [
                          {
                              key: "base",
                              label: props.baseLabel,
                              numeric: true,
                              cell: (row: DistributionRow) => integer(row.base),
                          },
                      ]
                    : []),
            ]}
        />
    );
    return (
        <ChartFrame title={props.title} sentence={props.sentence} table={table}>
            <ul class="legend">
                {props.levels.map((level, i) => (
                    <li key={level}>
                        <svg viewBox="0 0 16 16" aria-hidden="true">
                            <rect width="16" height="16" rx="2" class={colours[i]} />
                        </svg>
                        {level}
                    </li>
                ))}
            </ul>
            <div class="stacks" aria-hidden="true">
                {props.rows.map((row, i) => (
                    <div key={i}>
                        <span>{row.name}</span>
                        <Stack parts={shares(row)} colours={colours} />
                    </div>
                ))}
            </div>
        </ChartFrame>
    );
}

function Stack({ parts, colours }: { parts: number[]; colours: string[] }) {
    let from = 0;
    return (
        <svg width="100%" height="28">
            {parts.map((part, i) => {
                const start = from;
                from += part;
                const high = colours[i] === "l4" || colours[i] === "l5";
                return (
                    <g key={i}>
                        <rect x={share(start)} y="0" width={share(part)} height="28" class={`${colours[i]} edge`} />
                        {part >= 0.07 && (
                            <text
                                x={share(start + part / 2)}
                                y="18.5"
                                text-anchor="middle"
                                class={high ? "on-high" : "on-low"}
                            >
                                {number(part * 100, 0)}%
                            </text>
                        )}
                    </g>
                );
            })}
        </svg>
    );
}
