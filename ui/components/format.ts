import { common } from "./common";
import { language } from "./view";

/** 1.234,50 in Vietnamese, 1,234.50 in English; "–" for nothing. Rounds half away from zero, as printed tables do. */
export function number(value: number | null | undefined, decimals = 2): string {
    if (value === null || value === undefined || !Number.isFinite(value)) return "–";
    const [whole = "0", fraction] = rounded(Math.abs(value), decimals).split(".");
    const thousands = language() === "en" ? "," : ".";
    const point = language() === "en" ? "." : ",";
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
    const text = fraction ? grouped + point + fraction : grouped;
    return value < 0 && /[1-9]/.test(text) ? "−" + text : text;
}

// toFixed works on the binary value (1.005 is below it): the shortest decimal form is what people typed and see.
function rounded(value: number, decimals: number): string {
    const [digits = "0", exponent = "0"] = String(value).split("e");
    const shifted = Math.round(Number(digits + "e" + (Number(exponent) + decimals)));
    return (shifted / 10 ** decimals).toFixed(decimals);
}

export function integer(value: number | null | undefined): string {
    return number(value, 0);
}

export function percent(value: number | null | undefined, decimals = 2): string {
    const text = number(value, decimals);
    return text === "–" ? text : text + "%";
}

/** +1,35 or −0,70: a change always says its direction. */
export function signed(value: number | null | undefined, decimals = 2): string {
    const text = number(value, decimals);
    return value !== null && value !== undefined && /[1-9]/.test(text) && value > 0 ? "+" + text : text;
}

/** dd/MM/yyyy of a day ("2024-01-31") or of a moment (ISO, UTC), in Vietnamese time. */
export function date(value: string | null | undefined): string {
    if (!value) return "–";
    const [year, month, day] = (value.length === 10 ? value : local(value)).slice(0, 10).split("-");
    return `${day}/${month}/${year}`;
}

/** HH:mm dd/MM/yyyy of a moment, in Vietnamese time. */
export function moment(value: string | null | undefined): string {
    return value ? `${local(value).slice(11, 16)} ${date(value)}` : "–";
}

/** Value for <input type="datetime-local">. */
export function localInput(value: string | null | undefined): string {
    return value ? local(value).slice(0, 16) : "";
}

function local(value: string): string {
    return new Date(Date.parse(value) + 7 * 3600_000).toISOString();
}

/** "36,5 MB" */
export function bytes(value: number): string {
    const units = ["B", "KB", "MB", "GB"];
    let at = 0;
    while (value >= 1000 && at < units.length - 1) {
        value /= 1000;
        at += 1;
    }
    return `${number(value, at === 0 || value >= 100 ? 0 : 1)} ${units[at]}`;
}

/** "(79,10–84,37)" or "" */
export function interval(low: number | null | undefined, high: number | null | undefined, decimals = 2): string {
    if (low === null || low === undefined || high === null || high === undefined) return "";
    return `(${number(low, decimals)}–${number(high, decimals)})`;
}

export function yesNo(value: boolean): string {
    return language() === "en" ? (value ? "yes" : "no") : value ? "có" : "không";
}

/** A change in words for readers who do not see the arrow. */
export function changeWords(value: number): string {
    if (number(Math.abs(value)) === number(0)) return common("unchanged");
    return `${common(value > 0 ? "increase" : "decrease")} ${number(Math.abs(value))}`;
}
