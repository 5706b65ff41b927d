// Written by the program from its documents; do not edit. See ui/README.md.

export interface AnswerEvent {
    kind: string;
    day: string;
    reason: string;
}

export interface AnswerLink {
    id: string;
    received: string;
    unit: string;
    evidence: string;
    channel: string;
    state: string;
}

export interface AnswerList {
    round: string;
    title: string;
    only: string;
    answers: Array<AnswerLink>;
    next: string;
}

export interface AnswerPage {
    round: string;
    id: string;
    state: string;
    sha256: string;
    pages: Array<GivenPage>;
    violations: Array<string>;
    events: Array<AnswerEvent>;
    raw: string;
    may_change: boolean;
    errors: Array<FieldMessage>;
}

export interface ChoiceView {
    name: string;
    label: string;
    chosen: boolean;
    apart: boolean;
}

export interface CodesPage {
    door: DoorView;
    points: Array<PointView>;
    errors: Array<FieldMessage>;
}

export interface DoorList {
    doors: Array<DoorView>;
}

export interface DoorView {
    id: string;
    code: string;
    title: string;
    evidence: string;
    form: string;
    round: string;
    opens: string;
    closes: string;
    open: boolean;
}

export interface FieldMessage {
    field: string;
    message: string;
}

export interface GivenAnswer {
    label: string;
    answer: string;
}

export interface GivenPage {
    page: number;
    heading: string;
    answers: Array<GivenAnswer>;
}

export interface PointView {
    point: string;
    label: string;
    unused: number;
    used: number;
    withdrawn: number;
}

export interface PrintedCode {
    code: string;
    address: string;
    qr: string;
    size: number;
}

export interface PrintedCodes {
    title: string;
    runner: string;
    label: string;
    address: string;
    closes: string;
    codes: Array<PrintedCode>;
}

export interface ProgressPage {
    round: string;
    title: string;
    doors: Array<DoorView>;
    units: Array<UnitProgress>;
    total: UnitProgress;
    may_collect: boolean;
    may_read_answers: boolean;
    errors: Array<FieldMessage>;
}

export interface QuestionPage {
    code: string;
    title: string;
    heading: string;
    hint: string;
    page: number;
    step: number;
    steps: number;
    can_go_back: boolean;
    state: string;
    signature: string;
    shown: string;
    questions: Array<QuestionView>;
    errors: Array<FieldMessage>;
}

export interface QuestionView {
    field: string;
    type: string;
    group: string;
    label: string;
    hint: string;
    value: string;
    likert: boolean;
    required: boolean;
    standing: string;
    max_length: number;
    choices: Array<ChoiceView>;
}

export interface ReceiptPage {
    code: string;
    title: string;
    thanks: boolean;
    asked: string;
    receipt: string;
    received: string | null;
    state: string;
    sha256: string;
    results_at: string;
}

export interface ReviewPage {
    code: string;
    title: string;
    last_page: number;
    blank: number;
    state: string;
    signature: string;
    pages: Array<GivenPage>;
    errors: Array<FieldMessage>;
}

export interface StartPage {
    code: string;
    title: string;
    runner: string;
    introduction: string;
    consent: string;
    consent_version: string;
    minutes: number;
    asks_code: boolean;
    access_code: string;
    closed: string;
    closes: string;
    simulated: boolean;
    errors: Array<FieldMessage>;
}

export interface SurveyLink {
    code: string;
    title: string;
    runner: string;
    by_invitation: boolean;
    closes: string;
}

export interface SurveyList {
    surveys: Array<SurveyLink>;
}

export interface UnitProgress {
    unit: string;
    issued: number;
    received: number;
    valid: number;
    invalid: number;
    voided: number;
    open: number;
    last: string | null;
}

declare module "../components/view" {
    interface Views {
        "collect/surveys": SurveyList;
        "collect/start": StartPage;
        "collect/questions": QuestionPage;
        "collect/review": ReviewPage;
        "collect/receipt": ReceiptPage;
        "collect/doors": DoorList;
        "collect/progress": ProgressPage;
        "collect/codes": CodesPage;
        "collect/printed": PrintedCodes;
        "collect/answers": AnswerList;
        "collect/answer": AnswerPage;
    }
}
