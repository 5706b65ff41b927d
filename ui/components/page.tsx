import type { ComponentChildren } from "preact";
import { assets } from "longdan:assets";
import { common } from "./common";
import { Footer } from "./footer";
import { Header, type MenuEntry } from "./header";
import { language, page, to } from "./view";

export interface Crumb {
    label: string;
    href?: string;
}

export interface PageProps {
    /** What the page says: a sentence where there is one ("Cứ 100 người dân, gần 84 người hài lòng"). */
    title: string;
    /** For the browser's tab when the heading is a long sentence. */
    shortTitle?: string;
    lede?: ComponentChildren;
    /** Entry of the main menu that is lit. */
    section?: MenuEntry;
    breadcrumbs?: Crumb[];
    /** Tags above the heading. */
    tags?: ComponentChildren;
    /** Summary for search engines and link previews. */
    description?: string;
    /** Seconds after which the page loads again (a running job). */
    refresh?: number;
    /** Islands of this page beside "page": names of files in ui/islands. */
    islands?: string[];
    /** Keeps the page out of search engines. */
    hidden?: boolean;
    /** Questionnaires: no menus, no search, nothing beside the questions. */
    quiet?: boolean;
    children?: ComponentChildren;
}

/** The whole page: head, header, breadcrumbs, heading, content, footer. */
export function Page(props: PageProps) {
    const context = page();
    const site = context.site.name || "Lòng Dân";
    const short = props.shortTitle ?? props.title;
    const scripts = ["page", ...(props.islands ?? [])];
    return (
        <html lang={language()}>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <title>{short === site ? site : `${short} · ${site}`}</title>
                {props.description && <meta name="description" content={props.description} />}
                {props.hidden && <meta name="robots" content="noindex" />}
                {props.refresh !== undefined && (
                    <noscript>
                        <meta http-equiv="refresh" content={String(props.refresh)} />
                    </noscript>
                )}
                <meta name="theme-color" content="#9a1b1e" />
                {assets.preload.map((href) => (
                    <link key={href} rel="preload" href={href} as="font" type="font/woff2" crossOrigin="anonymous" />
                ))}
                <link rel="icon" href={assets.icon} type="image/svg+xml" />
                <link rel="stylesheet" href={assets.style} />
                {scripts.map((name) => (
                    <script key={name} src={island(name)} defer />
                ))}
            </head>
            <body>
                <a class="skip" href="#noi-dung">
                    {common("skip")}
                </a>
                {context.simulated && (
                    <aside class="simulated" aria-label={common("simulatedTitle")}>
                        <div class="wrap">
                            <p>
                                <b>{common("simulatedTitle")}.</b> {common("simulatedText")}
                            </p>
                        </div>
                    </aside>
                )}
                <Header section={props.section} quiet={props.quiet} />
                <main id="noi-dung" class="wrap" tabIndex={-1}>
                    {context.notice && (
                        <div class="notice" role="status">
                            <p>{context.notice.text}</p>
                        </div>
                    )}
                    {props.breadcrumbs && <Breadcrumbs crumbs={props.breadcrumbs} />}
                    <div class="heading">
                        {props.tags && <div class="tags">{props.tags}</div>}
                        <h1>{props.title}</h1>
                        {props.lede && <p class="lede">{props.lede}</p>}
                    </div>
                    {props.children}
                    {props.section && !props.quiet && (
                        <p class="page-tools">
                            <button type="button" class="button plain" data-print hidden>
                                {common("print")}
                            </button>
                        </p>
                    )}
                </main>
                <Footer />
            </body>
        </html>
    );
}

function island(name: string): string {
    const address = assets.islands[name];
    if (!address) throw new Error(`there is no island ui/islands/${name}.ts`);
    return address;
}

/** The first is always the home page, whether it is given or not. */
export function Breadcrumbs({ crumbs }: { crumbs: Crumb[] }) {
    const inner = crumbs.filter((crumb) => crumb.href !== "/");
    return (
        <nav class="breadcrumbs" aria-label={common("breadcrumbs")}>
            <ol>
                <li>
                    <a href={to("/")}>{common("home")}</a>
                </li>
                {inner.map((crumb) => (
                    <li key={crumb.label}>{crumb.href ? <a href={to(crumb.href)}>{crumb.label}</a> : crumb.label}</li>
                ))}
            </ol>
        </nav>
    );
}
