// Written by the program from its documents; do not edit. See ui/README.md.

export interface AboutPage {
    printed_figures: number;
    revisions: number;
}

export interface BreakNote {
    year: number;
    group: string;
    kind: string;
    sentence: string;
    source: string;
}

export interface ComparePage {
    index: string;
    name: string;
    series: Array<UnitSeries>;
    breaks: Array<BreakNote>;
    choices: Array<UnitLink>;
    warnings: Array<string>;
}

export interface ComputedIndicator {
    code: string;
    name: string;
}

export interface ComputedRanking {
    revision: RevisionLink;
    indicator: string;
    indicator_name: string;
    national: ComputedRow | null;
    rows: Array<ComputedRow>;
    suppressed: number;
    minimum_n: number;
}

export interface ComputedRow {
    slug: string;
    name: string;
    code: string;
    official: number | null;
    rank: number | null;
    statistical: number | null;
    se: number | null;
    ci_low: number | null;
    ci_high: number | null;
    n: number;
    flag: string;
    suppressed: boolean;
}

export interface DataPage {
    datasets: Array<Dataset>;
}

export interface Dataset {
    path: string;
    title: string;
    about: string;
    period: string;
    source: string;
    licence: string;
    rows: number;
    bytes: number;
    sha256: string;
    simulated: boolean;
}

export interface FactRow {
    indicator: string;
    name: string;
    label: string;
    value: number | null;
    printed: string;
    measure: string;
    status: string;
    note: string;
    source: string;
}

export interface FactSection {
    section: string;
    rows: Array<FactRow>;
}

export interface FoundPage {
    path: string;
    title: string;
    summary: string;
}

export interface FoundUnit {
    unit: UnitLink;
    level: string;
    matched: string;
    sentence: string;
    place: string;
    exists: boolean;
    today: Array<UnitLink>;
}

export interface Headline {
    index: string;
    index_name: string;
    year: number;
    value: number | null;
    status: string;
    simulated: boolean;
    previous_year: number | null;
    previous_value: number | null;
    comparable: boolean;
    break_sentence: string;
    source: string;
    note: string;
}

export interface HomePage {
    headlines: Array<Headline>;
    revisions: Array<RevisionLink>;
    provinces: number;
    communes: number;
    ministries: number;
}

export interface IndexCard {
    code: string;
    name: string;
    about: string;
    first_year: number;
    last_year: number;
    headline: Headline | null;
}

export interface IndexListPage {
    indices: Array<IndexCard>;
}

export interface IndexPage {
    index: string;
    name: string;
    about: string;
    years: Array<YearRow>;
    breaks: Array<BreakNote>;
    headline: Headline | null;
}

export interface IndexYearPage {
    index: string;
    name: string;
    year: number;
    tab: string;
    provinces_list: number;
    headline: Headline | null;
    published_on: string | null;
    provinces: Array<MapUnit>;
    groups: Array<RankGroup>;
    facts: Array<FactSection>;
    computed: Array<ComputedRanking>;
    breaks: Array<BreakNote>;
    sources: Array<string>;
    previous_year: number | null;
    next_year: number | null;
}

export interface MapUnit {
    slug: string;
    name: string;
    code: string;
}

export interface PopulationRow {
    year: number;
    source: string;
    quality: string;
    people: number | null;
    urban_share: number | null;
    area_km2: number | null;
}

export interface RankGroup {
    group: string;
    all: number;
    with_value: number;
    complete: boolean;
    mean: number | null;
    rows: Array<RankRow>;
}

export interface RankRow {
    slug: string;
    name: string;
    code: string;
    value: number | null;
    printed: string;
    rank: number | null;
    verified_points: number | null;
    survey_points: number | null;
    status: string;
    note: string;
    source: string;
}

export interface RelatedUnit {
    unit: UnitLink;
    relation: string;
    note: string;
}

export interface RevisionLink {
    code: string;
    title: string;
    index: string;
    year: number;
    number: number;
    evidence: string;
    simulated: boolean;
    published: string;
}

export interface RevisionPage {
    revision: RevisionLink;
    method: string;
    method_version: string;
    form: string;
    form_version: string;
    sample_seed: string;
    frame_hash: string;
    cells_hash: string;
    figures_hash: string;
    decision: string;
    cut_off: string;
    computed: string;
    reason: string;
    corrects: RevisionLink | null;
    corrected_by: RevisionLink | null;
    indicators: Array<ComputedIndicator>;
    ranking: ComputedRanking;
    figures: number;
}

export interface SearchPage {
    query: string;
    units: Array<FoundUnit>;
    pages: Array<FoundPage>;
}

export interface SeriesPoint {
    year: number;
    value: number | null;
    ci_low: number | null;
    ci_high: number | null;
    rank: number | null;
    origin: string;
    status: string;
    note: string;
    source: string;
    simulated: boolean;
    change: number | null;
    change_since: number | null;
    comparable: boolean;
    break_sentence: string;
}

export interface UnitLink {
    slug: string;
    name: string;
}

export interface UnitProfilePage {
    slug: string;
    name: string;
    level: string;
    kind: string;
    code: string;
    exists: boolean;
    change_sentence: string;
    ancestors: Array<UnitLink>;
    region: UnitLink | null;
    region_doubt: string;
    predecessors: Array<RelatedUnit>;
    successors: Array<RelatedUnit>;
    today: Array<UnitLink>;
    versions: Array<VersionRow>;
    scope_changes: Array<string>;
    populations: Array<PopulationRow>;
    children: Array<UnitLink>;
    children_level: string;
    series: Array<UnitSeries>;
    former_series: Array<UnitSeries>;
}

export interface UnitSeries {
    index: string;
    index_name: string;
    unit: UnitLink;
    points: Array<SeriesPoint>;
    breaks: Array<BreakNote>;
}

export interface VersionRow {
    full_name: string;
    kind: string;
    code: string;
    valid_from: string;
    valid_to: string | null;
    doubt: string;
}

export interface YearRow {
    year: number;
    value: number | null;
    status: string;
    ministry_value: number | null;
    ministry_status: string;
    published_on: string | null;
    provinces_known: number;
    provinces_all: number;
    ministries_known: number;
    comparable: boolean;
    revisions: Array<RevisionLink>;
}

declare module "../components/view" {
    interface Views {
        "results/home": HomePage;
        "results/indices": IndexListPage;
        "results/index": IndexPage;
        "results/year": IndexYearPage;
        "results/compare": ComparePage;
        "results/unit": UnitProfilePage;
        "results/revision": RevisionPage;
        "results/data": DataPage;
        "results/search": SearchPage;
        "results/about": AboutPage;
    }
}
