import { common } from "../common";
import { number } from "../format";
import { to } from "../view";
import { ChartFrame, type ChartTexts } from "./frame";
import { archipelagos, grid34, grid63 } from "./grids";

export interface Tile {
    /** Province code: "01". */
    code: string;
    name: string;
    value: number | null;
    href?: string;
}

export interface TileMapProps extends ChartTexts {
    /** 63 provinces until 30/06/2025, 34 since. */
    provinces: 63 | 34;
    tiles: Tile[];
    /** Four ascending limits between the five classes; without them: equal shares of the provinces. */
    limits?: [number, number, number, number];
    decimals?: number;
}

const side = 55;
const gap = 3;

/** One square a province. Hoàng Sa stands with Đà Nẵng, Trường Sa with Khánh Hòa. */
export function TileMap({ provinces, tiles, decimals = 1, ...props }: TileMapProps) {
    const grid = provinces === 63 ? grid63 : grid34;
    const limits = props.limits ?? quintiles(tiles);
    const places = Object.values(grid);
    const columns = Math.max(...places.map(([, column]) => column)) + 2;
    const rows = Math.max(...places.map(([row]) => row)) + 1;
    const byCode = new Map(tiles.map((tile) => [tile.code, tile]));
    const size = (count: number) => count * (side + gap) - gap + 2;
    return (
        <ChartFrame title={props.title} sentence={props.sentence}>
            <div class="tilemap">
                <svg viewBox={`0 0 ${size(columns)} ${size(rows)}`} role="group" aria-label={props.title}>
                    {Object.entries(grid).map(([code, [row, column]]) => {
                        const tile = byCode.get(code);
                        return tile ? (
                            <Square
                                key={code}
                                tile={tile}
                                row={row}
                                column={column}
                                limits={limits}
                                decimals={decimals}
                            />
                        ) : null;
                    })}
                    {Object.entries(archipelagos).map(([code, name]) => {
                        const place = grid[code];
                        const tile = byCode.get(code);
                        return place && tile ? (
                            <Archipelago
                                key={code}
                                name={name}
                                of={tile}
                                row={place[0]}
                                column={columns - 1}
                                level={tile.value === null ? 0 : classOf(tile.value, limits)}
                            />
                        ) : null;
                    })}
                </svg>
            </div>
            <ul class="legend">
                {classNames(limits, decimals).map((label, i) => (
                    <li key={label}>
                        <svg viewBox="0 0 16 16" aria-hidden="true">
                            <rect width="16" height="16" rx="2" class={`l${i + 1}`} />
                        </svg>
                        {label}
                    </li>
                ))}
                {tiles.some((tile) => tile.value === null) && (
                    <li>
                        <svg viewBox="0 0 16 16" aria-hidden="true">
                            <rect x="1" y="1" width="14" height="14" rx="2" class="l0" />
                        </svg>
                        {common("noData")}
                    </li>
                )}
            </ul>
        </ChartFrame>
    );
}

interface SquareProps {
    tile: Tile;
    row: number;
    column: number;
    limits: number[];
    decimals: number;
}

function Square({ tile, row, column, limits, decimals }: SquareProps) {
    const level = tile.value === null ? 0 : classOf(tile.value, limits);
    const text = level >= 4 ? "on-high" : "on-low";
    const [x, y] = [column * (side + gap) + 1, row * (side + gap) + 1];
    const lines = twoLines(tile.name);
    const drawing = (
        <>
            <rect x={x} y={y} width={side} height={side} rx="4" class={`l${level}`} />
            {lines.map((line, i) => (
                <text
                    key={line}
                    x={x + side / 2}
                    y={y + (lines.length === 1 ? 23 : 16 + i * 14)}
                    class={`name ${text}`}
                >
                    {line + " "}
                </text>
            ))}
            <text x={x + side / 2} y={y + 47} class={`value ${text}`}>
                {number(tile.value, decimals)}
            </text>
        </>
    );
    const label = `${lines.join(" ")} ${tile.value === null ? common("noData") : number(tile.value, decimals)}`;
    if (!tile.href) {
        return (
            <g role="img" aria-label={label}>
                {drawing}
            </g>
        );
    }
    return (
        <a href={to(tile.href)} aria-label={label}>
            {drawing}
        </a>
    );
}

interface ArchipelagoProps {
    name: string;
    of: Tile;
    row: number;
    column: number;
    level: number;
}

/** In the colour of the province it belongs to. */
function Archipelago({ name, of, row, column, level }: ArchipelagoProps) {
    const text = level >= 4 ? "on-high" : "on-low";
    const [x, y] = [column * (side + gap) + 1, row * (side + gap) + 1];
    const [first, second] = twoLines(name);
    return (
        <g role="img" aria-label={`${name} (${of.name})`}>
            <rect x={x} y={y} width={side} height={side} rx="4" class={`l${level} islands`} />
            <text x={x + side / 2} y={y + 16} class={`name ${text}`}>
                {first + " "}
            </text>
            <text x={x + side / 2} y={y + 30} class={`name ${text}`}>
                {second + " "}
            </text>
            <text x={x + side / 2} y={y + 47} class={`small ${text}`}>
                ({shortName(of.name)})
            </text>
        </g>
    );
}

function shortName(name: string): string {
    const known: Record<string, string> = {
        "Hồ Chí Minh": "TP.HCM",
        "Bà Rịa - Vũng Tàu": "BR–VT",
        "Thừa Thiên Huế": "TT Huế",
    };
    return known[name.replace(/^(Thành phố|Tỉnh) /, "")] ?? name.replace(/^(Thành phố|Tỉnh) /, "");
}

function twoLines(name: string): string[] {
    const [first = "", ...rest] = shortName(name).split(" ");
    return rest.length ? [first, rest.join(" ")] : [first];
}

function classOf(value: number, limits: number[]): number {
    return 1 + limits.filter((limit) => value >= limit).length;
}

function quintiles(tiles: Tile[]): [number, number, number, number] {
    const values = tiles
        .map((tile) => tile.value)
        .filter((value): value is number => value !== null)
        .sort((a, b) => a - b);
    const at = (part: number) => values[Math.min(values.length - 1, Math.floor(part * values.length))] ?? 0;
    return [at(0.2), at(0.4), at(0.6), at(0.8)];
}

function classNames(limits: [number, number, number, number], decimals: number): string[] {
    const [a, b, c, d] = limits.map((limit) => number(limit, decimals)) as [string, string, string, string];
    return [common("under", { value: a }), `${a}–${b}`, `${b}–${c}`, `${c}–${d}`, common("from", { value: d })];
}
