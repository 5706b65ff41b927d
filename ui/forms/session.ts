// A form being filled in: what is asked, what is wrong, what is sent. The same rules as engine/xforms, which is the judge.
import { dateText, dayOf, momentText } from "./dates";
import { evaluate, nodes, type Place, type Surroundings } from "./evaluate";
import { listNode } from "./lists";
import type { Blank, Choices, Control, Definition, Expression, FormPlan, List, Rule, Text, Words } from "./plan";
import { isOfType } from "./types";
import { type Item, textOf, toBoolean, toNumber, toText } from "./values";

/** A node of the answers. */
export interface Field extends Item {
    node: number;
    parent: Field | null;
    children: Field[];
    attributes: Field[];
    relevant: boolean;
    required: boolean;
    readonly: boolean;
}

export interface Violation {
    path: string;
    rule: "type" | "required" | "constraint" | "choice";
}

export interface Choice {
    value: string;
    label: string;
}

export interface SessionOptions {
    language?: string;
    now?: () => number;
    random?: () => number;
    /** deviceid, username, email, phonenumber: what preloads ask for. */
    properties?: Record<string, string>;
}

const most = 16;

export class Session implements Surroundings {
    readonly root: Field;
    language: string;
    readonly now: () => number;
    readonly random: () => number;
    /** Lists that were asked for and are still on their way: fetch them and call `provide`. */
    readonly wanted = new Set<string>();
    private readonly lists = new Map<string, Item>();
    private readonly controls = new Map<number, Control>();
    private readonly within: number[][] = [];
    private readonly dirty: Set<number> = new Set();
    private readonly top: Field;

    constructor(
        readonly plan: FormPlan,
        private readonly options: SessionOptions = {},
    ) {
        this.language = options.language ?? plan.languages[0] ?? "";
        this.now = options.now ?? Date.now;
        this.random = options.random ?? Math.random;
        plan.nodes.forEach((definition, node) => {
            this.within[node] = [];
            if (definition.in !== undefined) this.within[definition.in]!.push(node);
        });
        const note = (control: Control) => {
            if (control.node !== undefined && !this.controls.has(control.node))
                this.controls.set(control.node, control);
            control.content?.forEach(note);
        };
        plan.pages.flat().forEach(note);

        this.root = this.field(-1, "", null);
        this.top = this.grow(plan.blank, this.root);
        this.root.children.push(this.top);
        this.preload();
        this.computeAll();
        this.act("first-load", this.top);
        this.act("load", this.top);
    }

    /** Nodes of a place, in document order: one unless it stands in repeats. */
    fields(node: number): Field[] {
        const { in: around, kind } = this.plan.nodes[node]!;
        if (around === undefined) return [this.top];
        return this.fields(around).flatMap((parent) =>
            (kind === "attribute" ? parent.attributes : parent.children).filter((child) => child.node === node),
        );
    }

    /** The node at a path such as /data/house[2]/age. */
    find(path: string): Field | undefined {
        let at: Field | undefined = this.root;
        for (const step of path.split("/").slice(1)) {
            const [, name, number = "1"] = /^([^[]+)(?:\[(\d+)\])?$/.exec(step) ?? [];
            if (!name) return undefined;
            at = (name[0] === "@" ? at.attributes : at.children).filter(
                (child) => child.name === name.replace("@", ""),
            )[+number - 1];
            if (!at) return undefined;
        }
        return at;
    }

    /** The path of a node, with numbers where repeats stand. */
    path(field: Field): string {
        if (!field.parent) return "";
        const definition = this.definition(field);
        let step = (definition.kind === "attribute" ? "@" : "") + field.name;
        if (definition.kind === "repeat")
            step += `[${field.parent.children.filter((child) => child.node === field.node).indexOf(field) + 1}]`;
        return `${this.path(field.parent)}/${step}`;
    }

    definition(field: Field): Definition {
        return this.plan.nodes[field.node]!;
    }

    control(field: Field): Control | undefined {
        return this.controls.get(field.node);
    }

    /** Gives an answer; everything that depends on it follows. */
    set(field: Field, value: string): void {
        if (field.value === value) return;
        this.write(field, value);
        this.settle();
    }

    /** One more instance of a repeat, last among those beside it, or after `after`. */
    add(node: number, parent: Field, after?: Field): Field {
        const made = this.insert(node, parent, after);
        this.computeAll();
        return made;
    }

    /** Takes an instance of a repeat away. */
    remove(field: Field): void {
        const around = field.parent!.children;
        around.splice(around.indexOf(field), 1);
        this.computeAll();
    }

    /** A list that has arrived: `plan.lists[name]` in a file of its own. */
    provide(name: string, list: List): void {
        this.lists.set(name, listNode(list));
        this.wanted.delete(name);
        this.computeAll();
    }

    instance(name: string): Item | null {
        const known = this.lists.get(name);
        if (known) return known;
        const list = this.plan.lists[name];
        if (!list) return null;
        if ("part" in list) {
            this.wanted.add(name);
            return null;
        }
        const made = listNode(list);
        this.lists.set(name, made);
        return made;
    }

    get version(): string {
        return this.plan.version;
    }

    property(name: string): string {
        return this.options.properties?.[name] ?? "";
    }

    choices(field: Field): Choice[] {
        const choices = this.control(field)?.choices;
        return choices ? this.gather(choices, field) : [];
    }

    choiceName(value: string, path: string, at: Item): string {
        const target = path[0] === "/" ? this.nearest(path, at as Field) : undefined;
        return (target && this.choices(target).find((choice) => choice.value === value)?.label) ?? "";
    }

    translated(key: string, form = ""): string {
        const text = this.plan.texts[this.language]?.[key];
        const words = typeof text === "object" && !Array.isArray(text) ? text[form] : form ? undefined : text;
        return words === undefined ? "" : this.say(words, this.place(this.top));
    }

    /** Words of a label, hint or message at a node; `form` is "image", "audio", "guidance" or empty. */
    text(text: Text | undefined, at: Item, form = ""): string {
        if (text === undefined) return "";
        const place = this.place(at);
        if (typeof text === "string" || Array.isArray(text)) return form ? "" : this.say(text, place);
        const translated = this.plan.texts[this.language]?.[toText(evaluate(text.key, place))];
        if (translated === undefined) return "";
        if (typeof translated === "string" || Array.isArray(translated)) return form ? "" : this.say(translated, place);
        return this.say(translated[form] ?? "", place);
    }

    label(field: Field): string {
        return this.text(this.control(field)?.label, field);
    }

    /** What is wrong, in reading order. */
    violations(from: Field = this.top): Violation[] {
        if (!from.relevant) return [];
        const rule = this.broken(from);
        return [
            ...(rule ? [{ path: this.path(from), rule }] : []),
            ...[...from.attributes, ...from.children].flatMap((child) => this.violations(child)),
        ];
    }

    /** The first rule that the answer breaks. */
    broken(field: Field): Violation["rule"] | null {
        const definition = this.definition(field);
        if (definition.kind && definition.kind !== "attribute") return null;
        if (field.value === "") return field.required ? "required" : null;
        if (!isOfType(definition.type ?? "string", field.value)) return "type";
        if (definition.constraint !== undefined && !toBoolean(evaluate(definition.constraint, this.place(field))))
            return "constraint";
        return this.listed(field) ? null : "choice";
    }

    message(field: Field): string {
        const definition = this.definition(field);
        const rule = this.broken(field);
        return this.text(rule === "required" ? definition.required_message : definition.constraint_message, field);
    }

    /** The instance as XML, without what is not asked. */
    serialise(): string {
        const write = (field: Field): string => {
            if (!field.relevant) return "";
            const attributes = field.attributes.map((each) => ` ${each.name}="${escaped(each.value)}"`).join("");
            const own =
                field === this.top
                    ? this.plan.attributes.map(([name, value]) => ` ${name}="${escaped(value)}"`).join("")
                    : "";
            const inner = field.children.map(write).join("") || escaped(field.value);
            const start = field.name + own + attributes;
            return inner ? `<${start}>${inner}</${field.name}>` : `<${start}/>`;
        };
        return `<?xml version="1.0"?>${write(this.top)}`;
    }

    private field(node: number, name: string, parent: Field | null): Field {
        return {
            node,
            name,
            value: "",
            parent,
            children: [],
            attributes: [],
            relevant: true,
            required: false,
            readonly: false,
        };
    }

    private grow([node, content]: Blank, parent: Field): Field {
        const made = this.field(node, this.plan.nodes[node]!.name, parent);
        if (typeof content === "string") made.value = content;
        else
            for (const each of content) {
                const attribute = this.plan.nodes[each[0]]!.kind === "attribute";
                (attribute ? made.attributes : made.children).push(this.grow(each, made));
            }
        return made;
    }

    private insert(node: number, parent: Field, after?: Field): Field {
        const template = this.plan.templates[node];
        if (!template) throw new Error(`${this.plan.nodes[node]!.name}: no repeat`);
        const made = this.grow(template, parent);
        const beside = parent.children.filter((child) => child.node === node);
        const before = after ?? beside[beside.length - 1];
        const at = before ? parent.children.indexOf(before) + 1 : this.firstPlace(node, parent);
        parent.children.splice(at, 0, made);
        this.act("new-repeat", made);
        return made;
    }

    /** Where the first instance of a repeat stands: before the places that the form has after it. */
    private firstPlace(node: number, parent: Field): number {
        const at = parent.children.findIndex((child) => child.node > node);
        return at < 0 ? parent.children.length : at;
    }

    private place(node: Item): Place {
        return { form: this, node, position: 0, size: 0, self: node };
    }

    private write(field: Field, value: string): void {
        if (field.value === value) return;
        field.value = value;
        this.touch(field.node);
        for (const action of this.plan.actions) {
            if (action.source === field.node && action.on.includes("changed"))
                this.perform(action.node, action.value, field);
        }
    }

    private touch(node: number): void {
        for (const each of this.plan.affects[node] ?? []) this.dirty.add(each);
    }

    private computeAll(): void {
        this.plan.order.forEach((_, at) => this.dirty.add(at));
        this.settle();
    }

    /** Computes what is marked, in order, until nothing is. */
    private settle(): void {
        for (let pass = 0; this.dirty.size && pass < most; ++pass) {
            this.plan.order.forEach(([node, rule], at) => {
                if (!this.dirty.delete(at)) return;
                for (const field of this.fields(node)) this.compute(field, rule);
            });
        }
    }

    private compute(field: Field, rule: Rule): void {
        const expression = this.definition(field)[rule] as Expression;
        if (rule === "count") return this.keepCount(field, expression);
        if (rule === "calculate") {
            if (!field.relevant) return;
            const value = evaluate(expression, this.place(field));
            return this.write(field, value !== value ? "" : toText(value));
        }
        const holds = toBoolean(evaluate(expression, this.place(field)));
        if (rule !== "relevant") field[rule] = holds;
        else this.show(field, holds && field.parent!.relevant);
    }

    /** A place is asked when its own condition holds and the place around it is asked. */
    private show(field: Field, relevant: boolean): void {
        if (field.relevant === relevant) return;
        field.relevant = relevant;
        field.hidden = !relevant;
        this.touch(field.node);
        this.plan.order.forEach(([node, rule], at) => {
            if (node === field.node && rule === "calculate") this.dirty.add(at);
        });
        for (const child of [...field.attributes, ...field.children]) {
            const condition = this.definition(child).relevant;
            this.show(
                child,
                relevant && (condition === undefined || toBoolean(evaluate(condition, this.place(child)))),
            );
        }
    }

    private keepCount(field: Field, expression: Expression): void {
        const wanted = Math.max(0, Math.trunc(toNumber(evaluate(expression, this.place(field)))) || 0);
        for (const parent of this.fields(this.definition(field).in!)) {
            const beside = parent.children.filter((child) => child.node === field.node);
            for (let more = beside.length; more < wanted; ++more) this.insert(field.node, parent);
            for (const last of beside.slice(wanted)) parent.children.splice(parent.children.indexOf(last), 1);
        }
    }

    private preload(): void {
        this.plan.nodes.forEach(({ preload }, node) => {
            if (!preload) return;
            const value = this.preloaded(preload);
            if (value) for (const field of this.fields(node)) field.value = value;
        });
    }

    private preloaded([kind, parameter]: [string, string]): string {
        if (kind === "uid") return "uuid:" + toText(evaluate(["uuid"], this.place(this.top)));
        if (kind === "date") return dateText(dayOf(this.now()));
        if (kind === "timestamp") return momentText(this.now());
        return kind === "property" ? this.property(parameter) : "";
    }

    private act(event: string, below: Field): void {
        for (const action of this.plan.actions) {
            if (action.on.includes(event)) this.perform(action.node, action.value, below);
        }
        this.settle();
    }

    /** Sets the nodes of a place that stand nearest to another node. */
    private perform(node: number, value: Expression, near: Field): void {
        const targets = this.fields(node);
        const inside = targets.filter((each) => this.shared(each, near));
        for (const target of inside.length ? inside : []) {
            if (!target.relevant) continue;
            const result = evaluate(value, this.place(target));
            this.write(target, result !== result ? "" : toText(result));
        }
    }

    /** True when the repeats around both are the same instances. */
    private shared(target: Field, near: Field): boolean {
        const around = (field: Field | null): Field[] => (field ? [...around(field.parent), field] : []);
        const mine = around(near);
        return around(target).every(
            (each) =>
                this.plan.nodes[each.node]?.kind !== "repeat" ||
                mine.includes(each) ||
                !mine.some((other) => other.node === each.node),
        );
    }

    private gather(choices: Choices, at: Item): Choice[] {
        if (choices.items) {
            return choices.items.map(([value, label]) => ({ value, label: this.text(label, at) || value }));
        }
        return nodes(choices.nodes!, this.place(at)).map((node) => {
            const place = { ...this.place(at), node, self: node };
            const value = toText(evaluate(choices.value!, place));
            return { value, label: this.text(choices.label, node) || value };
        });
    }

    private listed(field: Field): boolean {
        const choices = this.control(field)?.choices;
        if (!choices) return true;
        const values = new Set(this.choices(field).map((choice) => choice.value));
        const one = this.control(field)!.control === "select1";
        return (one ? [field.value] : field.value.trim().split(/\s+/)).every((value) => values.has(value));
    }

    private nearest(path: string, at: Field): Field | undefined {
        const node = this.plan.nodes.findIndex((_, index) => this.placePath(index) === path);
        const found = node < 0 ? [] : this.fields(node);
        return found.find((field) => this.shared(field, at)) ?? found[0];
    }

    private placePath(node: number): string {
        const { in: around, name, kind } = this.plan.nodes[node]!;
        return `${around === undefined ? "" : this.placePath(around)}/${kind === "attribute" ? "@" : ""}${name}`;
    }

    private say(words: Words, place: Place): string {
        if (typeof words === "string") return words;
        return words.map((each) => (typeof each === "string" ? each : toText(evaluate(each[0], place)))).join("");
    }
}

function escaped(text: string): string {
    return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

export { textOf };
