/** A linear scale with round ends and round ticks. */
export interface Scale {
    low: number;
    high: number;
    ticks: number[];
    /** Position of a value between 0 and 1. */
    at: (value: number) => number;
}

export interface ScaleOptions {
    /** Fixed ends: [0, 100] for bars of percentages. */
    ends?: [number, number];
    /** About so many ticks. */
    ticks?: number;
}

export function scaleOf(values: Array<number | null | undefined>, options: ScaleOptions = {}): Scale {
    const known = values.filter((value): value is number => typeof value === "number" && Number.isFinite(value));
    let [low, high] = options.ends ?? [Math.min(...known), Math.max(...known)];
    if (known.length === 0 && !options.ends) [low, high] = [0, 1];
    if (low === high) [low, high] = [low - 1, high + 1];
    const step = roundStep((high - low) / (options.ticks ?? 5));
    const first = Math.floor(low / step + 1e-9);
    const last = Math.ceil(high / step - 1e-9);
    const ticks: number[] = [];
    for (let i = first; i <= last; i += 1) ticks.push(Number((i * step).toPrecision(12)));
    const bottom = options.ends ? low : first * step;
    const top = options.ends ? high : last * step;
    return {
        low: bottom,
        high: top,
        ticks: ticks.filter((tick) => tick >= bottom - 1e-9 && tick <= top + 1e-9),
        at: (value) => (Math.min(Math.max(value, bottom), top) - bottom) / (top - bottom),
    };
}

/** 1, 2 or 5 times a power of ten, not below the wish. */
function roundStep(wish: number): number {
    const power = 10 ** Math.floor(Math.log10(wish));
    for (const factor of [1, 2, 5]) if (factor * power >= wish * (1 - 1e-9)) return factor * power;
    return 10 * power;
}

/** Decimals that the ticks need. */
export function tickDecimals(scale: Scale): number {
    const step = (scale.ticks[1] ?? scale.high) - (scale.ticks[0] ?? scale.low);
    return step >= 1 ? 0 : step >= 0.1 ? 1 : 2;
}

/** "37.25%" for attributes of an SVG that is as wide as its place. */
export function share(part: number): string {
    return `${Number((part * 100).toFixed(2))}%`;
}

/** A coordinate with at most one decimal. */
export function dot(value: number): number {
    return Number(value.toFixed(1));
}
