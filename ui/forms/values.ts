// The four kinds of XPath values and how one becomes another, by the rules of ODK's XForms.
import { dateText, millisecondsOfDay, moment } from "./dates";

/** A node of an instance: the form's own, or a row of a list. */
export interface Item {
    name: string;
    value: string;
    parent: Item | null;
    children: Item[];
    attributes: Item[];
    /** Blank for the computations of others when it is not asked. */
    hidden?: boolean;
    /** Children by name, made when there are many; whoever changes the children takes it away. */
    index?: Map<string, Item[]>;
}
/** A moment in milliseconds of UTC; not a number for a date that is none. */
export class Moment {
    constructor(readonly at: number) {}
}
export type Value = string | number | boolean | Moment | Item[];

/** Children of a name; a name without a prefix stands for every namespace. */
export function called(item: Item, name: string): Item[] {
    const local = (child: Item) => child.name.slice(child.name.indexOf(":") + 1);
    if (item.children.length < 8) return item.children.filter((child) => child.name === name || local(child) === name);
    if (!item.index) {
        item.index = new Map();
        for (const child of item.children) {
            for (const key of new Set([child.name, local(child)])) {
                const beside = item.index.get(key);
                if (beside) beside.push(child);
                else item.index.set(key, [child]);
            }
        }
    }
    return item.index.get(name) ?? [];
}

/** An element: neither an attribute nor what stands around a document. */
export function isElement(item: Item): boolean {
    return !!item.parent && !item.parent.attributes.includes(item);
}

export function textOf(item: Item): string {
    if (item.hidden) return "";
    return item.children.length ? item.children.map(textOf).join("") : item.value;
}

export function numberText(value: number): string {
    if (Number.isInteger(value) && Math.abs(value) > Number.MAX_SAFE_INTEGER) return String(BigInt(value));
    const text = String(value);
    if (!text.includes("e")) return text === "-0" ? "0" : text;
    const [, sign, digits, fraction = "", exponent] = /^(-?)(\d)(?:\.(\d+))?e(.+)$/.exec(text)!;
    const shift = Number(exponent);
    const all = digits + fraction;
    return (
        sign +
        (shift < 0
            ? "0." + "0".repeat(-shift - 1) + all
            : all.slice(0, shift + 1).padEnd(shift + 1, "0") +
              (all.length > shift + 1 ? "." + all.slice(shift + 1) : ""))
    );
}

export function toText(value: Value): string {
    if (typeof value === "number") return numberText(value);
    if (value instanceof Moment) return dateText(value.at);
    if (typeof value === "object") return value.length ? textOf(value[0]!) : "";
    return String(value);
}

/** A decimal number (4.6 or 4,6) with blanks around it, or a date, which counts as days since 1970-01-01. */
export function toNumber(value: Value): number {
    if (typeof value === "number") return value;
    if (typeof value === "boolean") return value ? 1 : 0;
    if (value instanceof Moment) return value.at / millisecondsOfDay;
    const text = toText(value).replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
    if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) return Number(text);
    if (/^[-+]?\d{1,15},\d+$/.test(text)) return Number(text.replace(",", "."));
    return moment(text) / millisecondsOfDay;
}

export function toBoolean(value: Value): boolean {
    if (value instanceof Moment) return value.at === value.at;
    if (typeof value === "object") return value.length > 0;
    return typeof value === "number" ? value !== 0 && value === value : !!value;
}

export type Order = "=" | "!=" | "<" | "<=" | ">" | ">=";
type Atom = string | number | boolean | Moment;

function ordered(operator: Order, left: number | boolean, right: number | boolean): boolean {
    switch (operator) {
        case "=":
            return left === right;
        case "!=":
            return left !== right;
        case "<":
            return left < right;
        case "<=":
            return left <= right;
        case ">":
            return left > right;
        default:
            return left >= right;
    }
}

const timed = (text: string) => text[4] === "-" && text[10] === "T";

/** Equal, or the same moment written in two ways. */
function sameText(left: string, right: string): boolean {
    return left === right || ((timed(left) || timed(right)) && moment(left) === moment(right));
}

function compareAtoms(operator: Order, left: Atom, right: Atom): boolean {
    if (operator === "=" || operator === "!=") {
        if (typeof left === "boolean" || typeof right === "boolean")
            return ordered(operator, toBoolean(left), toBoolean(right));
        if (typeof left === "string" && typeof right === "string") return sameText(left, right) === (operator === "=");
    }
    return ordered(operator, toNumber(left), toNumber(right));
}

/**
 * XPath 1.0, section 3.4: node-sets hold when one of their nodes does; moments count as numbers. Where an order is asked
 * for between nodes and a boolean, each node is compared as a number: there the ODK engines leave XPath 1.0.
 */
export function compare(operator: Order, left: Value, right: Value): boolean {
    const equality = operator === "=" || operator === "!=";
    if (Array.isArray(left)) {
        if (equality && typeof right === "boolean") return compareAtoms(operator, left.length > 0, right);
        return left.some((item) => compare(operator, textOf(item), right));
    }
    if (Array.isArray(right)) {
        const first = left;
        if (equality && typeof first === "boolean") return compareAtoms(operator, first, right.length > 0);
        return right.some((item) => compareAtoms(operator, first, textOf(item)));
    }
    return compareAtoms(operator, left, right);
}
