import type { ComponentChildren } from "preact";
import { to } from "./view";

export type ButtonKind = "second" | "danger" | "plain";

interface Props {
    kind?: ButtonKind;
    small?: boolean;
    children: ComponentChildren;
}

function kinds({ kind, small }: Props): string {
    return ["button", kind, small && "small"].filter(Boolean).join(" ");
}

/** Sends the form it stands in; `name` and `value` say which of several buttons it was. */
export function Button(props: Props & { name?: string; value?: string; disabled?: boolean }) {
    return (
        <button type="submit" class={kinds(props)} name={props.name} value={props.value} disabled={props.disabled}>
            {props.children}
        </button>
    );
}

/** Goes somewhere and looks like a button. */
export function ButtonLink(props: Props & { href: string }) {
    return (
        <a class={kinds(props)} href={to(props.href)}>
            {props.children}
        </a>
    );
}

export function Buttons({ children }: { children: ComponentChildren }) {
    return <div class="buttons">{children}</div>;
}
