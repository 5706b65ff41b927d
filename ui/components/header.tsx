import { common } from "./common";
import type { TextKey } from "../text/vi";
import { language, page, to } from "./view";

export type MenuEntry =
    | "chi-so"
    | "tin-tuc"
    | "van-ban"
    | "lay-y-kien"
    | "hoi-dap"
    | "khao-sat"
    | "du-lieu"
    | "gioi-thieu"
    | "viec-can-lam"
    | "dot"
    | "thu-thap"
    | "phe-duyet"
    | "tai-khoan"
    | "de-an"
    | "nhat-ky"
    | "cong-viec";

interface Entry {
    section: MenuEntry;
    href: string;
    text: TextKey;
    /** The entry is drawn when the person has one of these somewhere; without: for everybody signed in. */
    permissions?: string[];
}

const publicMenu: Entry[] = [
    { section: "chi-so", href: "/chi-so", text: "indices" },
    { section: "khao-sat", href: "/khao-sat", text: "survey" },
    { section: "du-lieu", href: "/du-lieu", text: "data" },
    { section: "gioi-thieu", href: "/gioi-thieu", text: "about" },
];

const workMenu: Entry[] = [
    { section: "viec-can-lam", href: "/lam-viec", text: "inbox" },
    { section: "dot", href: "/lam-viec/dot", text: "rounds", permissions: ["round.read", "round.plan"] },
    {
        section: "thu-thap",
        href: "/lam-viec/thu-thap",
        text: "collection",
        permissions: ["round.collect", "answers.read", "answers.enter"],
    },
    {
        section: "phe-duyet",
        href: "/lam-viec/phe-duyet",
        text: "approvals",
        permissions: ["approval.decide", "approval.submit", "result.publish"],
    },
    { section: "tai-khoan", href: "/lam-viec/quan-tri/tai-khoan", text: "accounts", permissions: ["account.manage"] },
    { section: "de-an", href: "/lam-viec/quan-tri/de-an", text: "schemes", permissions: ["account.manage"] },
    { section: "nhat-ky", href: "/lam-viec/nhat-ky", text: "audit", permissions: ["audit.read"] },
    { section: "cong-viec", href: "/lam-viec/cong-viec", text: "jobs" },
];

export function Header({ section, quiet }: { section?: MenuEntry; quiet?: boolean }) {
    const context = page();
    const allowed = (entry: Entry) =>
        !entry.permissions || entry.permissions.some((permission) => context.permissions.includes(permission));
    return (
        <header class="site-header">
            <div class="wrap bar">
                <a class="brand" href={to("/")}>
                    <Mark />
                    <span>
                        <b>{context.site.name || "Lòng Dân"}</b>
                        {context.site.tagline && <small>{context.site.tagline}</small>}
                    </span>
                </a>
                <div class="tools">
                    <span class="text-size" data-text-size hidden role="group" aria-label={common("textSize")}>
                        <button type="button" value="small">
                            <span class="hidden-text">{common("smaller")} </span>A−
                        </button>
                        <button type="button" value="normal">
                            <span class="hidden-text">{common("normal")} </span>A
                        </button>
                        <button type="button" value="large">
                            <span class="hidden-text">{common("larger")} </span>A+
                        </button>
                    </span>
                    <OtherLanguage />
                    {!quiet && <Person />}
                </div>
                {!quiet && (
                    <form class="search" role="search" action={to("/tim-kiem")} method="get">
                        <label class="hidden-text" for="tim">
                            {common("search")}
                        </label>
                        <input id="tim" name="q" type="search" placeholder={common("searchHint")} autocomplete="off" />
                        <button type="submit">{common("find")}</button>
                    </form>
                )}
            </div>
            {!quiet && <Menu label={common("mainMenu")} entries={publicMenu} section={section} class="menu" />}
            {!quiet && context.user !== "" && (
                <Menu
                    label={common("workMenu")}
                    entries={workMenu.filter(allowed)}
                    section={section}
                    class="menu work-menu"
                    waiting={context.waiting}
                />
            )}
        </header>
    );
}

interface MenuProps {
    label: string;
    entries: Entry[];
    section?: MenuEntry;
    class: string;
    waiting?: number;
}

function Menu({ label, entries, section, waiting, ...rest }: MenuProps) {
    return (
        <nav class={rest.class} aria-label={label}>
            <ul>
                {entries.map((entry) => (
                    <li key={entry.section}>
                        <a href={to(entry.href)} aria-current={entry.section === section ? "true" : undefined}>
                            {common(entry.text)}
                            {entry.section === "viec-can-lam" && waiting ? <span class="count">{waiting}</span> : null}
                        </a>
                    </li>
                ))}
            </ul>
        </nav>
    );
}

function OtherLanguage() {
    const context = page();
    if (context.path.startsWith("/lam-viec")) return null;
    const suffix = context.query ? "?" + context.query : "";
    const english = language() === "en";
    return (
        <a
            href={(english ? context.path : "/en" + context.path) + suffix}
            lang={english ? "vi" : "en"}
            hreflang={english ? "vi" : "en"}
        >
            {common("otherLanguage")}
        </a>
    );
}

function Person() {
    const context = page();
    if (context.user === "") return <a href="/dang-nhap">{common("signIn")}</a>;
    return (
        <>
            <a href="/lam-viec/tai-khoan" aria-label={common("account", { name: context.user })}>
                {context.user}
            </a>
            <form action="/dang-xuat" method="post">
                <input type="hidden" name="_csrf" value={context.csrf} />
                <button type="submit">{common("signOut")}</button>
            </form>
        </>
    );
}

/** The mark of the site: many voices around one centre. */
function Mark() {
    const seats = Array.from({ length: 12 }, (_, i) => (i * Math.PI) / 6);
    return (
        <svg viewBox="0 0 40 40" aria-hidden="true" focusable="false">
            <circle cx="20" cy="20" r="5.5" fill="var(--lacquer)" />
            {seats.map((angle, i) => (
                <circle
                    key={i}
                    cx={(20 + 14.5 * Math.sin(angle)).toFixed(2)}
                    cy={(20 - 14.5 * Math.cos(angle)).toFixed(2)}
                    r={i < 10 ? 2.9 : 2.2}
                    fill={i < 10 ? "var(--accent)" : "none"}
                    stroke="var(--accent)"
                    stroke-width={i < 10 ? 0 : 1.3}
                />
            ))}
        </svg>
    );
}
