import type { VNode } from "preact";
import type { PageContext } from "../generated/shell";

/** Which view takes which document; the files in ui/generated add to it. */
export interface Views {}

export type Language = "vi" | "en";
export type Draw = (document: never, context: PageContext) => VNode;
export interface DeclaredView {
    name: string;
    draw: Draw;
}

/**
 * Declares a view: the default export of ui/views/<name>.tsx. The name says which document it takes.
 *
 *     export default view("units/profile", (document, context) => <Page title={document.name}>…</Page>);
 */
export function view<Name extends keyof Views & string>(
    name: Name,
    draw: (document: Views[Name], context: PageContext) => VNode,
): DeclaredView {
    return { name, draw: draw as Draw };
}

// Rendering is synchronous and a worker draws one page at a time, so the page being drawn can be asked for anywhere.
let current: PageContext | undefined;

export function begin(context: PageContext): void {
    current = context;
}

/** The context of the page that is being drawn. */
export function page(): PageContext {
    if (!current) throw new Error("page() is asked for outside of a page");
    return current;
}

export function language(): Language {
    return page().language === "en" ? "en" : "vi";
}

/** An address of this site in the reader's language; officials' pages have no English addresses. */
export function to(path: string): string {
    if (language() !== "en" || !path.startsWith("/") || path.startsWith("/lam-viec") || path.startsWith("/assets/")) {
        return path;
    }
    return path === "/en" || path.startsWith("/en/") ? path : "/en" + path;
}

type Parameters = Record<string, string | number | null | undefined>;

/** The address of this page with some query parameters changed; null or "" takes a parameter out. */
export function here(changes: Parameters): string {
    const pairs = page()
        .query.split("&")
        .filter((pair) => pair !== "" && !(decode(pair.split("=")[0] ?? "") in changes));
    for (const [name, value] of Object.entries(changes)) {
        if (value !== null && value !== undefined && value !== "") {
            pairs.push(encodeURIComponent(name) + "=" + encodeURIComponent(value));
        }
    }
    return to(page().path) + (pairs.length ? "?" + pairs.join("&") : "");
}

/** Query parameters of this page, in the order sent. */
export function query(): Array<[string, string]> {
    return page()
        .query.split("&")
        .filter(Boolean)
        .map((pair) => {
            const [name = "", ...value] = pair.split("=");
            return [decode(name), decode(value.join("="))];
        });
}

function decode(text: string): string {
    try {
        return decodeURIComponent(text.replace(/\+/g, " "));
    } catch {
        return text;
    }
}
