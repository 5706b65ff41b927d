// Written by the program from its documents; do not edit. See ui/README.md.

export interface CheckView {
    year: number;
    parts: Array<string>;
    total: string;
    equal_fits: boolean;
    weight_low: string;
    weight_high: string;
    source: string;
}

export interface FormLink {
    code: string;
    version: string;
    title: string;
    method: string;
    questions: number;
}

export interface GroupView {
    code: string;
    label: string;
    depth: number;
    items_stated: number;
    items_below: number;
    items: Array<ItemView>;
    sure: Sureness;
}

export interface ItemView {
    code: string;
    label: string;
    scale: string;
    base: string;
    multiple: boolean;
    sure: Sureness;
}

export interface LevelView {
    code: number;
    label: string;
    satisfied: boolean;
}

export interface MethodLink {
    code: string;
    version: string;
    title: string;
    document: string;
    first_year: number;
    last_year: number;
    items: number;
    confirmed: number;
}

export interface MethodList {
    methods: Array<MethodLink>;
    forms: Array<FormLink>;
}

export interface MethodPage {
    code: string;
    version: string;
    title: string;
    document: string;
    first_year: number;
    last_year: number;
    remark: string;
    sha256: string;
    minimum_n: number;
    minimum_sure: Sureness;
    sources: Array<string>;
    scales: Array<ScaleView>;
    groups: Array<GroupView>;
    nodes: Array<NodeView>;
    checks: Array<CheckView>;
}

export interface NodeView {
    code: string;
    label: string;
    rule: string;
    depth: number;
    items: number;
    sure: Sureness;
}

export interface ScaleView {
    label: string;
    levels: Array<LevelView>;
    sure: Sureness;
}

export interface Sureness {
    standing: string;
    label: string;
    source: string;
    remark: string;
}

declare module "../components/view" {
    interface Views {
        "methods/list": MethodList;
        "methods/method": MethodPage;
    }
}
