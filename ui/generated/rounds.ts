// Written by the program from its documents; do not edit. See ui/README.md.

export interface ActionDocument {
    address: string;
    label: string;
    explanation: string;
    weight: string;
    fields: Array<ActionField>;
}

export interface ActionField {
    name: string;
    label: string;
    kind: string;
    hint: string;
    value: string;
    optional: boolean;
}

export interface BoardLine {
    name: string;
    places: number;
    issued: number;
    received: number;
    valid: number;
    invalid: number;
    open: number;
    last: string | null;
}

export interface BoardPage {
    head: RoundHead;
    opens: string | null;
    closes: string | null;
    total: BoardLine;
    lines: Array<BoardLine>;
    questionnaire: string;
    open_questionnaire: string;
}

export interface ChoiceDocument {
    value: string;
    label: string;
}

export interface CountLine {
    code: string;
    name: string;
    districts: number;
    communes: number;
    villages: number;
    places: number;
    reserves: number;
}

export interface CutOffPage {
    head: RoundHead;
    data: Array<DataDocument>;
    trials: Array<TrialLine>;
}

export interface DataDocument {
    number: number;
    cut_off: string;
    received: number;
    used: number;
    cells_sha256: string;
    log_sha256: string;
    rules: Array<RuleLine>;
}

export interface DesignPage {
    head: RoundHead;
    name: string;
    summary: string;
    version: number;
    sha256: string;
    day: string;
    confidence: number | null;
    stages: Array<StageDocument>;
}

export interface DrawPage {
    head: RoundHead;
    seed: string;
    seed_origin: string;
    frame_sha256: string;
    sample_sha256: string;
    report_sha256: string;
    total: CountLine;
    provinces: Array<CountLine>;
}

export interface FieldMessage {
    field: string;
    message: string;
}

export interface FigurePair {
    indicator: string;
    label: string;
    depth: number;
    kind: string;
    unit: string;
    unit_name: string;
    official: number | null;
    rank: number | null;
    n: number;
    statistical: number | null;
    se: number | null;
    low: number | null;
    high: number | null;
    df: number | null;
    flag: string;
    before: number | null;
}

export interface FramePage {
    head: RoundHead;
    sha256: string;
    report: FrameReportDocument;
}

export interface FrameProvinceDocument {
    code: string;
    name: string;
    districts: number;
    communes: number;
    filled: number;
}

export interface FrameReportDocument {
    provinces: Array<FrameProvinceDocument>;
    districts: number;
    communes: number;
    filled: number;
    left_out: Array<string>;
}

export interface HistoryDocument {
    time: string;
    who: string;
    what: string;
    reason: string;
    document: string;
}

export interface ItemPage {
    head: RoundHead;
    trial: number;
    item: string;
    label: string;
    standing: string;
    remark: string;
    unit_name: string;
    figure: FigurePair;
    levels: Array<LevelShare>;
}

export interface JobDocument {
    id: string;
    title: string;
    state: string;
    state_name: string;
    done: number;
    total: number;
    message: string;
}

export interface LevelShare {
    label: string;
    official: number | null;
    statistical: number | null;
    se: number | null;
}

export interface NoteDocument {
    about: string;
    mark: string;
    text: string;
    source: string;
}

export interface PlaceLine {
    code: string;
    number: number;
    reserve: boolean;
    position: number;
    status: string;
}

export interface ReplacementLine {
    time: string;
    who: string;
    level_name: string;
    out_code: string;
    in_code: string;
    reason: string;
    note: string;
    document: string;
}

export interface RoundFormPage {
    id: string;
    schemes: Array<ChoiceDocument>;
    designs: Array<ChoiceDocument>;
    forms: Array<ChoiceDocument>;
    scheme: string;
    code: string;
    name: string;
    year: string;
    purpose: string;
    design: string;
    form: string;
    design_json: string;
    errors: Array<FieldMessage>;
}

export interface RoundHead {
    id: string;
    code: string;
    name: string;
    scheme: string;
    year: number;
    state: string;
    state_name: string;
    simulated: boolean;
    whole: boolean;
}

export interface RoundListPage {
    rounds: Array<RoundHead>;
    may_create: boolean;
}

export interface RoundPage {
    head: RoundHead;
    purpose: string;
    design_name: string;
    method: string;
    form: string;
    steps: Array<StepDocument>;
    waiting_for: string;
    actions: Array<ActionDocument>;
    job: JobDocument | null;
    dossier: string;
    frame_sha256: string;
    seed: string;
    sample_sha256: string;
    collection_from: string | null;
    collection_to: string | null;
    questionnaire: string;
    revision: string;
    publish_at: string | null;
    history: Array<HistoryDocument>;
}

export interface RuleLine {
    rule: string;
    name: string;
    answers: number;
}

export interface SamplePage {
    head: RoundHead;
    parent: string;
    parent_name: string;
    above: string;
    provinces: Array<CountLine>;
    units: Array<UnitLine>;
    places: Array<PlaceLine>;
    replacements: Array<ReplacementLine>;
    reasons: Array<ChoiceDocument>;
    may_replace: boolean;
    may_supplement: boolean;
}

export interface StageDocument {
    name: string;
    unit: string;
    size: string;
    select: string;
    list: number;
    fixed: number;
    reserve: number;
    notes: Array<NoteDocument>;
}

export interface StepDocument {
    state: string;
    name: string;
    standing: string;
    time: string | null;
}

export interface TrialLine {
    number: number;
    data: number;
    figures: number;
    changed: number;
    sha256: string;
    file: string;
    time: string;
    submitted: boolean;
}

export interface TrialPage {
    head: RoundHead;
    trial: TrialLine;
    indicator: string;
    indicator_label: string;
    unit: string;
    unit_name: string;
    units: Array<ChoiceDocument>;
    provinces: Array<FigurePair>;
    nodes: Array<FigurePair>;
    mean_of_provinces: number | null;
}

export interface UnitLine {
    level: string;
    code: string;
    name: string;
    reserve: boolean;
    position: number;
    status: string;
    probability: number | null;
    has_more: boolean;
}

declare module "../components/view" {
    interface Views {
        "rounds/list": RoundListPage;
        "rounds/form": RoundFormPage;
        "rounds/round": RoundPage;
        "rounds/design": DesignPage;
        "rounds/frame": FramePage;
        "rounds/draw": DrawPage;
        "rounds/sample": SamplePage;
        "rounds/board": BoardPage;
        "rounds/cut_off": CutOffPage;
        "rounds/trial": TrialPage;
        "rounds/item": ItemPage;
    }
}
