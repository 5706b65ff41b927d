import { common } from "../common";
import { interval, number } from "../format";
import { Table } from "../table";
import { ChartFrame, Sized, type ChartTexts } from "./frame";
import { dot, scaleOf, tickDecimals, type Scale } from "./scale";

export interface Point {
    year: number;
    value: number | null;
    low?: number | null;
    high?: number | null;
}
export interface Series {
    name: string;
    points: Point[];
}
/** Between the year before and `year` something changed: figures on both sides may not be compared. */
export interface Break {
    year: number;
    label: string;
}

export interface LineProps extends ChartTexts {
    /** One to four. */
    series: Series[];
    breaks?: Break[];
    decimals?: number;
    unit?: string;
    ends?: [number, number];
}

/** Over time, with break marks: lines are cut where the figures cannot be compared. */
export function LineChart(props: LineProps) {
    const years = [...new Set(props.series.flatMap((one) => one.points.map((point) => point.year)))].sort(
        (a, b) => a - b,
    );
    const decimals = props.decimals ?? 2;
    const cell = (series: Series, year: number) => {
        const point = series.points.find((each) => each.year === year);
        return point ? `${number(point.value, decimals)} ${interval(point.low, point.high, decimals)}` : "–";
    };
    const table = (
        <Table
            caption={props.title}
            compact
            rows={years}
            columns={[
                { key: "year", label: common("year"), head: true, cell: (year) => year },
                ...props.series.map((series, i) => ({
                    key: String(i),
                    label: series.name,
                    numeric: true,
                    cell: (year: number) => cell(series, year),
                })),
            ]}
        />
    );
    return (
        <ChartFrame title={props.title} sentence={props.sentence} table={table}>
            <Sized draw={(width) => <Lines {...props} years={years} width={width} />} />
            {props.series.length > 1 && (
                <ul class="legend when-narrow">
                    {props.series.map((one, i) => (
                        <li key={one.name}>
                            <svg viewBox="0 0 16 16" aria-hidden="true">
                                <g class={`s${i + 1}`}>
                                    <line x1="0" x2="16" y1="8" y2="8" class="line" />
                                </g>
                            </svg>
                            {one.name}
                        </li>
                    ))}
                </ul>
            )}
            {props.breaks && props.breaks.length > 0 && (
                <ul class="legend">
                    {props.breaks.map((mark, i) => (
                        <li key={mark.year}>
                            <svg viewBox="0 0 16 16" aria-hidden="true">
                                <line x1="8" x2="8" y1="0" y2="16" class="breakline" />
                            </svg>
                            {breakSign(i)} {mark.label}
                        </li>
                    ))}
                </ul>
            )}
        </ChartFrame>
    );
}

function breakSign(index: number): string {
    return "①②③④⑤⑥"[index] ?? "•";
}

function Lines({ series, breaks = [], years, width, unit, ...props }: LineProps & { years: number[]; width: number }) {
    const height = width > 500 ? 300 : 270;
    const labels = width > 500 && series.length > 1 ? 150 : 16;
    const box = { left: 44, right: width - labels - 8, top: 22, bottom: height - 30 };
    const values = series.flatMap((one) => one.points.flatMap((point) => [point.value, point.low, point.high]));
    const y = scaleOf(values, { ends: props.ends, ticks: 4 });
    const first = years[0] ?? 0;
    const span = Math.max(1, (years[years.length - 1] ?? 1) - first);
    const x = (year: number) => dot(box.left + ((year - first) / span) * (box.right - box.left));
    const yOf = (value: number) => dot(box.bottom - y.at(value) * (box.bottom - box.top));
    const every = Math.ceil((years.length * 46) / (box.right - box.left));
    return (
        <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={props.title}>
            <YAxis y={y} left={box.left} right={box.right} yOf={yOf} unit={unit} />
            {years.map((year, i) =>
                (years.length - 1 - i) % every === 0 ? (
                    <text key={year} x={x(year)} y={height - 8} text-anchor="middle" class="faint">
                        {year}
                    </text>
                ) : null,
            )}
            {breaks.map((mark, i) => (
                <g key={mark.year}>
                    <line
                        x1={x(mark.year - 0.5)}
                        x2={x(mark.year - 0.5)}
                        y1={box.top - 6}
                        y2={box.bottom}
                        class="breakline"
                    />
                    <text x={x(mark.year - 0.5)} y={box.top - 9} text-anchor="middle" class="breaktext">
                        {breakSign(i)}
                    </text>
                </g>
            ))}
            {series.map((one, i) => (
                <SeriesLine
                    key={one.name}
                    series={one}
                    order={i}
                    breaks={breaks}
                    x={x}
                    yOf={yOf}
                    many={years.length > 20}
                />
            ))}
            {width > 500 && series.length > 1 && <Labels series={series} left={box.right + 14} yOf={yOf} />}
        </svg>
    );
}

interface AxisProps {
    y: Scale;
    left: number;
    right: number;
    yOf: (value: number) => number;
    unit?: string;
}

function YAxis({ y, left, right, yOf, unit }: AxisProps) {
    return (
        <g>
            {y.ticks.map((tick) => (
                <g key={tick}>
                    <line x1={left} x2={right} y1={yOf(tick)} y2={yOf(tick)} class="grid" />
                    <text x={left - 8} y={yOf(tick) + 4} text-anchor="end" class="faint">
                        {number(tick, tickDecimals(y))}
                        {unit === "%" ? "%" : ""}
                    </text>
                </g>
            ))}
        </g>
    );
}

interface SeriesLineProps {
    series: Series;
    order: number;
    breaks: Break[];
    x: (year: number) => number;
    yOf: (value: number) => number;
    many: boolean;
}

function SeriesLine({ series, order, breaks, x, yOf, many }: SeriesLineProps) {
    const known = series.points.filter((point): point is Point & { value: number } => point.value !== null);
    return (
        <g class={`s${order + 1}`}>
            {pieces(known, breaks).map((piece, i) => (
                <g key={i}>
                    <Band piece={piece} x={x} yOf={yOf} />
                    <polyline
                        class="line"
                        points={piece.map((point) => `${x(point.year)},${yOf(point.value)}`).join(" ")}
                    />
                </g>
            ))}
            {!many &&
                known.map((point) => (
                    <circle key={point.year} cx={x(point.year)} cy={yOf(point.value)} r="3.8" class="point">
                        <title>{`${series.name}, ${point.year}: ${number(point.value)}`}</title>
                    </circle>
                ))}
        </g>
    );
}

function Band({ piece, x, yOf }: { piece: Point[]; x: (year: number) => number; yOf: (value: number) => number }) {
    const sure = piece.filter((point) => typeof point.low === "number" && typeof point.high === "number");
    if (sure.length < 2) return null;
    const upper = sure.map((point) => `${x(point.year)},${yOf(point.high ?? 0)}`);
    const lower = sure.map((point) => `${x(point.year)},${yOf(point.low ?? 0)}`).reverse();
    return <polygon class="band" points={[...upper, ...lower].join(" ")} />;
}

/** Runs of points between breaks. */
function pieces<P extends Point>(points: P[], breaks: Break[]): P[][] {
    const result: P[][] = [];
    let before: P | undefined;
    for (const point of [...points].sort((a, b) => a.year - b.year)) {
        const last = result[result.length - 1];
        const from = before?.year ?? point.year;
        const cut = breaks.some((mark) => from < mark.year && point.year >= mark.year);
        if (!last || cut) result.push([point]);
        else last.push(point);
        before = point;
    }
    return result;
}

/** Names at the ends of the lines, moved apart where they would overlap. */
function Labels({ series, left, yOf }: { series: Series[]; left: number; yOf: (value: number) => number }) {
    const places = series
        .map((one, order) => {
            const last = [...one.points].reverse().find((point) => point.value !== null);
            return { order, name: one.name, y: yOf(last?.value ?? 0) };
        })
        .sort((a, b) => a.y - b.y);
    for (let i = 1; i < places.length; i += 1) {
        const above = places[i - 1];
        const place = places[i];
        if (above && place) place.y = Math.max(place.y, above.y + 17);
    }
    return (
        <g>
            {places.map((place) => (
                <g class={`s${place.order + 1}`} key={place.order}>
                    <text x={left} y={place.y + 4} class="serieslabel">
                        {place.name}
                    </text>
                </g>
            ))}
        </g>
    );
}
