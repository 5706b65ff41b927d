// The functions of XPath 1.0 and of ODK's XForms (https://getodk.github.io/xforms-spec/#xpath-functions).
import { dayOf, formatMoment, millisecondsOfDay, moment, timeNumber } from "./dates";
import { base64, digest, fromBase64, hexadecimal } from "./digests";
import type { Place } from "./evaluate";
import { area, distance } from "./geometry";
import { shuffled } from "./random";
import { type Item, Moment, textOf, toBoolean, toNumber, toText, type Value } from "./values";

type Given = (operands: Value[], place: Place) => Value;

const words = (value: Value | undefined) =>
    toText(value ?? "")
        .trim()
        .split(/\s+/)
        .filter(Boolean);
/** Each operand, a node-set as its nodes' texts. */
const spread = (values: Value[]) =>
    values.flatMap((value) => (Array.isArray(value) ? value.map(textOf) : [toText(value)]));
const numbers = (values: Value[]) =>
    values.flatMap((value) => (Array.isArray(value) ? value.map((item) => toNumber([item])) : [toNumber(value)]));
const items = (value: Value | undefined) => (Array.isArray(value) ? value : []);
const here = (values: Value[], place: Place): Value => values[0] ?? [place.node];
/** Letters, not halves of them. */
const letters = (value: Value | undefined) => [...toText(value ?? "")];

function rounded(value: number, decimals: number): number {
    const size = Math.abs(value) * 10 ** decimals;
    return (Math.sign(value) * Math.round(size)) / 10 ** decimals;
}

function momentOf(value: Value, loose: boolean): number {
    if (value instanceof Moment) return value.at;
    return typeof value === "number" ? Math.round(value * millisecondsOfDay) : moment(toText(value), loose);
}

/** A date from a text or from days since 1970; nothing stays nothing. */
function dated(value: Value): Value {
    return typeof value === "boolean" || toText(value) === "" ? "" : new Moment(momentOf(value, true));
}

/** A node says yes when it says anything. */
function yeses(value: Value): boolean[] {
    const holds = (each: Value) => (typeof each === "string" ? each.trim() !== "" : toBoolean(each));
    return Array.isArray(value) ? value.map((item) => holds(textOf(item))) : [holds(value)];
}

function between([least, most]: Value[], amount: number): boolean {
    const [fewest, greatest] = [toNumber(least!), toNumber(most!)];
    return (fewest < 0 || amount >= fewest) && (greatest < 0 || amount <= greatest);
}

function weighed(pairs: Value[]): number {
    let sum = 0;
    for (let at = 0; at + 1 < pairs.length; at += 2) {
        const weights = numbers([pairs[at + 1]!]);
        yeses(pairs[at]!).forEach((holds, index) => (sum += holds ? (weights[index] ?? 0) : 0));
    }
    return sum;
}

function substring(value: Value, start: number, length: number): string {
    const from = Math.round(start);
    const end = from + Math.round(length);
    return letters(value)
        .filter((_, index) => index + 1 >= from && index + 1 < end)
        .join("");
}

function part(value: Value, start: number, end: number): string {
    return letters(value).slice(start, end).join("");
}

function identifier(place: Place): string {
    return "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replace(/[xy]/g, (letter) => {
        const digit = Math.floor(place.form.random() * 16);
        return (letter === "x" ? digit : (digit & 3) | 8).toString(16);
    });
}

/** Nodes of the same name around a node, itself among them. */
function neighbours(item: Item): Item[] {
    return item.parent?.children.filter((each) => each.name === item.name) ?? [item];
}

const numeric =
    (apply: (...values: number[]) => number): Given =>
    (operands) =>
        apply(...operands.map(toNumber));
const textual =
    (apply: (...values: string[]) => Value): Given =>
    (operands) =>
        apply(...operands.map(toText));

export const functions: Record<string, Given | undefined> = {
    last: (_, place) => place.size || neighbours(place.node).length,
    position: ([of], place) => {
        if (of === undefined) return place.position || neighbours(place.node).indexOf(place.node) + 1;
        const first = items(of)[0];
        return first ? neighbours(first).indexOf(first) + 1 : 0;
    },
    count: ([of]) => items(of).length,
    "count-non-empty": ([of]) => items(of).filter((item) => textOf(item) !== "").length,
    name: (values, place) => items(here(values, place))[0]?.name ?? "",
    "local-name": (values, place) => (items(here(values, place))[0]?.name ?? "").replace(/^.*:/, ""),
    "namespace-uri": () => "",
    string: (values, place) => toText(here(values, place)),
    boolean: ([value]) => toBoolean(value!),
    number: (values, place) => toNumber(here(values, place)),
    not: ([value]) => !toBoolean(value!),
    true: () => true,
    false: () => false,
    "boolean-from-string": textual((text) => text === "1" || text === "true"),

    concat: (values) => spread(values).join(""),
    join: ([glue, ...values]) => spread(values).join(toText(glue!)),
    "starts-with": textual((text, start) => text.startsWith(start!)),
    "ends-with": textual((text, end) => text.endsWith(end!)),
    contains: textual((text, inner) => text.includes(inner!)),
    "substring-before": textual((text, mark) => text.slice(0, Math.max(text.indexOf(mark!), 0))),
    "substring-after": textual((text, mark) =>
        text.includes(mark!) ? text.slice(text.indexOf(mark!) + mark!.length) : "",
    ),
    substring: ([text, start, length]) =>
        substring(text!, toNumber(start!), length === undefined ? Infinity : toNumber(length)),
    substr: ([text, start, end]) => part(text!, toNumber(start!), end === undefined ? Infinity : toNumber(end)),
    "string-length": (values, place) => letters(here(values, place)).length,
    "normalize-space": (values, place) => words(here(values, place)).join(" "),
    translate: ([text, from, to]) => {
        const [old, fresh] = [letters(from), letters(to)];
        return letters(text)
            .map((letter) => (old.includes(letter) ? (fresh[old.indexOf(letter)] ?? "") : letter))
            .join("");
    },
    regex: textual((text, pattern) => new RegExp(`^(?:${pattern})$`, "u").test(text)),
    coalesce: (values) =>
        values
            .map((value) => (Array.isArray(value) ? toText(value) : value))
            .find((value) => value !== "" && value === value) ?? "",
    "base64-decode": textual(fromBase64),
    digest: textual((text, algorithm, form = "base64") => {
        const bytes = digest(text, algorithm!);
        return bytes ? (form === "hex" ? hexadecimal(bytes) : base64(bytes)) : "";
    }),
    uuid: ([length], place) => {
        if (length === undefined) return identifier(place);
        let text = "";
        while (text.length < toNumber(length)) text += identifier(place).replace(/-/g, "");
        return text.slice(0, toNumber(length));
    },

    sum: (values) => numbers(values).reduce((sum, value) => sum + value, 0),
    max: (values) => Math.max(...numbers(values)),
    min: (values) => Math.min(...numbers(values)),
    floor: numeric(Math.floor),
    ceiling: numeric(Math.ceil),
    round: numeric((value, decimals = 0) => rounded(value, decimals)),
    int: numeric(Math.trunc),
    abs: numeric(Math.abs),
    pow: numeric(Math.pow),
    sqrt: numeric(Math.sqrt),
    exp: numeric(Math.exp),
    exp10: numeric((value) => 10 ** value),
    log: numeric(Math.log),
    log10: numeric(Math.log10),
    sin: numeric(Math.sin),
    cos: numeric(Math.cos),
    tan: numeric(Math.tan),
    asin: numeric(Math.asin),
    acos: numeric(Math.acos),
    atan: numeric(Math.atan),
    atan2: numeric(Math.atan2),
    pi: () => Math.PI,
    random: (_, place) => place.form.random(),

    selected: ([list, value]) => words(list).includes(toText(value!).trim()),
    "selected-at": ([list, index]) => words(list)[toNumber(index!)] ?? "",
    "count-selected": ([list]) => words(list).length,
    checklist: (given) => between(given, given.slice(2).flatMap(yeses).filter(Boolean).length),
    "weighted-checklist": (given) => between(given, weighed(given.slice(2))),
    "jr:choice-name": ([value, path], place) => place.form.choiceName(toText(value!), toText(path!), place.self),
    "jr:itext": ([key], place) => place.form.translated(toText(key!)),

    today: (_, place) => new Moment(dayOf(place.form.now())),
    now: (_, place) => new Moment(place.form.now()),
    date: ([value]) => dated(value!),
    "date-time": ([value]) => dated(value!),
    "decimal-date-time": ([value]) => momentOf(value!, false) / millisecondsOfDay,
    "decimal-time": ([value]) => timeNumber(toText(value!)),
    "format-date": ([value, format]) => formatted(value!, format!),
    "format-date-time": ([value, format]) => formatted(value!, format!),

    depend: ([value]) => value!,
    version: (_, place) => place.form.version,
    property: ([name], place) => place.form.property(toText(name!)),
    instance: ([name], place) => {
        const found = place.form.instance(toText(name!));
        return found ? [found] : [];
    },
    current: (_, place) => [place.self],
    once: ([value], place) => toText([place.self]) || toText(value!),
    randomize: ([of, seed], place) => shuffled(items(of), seed, place.form.random),
    pulldata: ([name, column, key, value], place) => {
        const [list, wanted, field, sought] = [name!, column!, key!, value!].map(toText);
        const root = place.form.instance(list!);
        const cell = (item: Item, called: string) => item.children.find((each) => each.name === called);
        const found = root?.children.find((item) => {
            const each = cell(item, field!);
            return each && textOf(each) === sought;
        });
        const answer = found && cell(found, wanted!);
        return answer ? textOf(answer) : "";
    },
    area: (values) => area(spread(values)),
    distance: (values) => distance(spread(values)),
    lang: () => false,
};

function formatted(value: Value, format: Value): string {
    const at = momentOf(typeof value === "number" ? toText(value) : value, false);
    return at === at ? formatMoment(at, toText(format)) : "";
}
