// The functions of XPath 1.0 and of ODK's XForms (https://getodk.github.io/xforms-spec/#xpath-functions).
import { dayOf, formatMoment, millisecondsOfDay, moment, timeNumber, zone } from "./dates";
import { base64, digest, fromBase64, hexadecimal } from "./digests";
import type { Place } from "./evaluate";
import { area, distance, isInside, meetsItself } from "./geometry";
import { shuffled } from "./random";
import { type Item, Moment, textOf, toBoolean, toNumber, toText, type Value } from "./values";

type Given = (operands: Value[], place: Place) => Value;

const words = (text: string) => text.split(/[ \t\r\n]+/).filter(Boolean);
/** Each operand, a node-set as its nodes' texts. */
const spread = (values: Value[]) =>
    values.flatMap((value) => (Array.isArray(value) ? value.map(textOf) : [toText(value)]));
const numbers = (values: Value[]) =>
    values.flatMap((value) => (Array.isArray(value) ? value.map((item) => toNumber([item])) : [toNumber(value)]));
const items = (value: Value | undefined) => (Array.isArray(value) ? value : []);
const here = (values: Value[], place: Place): Value => values[0] ?? [place.node];
/** What a choice question holds: names with one blank between. */
const chosen = (value: Value | undefined) => toText(value ?? "").split(" ");
const extreme = (values: Value[], pick: (...values: number[]) => number) => {
    const all = numbers(values);
    return all.length ? pick(...all) : NaN;
};

/** Half away from zero; not a number for more than 30 places. */
function rounded(value: number, decimals: number): number {
    if (isFinite(value) && !(Math.abs(decimals) < 31)) return NaN;
    const factor = 10 ** Math.abs(Math.trunc(decimals));
    const size = Math.abs(value);
    const kept = decimals < 0 ? Math.round(size / factor) * factor : Math.round(size * factor) / factor;
    return Math.sign(value) * (isFinite(kept) ? kept : size);
}

/** A number counts days since 1970; a text is a date, or such a number. */
function momentOf(value: Value): number {
    if (value instanceof Moment) return value.at;
    if (typeof value === "boolean") return NaN;
    const text = toText(value);
    const days = typeof value === "number" ? value : /^[-.\d]+$/.test(text) ? toNumber(text) : NaN;
    const at = typeof value === "number" ? NaN : moment(text, true);
    return at === at ? at : Math.round(days * millisecondsOfDay);
}

/** Part of the day of a time, or of a moment. */
function partOfDay(value: Value): number {
    const text = toText(value);
    if (typeof value === "number") return NaN;
    if (!(value instanceof Moment) && text.indexOf("-") !== 4) return timeNumber(text);
    const days = (momentOf(value) + zone.minutes * 60_000) / millisecondsOfDay;
    return days - Math.floor(days);
}

const dated: Given = ([value]) =>
    typeof value !== "number" && toText(value!) === "" ? "" : new Moment(momentOf(value!));
const formatted: Given = ([value, format]) => formatMoment(momentOf(value!), toText(format!));

/** Nodes whose attribute id is one of the words. */
function byId(item: Item, wanted: string): Item[] {
    const id = item.attributes.find((each) => each.name === "id");
    return [
        ...(id?.value && wanted.includes(` ${id.value} `) ? [item] : []),
        ...item.children.flatMap((child) => byId(child, wanted)),
    ];
}

/** The nearest xml:lang is this language or a part of it (XPath 1.0, section 4.3). */
function speaks(item: Item, language: string): boolean {
    const spoken = item.attributes.find((each) => each.name === "xml:lang")?.value.toLowerCase();
    if (spoken === undefined) return !!item.parent && speaks(item.parent, language);
    return spoken === language || spoken.startsWith(language + "-");
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

/** Places from 1, rounded half up (XPath 1.0, section 4.2). */
function substring(text: string, start: number, length?: number): string {
    const from = Math.round(start);
    const to = length === undefined && from === from ? Infinity : from + Math.round(length!);
    return text.slice(Math.max(from - 1, 0), Math.max(to - 1, 0) || 0);
}

/** A pattern as Java, JavaScript and Perl share it; (?i) at its front asks for letters of either case. */
function pattern(text: string): RegExp {
    const [, flags = "", rest] = /^(?:\(\?([ims]+)\))?([^]*)$/.exec(text)!;
    try {
        return new RegExp(rest!, flags + "u");
    } catch {
        return new RegExp(rest!, flags);
    }
}

/** The first row of a file whose key column has the key. */
function pulled([file, wanted, key, value]: string[], place: Place): string {
    const list = place.form.instance(file!) ?? place.form.instance(file!.replace(/\.csv$/, ""));
    const cell = (item: Item, called: string) => item.children.find((each) => each.name === called);
    const row = list?.children[0]?.children.find((item) => cell(item, key!)?.value === value);
    return (row && cell(row, wanted!)?.value) ?? "";
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
        substring(toText(text!), toNumber(start!), length === undefined ? length : toNumber(length)),
    substr: ([text, start, end]) =>
        toText(text!).slice(toNumber(start!), end === undefined ? undefined : toNumber(end)),
    "string-length": (values, place) => toText(here(values, place)).length,
    "normalize-space": (values, place) => words(toText(here(values, place))).join(" "),
    translate: ([text, from, to]) => {
        const [all, old, fresh] = [text, from, to].map((each) => [...toText(each!)]);
        return all!.map((letter) => (old!.includes(letter) ? (fresh![old!.indexOf(letter)] ?? "") : letter)).join("");
    },
    regex: textual((text, like) => pattern(like!).test(text)),
    coalesce: (values) =>
        values
            .map((value) => (Array.isArray(value) ? toText(value) : value))
            .find((value) => value !== "" && value === value) ?? "",
    "base64-decode": textual(fromBase64),
    digest: textual((text, algorithm, form = "base64") => {
        const bytes = digest(text, algorithm!);
        const write = { base64, hex: hexadecimal }[form];
        if (!bytes || !write) throw new Error(`digest(): ${algorithm}, ${form}`);
        return write(bytes);
    }),
    uuid: ([length], place) => {
        if (length === undefined) return identifier(place);
        const wanted = toNumber(length);
        if (!(wanted >= 0 && wanted <= 4096)) throw new Error(`uuid(${wanted})`);
        let text = "";
        while (text.length < wanted) text += identifier(place);
        return text.slice(0, wanted);
    },

    sum: (values) => numbers(values).reduce((sum, value) => sum + value, 0),
    max: (values) => extreme(values, Math.max),
    min: (values) => extreme(values, Math.min),
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

    selected: ([list, value]) => chosen(list).includes(toText(value!).trim()),
    "selected-at": ([list, index]) => chosen(list).filter(Boolean)[Math.trunc(toNumber(index!))] ?? "",
    "count-selected": ([list]) => chosen(list).filter(Boolean).length,
    checklist: (given) => between(given, given.slice(2).flatMap(yeses).filter(Boolean).length),
    "weighted-checklist": (given) => between(given, weighed(given.slice(2))),
    "jr:choice-name": ([value, path], place) => place.form.choiceName(toText(value!), toText(path!), place.self),
    "jr:itext": ([key], place) => place.form.translated(toText(key!)),

    today: (_, place) => new Moment(dayOf(place.form.now())),
    now: (_, place) => new Moment(place.form.now()),
    date: dated,
    "date-time": dated,
    "decimal-date-time": ([value]) => (typeof value === "number" ? value : momentOf(value!) / millisecondsOfDay),
    "decimal-time": ([value]) => partOfDay(value!),
    "format-date": formatted,
    "format-date-time": formatted,

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
    pulldata: (values, place) => pulled(values.map(toText), place),
    area: (values) => area(spread(values)),
    distance: (values) => distance(spread(values)),
    geofence: ([place, shape]) => isInside(toText(place!), toText(shape!)),
    intersects: (values) => meetsItself(spread(values)),
    id: (values, place) => byId(place.form.root, ` ${words(spread(values).join(" ")).join(" ")} `),
    lang: ([value], place) => speaks(place.node, toText(value!).toLowerCase()),
};
