// Which texts are values of a type of the form.
import { dateText, millisecondsOfDay, moment, timeNumber } from "./dates";
import { toNumber, toText, type Value } from "./values";

const number = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const offset = /^(Z|[-+]\d\d(:\d\d)?)?$/;
const words = (text: string) => text.trim().split(/\s+/);

/** Latitude, longitude, then altitude and accuracy where they are known. */
function isPoint(text: string): boolean {
    const parts = words(text);
    const [latitude, longitude, , accuracy = 0] = parts.map(Number);
    return (
        parts.length > 1 &&
        parts.length < 5 &&
        parts.every((part) => number.test(part)) &&
        Math.abs(latitude!) <= 90 &&
        Math.abs(longitude!) <= 180 &&
        accuracy >= 0
    );
}

function isLine(text: string, fewest: number, closed: boolean): boolean {
    const points = text.split(";").filter((each) => each.trim());
    const place = (point: string) => words(point).slice(0, 2).map(Number).join();
    return (
        points.length >= fewest &&
        points.every(isPoint) &&
        (!closed || place(points[0]!) === place(points[points.length - 1]!))
    );
}

const tests: Record<string, (text: string) => boolean> = {
    int: (text) => /^[-+]?\d+$/.test(text) && (Number(text) | 0) === Number(text),
    decimal: (text) => number.test(text),
    boolean: (text) => /^(true|false|1|0)$/.test(text),
    date: (text) => moment(text.slice(0, 10)) === moment(text.slice(0, 10)) && offset.test(text.slice(10)),
    time: (text) => timeNumber(text) < 1,
    dateTime: (text) => text[10] === "T" && moment(text) === moment(text),
    geopoint: isPoint,
    geotrace: (text) => isLine(text, 2, false),
    geoshape: (text) => isLine(text, 3, true),
    select: (text) => new Set(words(text)).size === words(text).length,
    rank: (text) => new Set(words(text)).size === words(text).length,
};

/** True when the text is a value of the type. Choices are judged by the session. */
export function isOfType(type: string, text: string): boolean {
    return tests[type]?.(text) ?? true;
}

/** A computed value as its type writes it: no fraction for whole numbers, no time for days, nothing for no number. */
export function written(value: Value, type: string): string {
    const result = toNumber(value);
    if (type === "int") return isFinite(result) ? toText(Math.trunc(result)) : "";
    if (type === "decimal") return result === result ? toText(result) : "";
    if (type !== "date" && type !== "dateTime") return value === value ? toText(value) : "";
    let text = toText(value);
    if (typeof value === "number") text = value === value ? dateText(value * millisecondsOfDay) : "";
    return type === "date" ? text.slice(0, 10) : text;
}
