// What a form plan looks like: docs/form-plan.md. `longdan form plan` writes it, nobody edits it.

/** A literal, or an operator or function with its operands; paths are `["/", origin, ...steps]`. */
export type Expression = string | number | boolean | Operation;
export type Operation = [string, ...(Expression | Step)[]];
/** `name`, `..`, `.`, `*`, `//`, `@name`, `axis::test`; with predicates a list that begins with it. */
export type Step = string | [string, ...Expression[]];

/** Words with values between them: expressions stand in lists of one. */
export type Words = string | (string | [Expression])[];
/** Words, or the key of a translated text. */
export type Text = Words | { key: Expression };
/** A translated text: its words, or words by form ("", "image", "audio", "guidance"). */
export type Translated = Words | Record<string, Words>;

/** A place of the primary instance; all instances of a repeat share one. `in` is the place around it. */
export interface Definition {
    name: string;
    in?: number;
    /** A value when it is not said; what is asked has a type. */
    kind?: "group" | "repeat" | "attribute";
    type?: string;
    relevant?: Expression;
    required?: Expression;
    readonly?: Expression;
    constraint?: Expression;
    calculate?: Expression;
    /** How many instances a repeat keeps. */
    count?: Expression;
    preload?: [kind: string, parameter: string];
    required_message?: Text;
    constraint_message?: Text;
}

export interface Choices {
    /** Written out, or gathered from nodes of an instance. */
    items?: [value: string, label?: Text][];
    nodes?: Expression;
    value?: Expression;
    label?: Text;
}

export interface Control {
    control: string;
    node?: number;
    appearance?: string;
    label?: Text;
    hint?: Text;
    choices?: Choices;
    /** start, end, step of a range; mediatype; rows: as the form writes them. */
    parameters?: Record<string, string>;
    /** Nobody adds instances to this repeat. */
    fixed?: boolean;
    content?: Control[];
}

export interface Action {
    /** first-load, load, new-repeat, changed */
    on: string[];
    node: number;
    /** The nodes, where a predicate picks some of the place. */
    nodes?: Expression;
    /** What is written; nothing when it is the place of the device. */
    value?: Expression;
    place?: boolean;
    /** The place whose change starts it; the repeat whose new instance does. */
    source?: number;
    repeat?: number;
}

/** The instance before anybody answers: a place with its value and attributes, or with what stands inside. */
export type Blank = [node: number, value: string | Blank[], attributes?: Blank[]];

/** Rows of an instance: one element each, its columns elements in turn. */
export interface Table {
    root: string;
    item: string;
    columns: string[];
    rows: (string | null)[][];
}
/** Any other instance: name, text or children, attributes. */
export type Tree = [name: string, content: string | Tree[], attributes?: Record<string, string>];
export type List = Table | { tree: Tree };
/** A list in a file of its own. */
export interface Part {
    part: string;
    rows: number;
    sha256: string;
}

export type Rule = "relevant" | "required" | "readonly" | "calculate";

export interface FormPlan {
    plan: 2;
    id: string;
    version: string;
    title: string;
    sha256: string;
    languages: string[];
    nodes: Definition[];
    /** Names of attributes written on the instance, with values, in order. */
    attributes: [string, string][];
    blank: Blank;
    /** What a new instance of a repeat begins with. */
    templates: Record<string, Blank>;
    /** What is computed, each after what it reads. */
    order: [node: number, rule: Rule][];
    /** For a place, what reads it: numbers in `order`, with the repeat in whose instance it stays where it does. */
    affects: Record<string, (number | [place: number, repeat: number])[]>;
    pages: Control[][];
    texts: Record<string, Record<string, Translated>>;
    lists: Record<string, List | Part>;
    actions: Action[];
}
