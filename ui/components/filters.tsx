import type { ComponentChildren } from "preact";
import { Button } from "./button";
import { common } from "./common";
import { page, query, to } from "./view";

/**
 * Filters of a list: a GET form to this page, so that the state stands in the address. `names` are the parameters it
 * sets; the others are kept, except the page number.
 */
export function Filters({ names, children }: { names: string[]; children: ComponentChildren }) {
    const kept = query().filter(([name]) => !names.includes(name) && name !== "trang");
    const path = to(page().path);
    const filtered = query().some(([name, value]) => names.includes(name) && value !== "");
    return (
        <form class="filters" method="get" action={path} novalidate>
            {kept.map(([name, value]) => (
                <input key={name + value} type="hidden" name={name} value={value} />
            ))}
            {children}
            <Button kind="second">{common("filter")}</Button>
            {filtered && <a href={path}>{common("clearFilter")}</a>}
        </form>
    );
}
