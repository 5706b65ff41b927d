import {
    BreakMark,
    common,
    Evidence,
    here,
    integer,
    language,
    number,
    page,
    percent,
    Tag,
    texts,
    to,
} from "../../components";
import type { BreakNote, Headline, RevisionLink, UnitLink } from "../../generated/results";

const t = texts({
    printed: { vi: "đúng như in", en: "as printed" },
    derived: { vi: "suy ra", en: "derived" },
    approximate: { vi: "xấp xỉ", en: "approximate" },
    listed: { vi: "theo thứ tự liệt kê", en: "by order of listing" },
    conflict: { vi: "các nguồn khác nhau", en: "sources differ" },
    background: { vi: "chưa kiểm chứng", en: "not verified" },
    source: { vi: "nguồn", en: "source" },
    sipasHeadline: {
        vi: "Cứ 100 người dân, khoảng {n} người hài lòng với cơ quan hành chính",
        en: "About {n} of 100 people are satisfied with public administration",
    },
    parHeadline: {
        vi: "Cải cách hành chính của các tỉnh đạt trung bình {n} trên 100 điểm",
        en: "Administrative reform of the provinces scores {n} of 100 on average",
    },
    csv: { vi: "CSV", en: "CSV" },
    json: { vi: "JSON", en: "JSON" },
    metadata: { vi: "Mô tả dữ liệu", en: "Metadata" },
    zip: { vi: "ZIP (đủ bộ)", en: "ZIP (all)" },
    breaks: { vi: "Mốc không so sánh được", en: "Where figures cannot be compared" },
    probability: { vi: "mẫu xác suất", en: "probability sample" },
});

export type Status = "printed" | "derived" | "approximate" | "listed" | "conflict" | "background";

/** How sure a printed figure is; nothing for what was simply printed. */
export function StatusTag({ status }: { status: string }) {
    if (status === "" || status === "printed" || status === "computed") return null;
    const known: Status[] = ["derived", "approximate", "listed", "conflict", "background"];
    const word = known.find((one) => one === status);
    return word ? <Tag kind={word === "conflict" || word === "background" ? "warn" : undefined}>{t(word)}</Tag> : null;
}

/** A source with its address as a short link; words around the address stay. */
export function Source({ source }: { source: string }) {
    const address = /https?:\/\/\S+/.exec(source)?.[0];
    if (!address) return <>{source}</>;
    const host = address.replace(/^https?:\/\/(www\.)?/, "").split(/[/:]/)[0];
    const [before = "", after = ""] = source.split(address);
    return (
        <>
            {before}
            <a href={address} rel="nofollow noopener">
                {host}
            </a>
            {after}
        </>
    );
}

/** What the figure means, in a sentence. */
export function headlineSentence(headline: Headline): string {
    return headline.index === "sipas"
        ? t("sipasHeadline", { n: integer(headline.value) })
        : t("parHeadline", { n: number(headline.value, 1) });
}

export function headlineValue(headline: Headline): string {
    return headline.index === "sipas" ? percent(headline.value) : number(headline.value);
}

/** Marks of a revision: computed here, simulated, opt-in. */
export function RevisionMarks({ revision }: { revision: RevisionLink }) {
    return (
        <>
            <Evidence kind="computed" />{" "}
            {revision.simulated && (
                <>
                    <Evidence kind="simulated" />{" "}
                </>
            )}
            {revision.evidence === "opt_in" ? <Evidence kind="optIn" /> : <Tag>{t("probability")}</Tag>}
        </>
    );
}

export function UnitName({ unit }: { unit: UnitLink }) {
    return unit.slug ? <a href={to(`/don-vi/${unit.slug}`)}>{unit.name}</a> : <>{unit.name}</>;
}

/** "a, b, c" as links. */
export function UnitNames({ units }: { units: UnitLink[] }) {
    return (
        <>
            {units.map((unit, i) => (
                <span key={unit.slug}>
                    {i > 0 && ", "}
                    <UnitName unit={unit} />
                </span>
            ))}
        </>
    );
}

export function Breaks({ breaks }: { breaks: BreakNote[] }) {
    if (breaks.length === 0) return null;
    return (
        <section class="section">
            <h2>{t("breaks")}</h2>
            {breaks.map((one, i) => (
                <BreakMark key={i}>
                    <b>{one.year}.</b> {one.sentence}{" "}
                    <small>
                        <Source source={one.source} />
                    </small>
                </BreakMark>
            ))}
        </section>
    );
}

/** Links to this page's figures in other forms. */
export function downloads(): Array<{ label: string; href: string }> {
    const query = page().query ? "?" + page().query : "";
    const path = page().path;
    return [
        { label: t("csv"), href: `${path}.csv${query}` },
        { label: t("json"), href: `${path}.json${query}` },
        { label: t("metadata"), href: `${path}.metadata.json${query}` },
        { label: t("zip"), href: `${path}.zip${query}` },
    ];
}

/** The English name has no Vietnamese marks; Vietnamese names are marked as such on English pages. */
export const nameLanguage = () => (language() === "en" ? "vi" : undefined);

export { common, here };
