import type { ComponentChildren } from "preact";
import { common } from "./common";
import { integer } from "./format";
import { here, query } from "./view";

export interface Column<Row> {
    key: string;
    label: ComponentChildren;
    cell: (row: Row, index: number) => ComponentChildren;
    /** Right-aligned, figures under figures. */
    numeric?: boolean;
    /** The cell names the row. */
    head?: boolean;
    /** The heading sorts by ?sap=key (again: ?sap=-key). The server sorts. */
    sortable?: boolean;
    narrow?: boolean;
    /** Left out on narrow screens. */
    rarely?: boolean;
}

export interface TableProps<Row> {
    caption: ComponentChildren;
    /** The heading above says the same: the caption is there for those who hear the page only. */
    titled?: boolean;
    columns: Array<Column<Row>>;
    rows: Row[];
    /** Rows that belong together get a heading when the text changes. */
    group?: (row: Row) => string;
    /** Rows to point out: the national mean, the reader's own unit. */
    marked?: (row: Row) => boolean;
    /** On narrow screens each row becomes a block; without it the table scrolls sideways. */
    stack?: boolean;
    compact?: boolean;
    sticky?: boolean;
    foot?: ComponentChildren;
    /** Instead of an empty table. */
    empty?: ComponentChildren;
}

export function Table<Row>(props: TableProps<Row>) {
    if (props.rows.length === 0 && props.empty !== undefined) return <>{props.empty}</>;
    const kinds = ["table-frame", props.stack && "stack", props.compact && "compact"].filter(Boolean).join(" ");
    let group = "";
    return (
        <div
            class={kinds}
            tabIndex={props.stack ? undefined : 0}
            role={props.stack ? undefined : "group"}
            aria-label={props.stack || typeof props.caption !== "string" ? undefined : props.caption}
        >
            <table>
                <caption class={props.titled ? "hidden-text" : undefined}>{props.caption}</caption>
                <thead class={props.sticky ? "sticky" : undefined}>
                    <tr>
                        {props.columns.map((column) => (
                            <Heading key={column.key} column={column} />
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {props.rows.map((row, index) => {
                        const title = props.group?.(row) ?? "";
                        const first = title !== group;
                        group = title;
                        return [
                            first && title ? (
                                <tr class="group" key={`group ${index}`}>
                                    <th colSpan={props.columns.length} scope="colgroup">
                                        {title}
                                    </th>
                                </tr>
                            ) : null,
                            <tr key={index} class={props.marked?.(row) ? "marked" : undefined}>
                                {props.columns.map((column) => cell(column, row, index))}
                            </tr>,
                        ];
                    })}
                </tbody>
                {props.foot && <tfoot>{props.foot}</tfoot>}
            </table>
        </div>
    );
}

function kinds<Row>(column: Column<Row>): string | undefined {
    return (
        [column.numeric && "number", column.narrow && "narrow", column.rarely && "rarely"].filter(Boolean).join(" ") ||
        undefined
    );
}

function cell<Row>(column: Column<Row>, row: Row, index: number) {
    if (column.head) {
        return (
            <th key={column.key} scope="row" class={kinds(column)}>
                {column.cell(row, index)}
            </th>
        );
    }
    const label = typeof column.label === "string" ? column.label : undefined;
    return (
        <td key={column.key} class={kinds(column)} data-label={label}>
            {column.cell(row, index)}
        </td>
    );
}

function Heading<Row>({ column }: { column: Column<Row> }) {
    if (!column.sortable) {
        return (
            <th scope="col" class={kinds(column)}>
                {column.label}
            </th>
        );
    }
    const now = query().find(([name]) => name === "sap")?.[1];
    const state = now === column.key ? "ascending" : now === "-" + column.key ? "descending" : "none";
    return (
        <th scope="col" class={kinds(column)} aria-sort={state}>
            <a href={here({ sap: state === "ascending" ? "-" + column.key : column.key, trang: null })}>
                {column.label}
                <span class="sign" aria-hidden="true">
                    {state === "ascending" ? "↑" : state === "descending" ? "↓" : "↕"}
                </span>
            </a>
        </th>
    );
}

export interface PaginationProps {
    /** From 1. */
    page: number;
    perPage: number;
    /** Rows in all. */
    total: number;
}

/** Pages of a list by ?trang=N; the other parameters of the address stay. */
export function Pagination({ page, perPage, total }: PaginationProps) {
    const last = Math.max(1, Math.ceil(total / perPage));
    const from = total === 0 ? 0 : (page - 1) * perPage + 1;
    const summary = common("rows", {
        from: integer(from),
        to: integer(Math.min(page * perPage, total)),
        all: integer(total),
    });
    if (last === 1) return <p class="soft">{summary}</p>;
    const shown = [...new Set([1, page - 2, page - 1, page, page + 1, page + 2, last])].filter(
        (n) => n >= 1 && n <= last,
    );
    const link = (n: number) => here({ trang: n === 1 ? null : n });
    return (
        <nav class="pagination" aria-label={common("pages")}>
            <ul>
                {page > 1 && (
                    <li>
                        <a rel="prev" href={link(page - 1)}>
                            ‹ {common("previous")}
                        </a>
                    </li>
                )}
                {shown.map((n, i) => (
                    <li key={n}>
                        {i > 0 && n - (shown[i - 1] ?? n) > 1 && <span aria-hidden="true">… </span>}
                        {n === page ? (
                            <span aria-current="page" aria-label={common("page", { n })}>
                                {n}
                            </span>
                        ) : (
                            <a href={link(n)} aria-label={common("page", { n })}>
                                {n}
                            </a>
                        )}
                    </li>
                ))}
                {page < last && (
                    <li>
                        <a rel="next" href={link(page + 1)}>
                            {common("next")} ›
                        </a>
                    </li>
                )}
            </ul>
            <p>{summary}</p>
        </nav>
    );
}
