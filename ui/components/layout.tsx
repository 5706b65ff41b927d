import type { ComponentChildren } from "preact";
import { common } from "./common";
import { to } from "./view";

type Children = { children?: ComponentChildren };

/** A part of the page with a heading. */
export function Section({ title, id, level = 2, children }: Children & { title: string; id?: string; level?: 2 | 3 }) {
    const Heading = level === 2 ? "h2" : "h3";
    return (
        <section class="section" id={id}>
            <Heading>{title}</Heading>
            {children}
        </section>
    );
}

/** Two columns on wide screens: the first wider, or both alike. */
export function Split({ even, children }: Children & { even?: boolean }) {
    return <div class={even ? "split even" : "split"}>{children}</div>;
}

export interface Tab {
    label: string;
    href: string;
    current?: boolean;
}

/** Ways to see the same thing; `apart` holds downloads and print at the right. */
export function Tabs({ tabs, apart, label }: { tabs: Tab[]; apart?: Array<Omit<Tab, "current">>; label: string }) {
    return (
        <nav class="tabs" aria-label={label}>
            {tabs.map((tab) => (
                <a key={tab.href} href={to(tab.href)} aria-current={tab.current ? "page" : undefined}>
                    {tab.label}
                </a>
            ))}
            {apart && apart.length > 0 && (
                <span class="apart">
                    {apart.map((link) => (
                        <a key={link.href} href={to(link.href)}>
                            {link.label}
                        </a>
                    ))}
                </span>
            )}
        </nav>
    );
}

export function Note({ kind, title, children }: Children & { kind?: "warn" | "bad" | "good"; title?: string }) {
    return (
        <div class={kind ? `note ${kind}` : "note"} role="note">
            {title && <p class="title">{title}</p>}
            {children}
        </div>
    );
}

/** Says that figures on both sides of this line may not be compared, and why. */
export function BreakMark({ children }: Children) {
    return (
        <div class="break">
            <svg width="22" height="18" viewBox="0 0 22 18" aria-hidden="true">
                <path d="M1 9h6l3-7 4 14 3-7h4" fill="none" stroke="currentColor" stroke-width="2" />
            </svg>
            <p>{children}</p>
        </div>
    );
}

/** Nothing to show: why, and what to do next. */
export function Empty({ title, children }: Children & { title?: string }) {
    return (
        <div class="empty">
            <p class="title">{title ?? common("empty")}</p>
            {children}
        </div>
    );
}

export function Details({ summary, open, children }: Children & { summary: string; open?: boolean }) {
    return (
        <details open={open}>
            <summary>{summary}</summary>
            <div class="inside">{children}</div>
        </details>
    );
}

/** Pairs of a term and what it is; empty values are left out. */
export function Definitions({ items }: { items: Array<[string, ComponentChildren]> }) {
    return (
        <dl class="definitions">
            {items
                .filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== false)
                .map(([term, value]) => [<dt key={term}>{term}</dt>, <dd key={term + ":"}>{value}</dd>])}
        </dl>
    );
}

export interface CardProps {
    title: string;
    href: string;
    children?: ComponentChildren;
}

export function Cards({ cards }: { cards: CardProps[] }) {
    return (
        <ul class="cards">
            {cards.map((card) => (
                <li class="card" key={card.href}>
                    <p class="title">
                        <a href={to(card.href)}>{card.title}</a>
                    </p>
                    {card.children && <p>{card.children}</p>}
                </li>
            ))}
        </ul>
    );
}

/** A row of links: downloads, neighbouring pages. */
export function Actions({ links }: { links: Array<{ label: string; href: string }> }) {
    return (
        <div class="actions">
            {links.map((link) => (
                <a key={link.href} href={to(link.href)}>
                    {link.label}
                </a>
            ))}
        </div>
    );
}
