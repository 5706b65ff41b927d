import { language } from "./view";

interface Both {
    vi: string;
    en: string;
}
type Values = Record<string, string | number>;

/**
 * Text of a view in both languages; a missing one fails the type check. `{name}` in a text is filled from the values.
 *
 *     const t = texts({ found: { vi: "Tìm thấy {n} đơn vị", en: "{n} units found" } });
 *     t("found", { n: integer(12) })
 */
export function texts<Key extends string>(catalogue: Record<Key, Both>): (key: Key, values?: Values) => string {
    return (key, values) => fill(catalogue[key][language()], values);
}

/** Text of officials' pages, which are Vietnamese only. */
export function vietnamese<Key extends string>(catalogue: Record<Key, string>): (key: Key, values?: Values) => string {
    return (key, values) => fill(catalogue[key], values);
}

export function fill(text: string, values: Values = {}): string {
    return text.replace(/\{(\w+)\}/g, (hole, name: string) => (name in values ? String(values[name]) : hole));
}
