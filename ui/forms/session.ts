// A form being filled in: what is asked, what is wrong, what is sent. The same rules as engine/xforms, which judges in the end.
import { dateText, dayOf, momentText, zone } from "./dates";
import { evaluate, nodes, type Place, type Surroundings } from "./evaluate";
import { type Field, Instance } from "./instance";
import { listNode } from "./lists";
import type { Action, Choices, Control, Expression, FormPlan, List, Rule, Text, Translated, Words } from "./plan";
import { isOfType, written } from "./types";
import { type Item, toBoolean, toNumber, toText, type Value } from "./values";

export type { Field };

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
    /** Minutes ahead of UTC: 420 when nothing is said. */
    offset?: number;
    /** deviceid, username, email, phonenumber: what preloads ask for. */
    properties?: Record<string, string>;
}

const mostRounds = 100;
const isForms = (text: Translated): text is Record<string, Words> => typeof text === "object" && !Array.isArray(text);

export class Session extends Instance implements Surroundings {
    language: string;
    readonly now: () => number;
    readonly random: () => number;
    /** Lists that were asked for and are still on their way: fetch them and call `provide`. */
    readonly wanted = new Set<string>();
    private readonly lists = new Map<string, Item>();
    private readonly controls = new Map<number, Control>();
    /** What waits, by its place in the order, with the field it is limited to: the root for everything. */
    private readonly dirty = new Map<number, Field>();
    private changed: Field[] = [];

    constructor(
        plan: FormPlan,
        private readonly options: SessionOptions = {},
    ) {
        super(plan);
        this.language = options.language ?? plan.languages[0] ?? "";
        this.now = options.now ?? Date.now;
        this.random = options.random ?? Math.random;
        zone.minutes = options.offset ?? 420;
        const note = (control: Control) => {
            const { node, content = [] } = control;
            if (node !== undefined && (control.control === "repeat" || !this.controls.has(node)))
                this.controls.set(node, control);
            content.forEach(note);
        };
        plan.pages.flat().forEach(note);
        this.preload();
        plan.order.forEach((_, at) => this.mark(at, this.root));
        this.settle();
        this.changed = [];
        for (const action of plan.actions) {
            if (action.on.some((event) => event === "first-load" || event === "load")) this.perform(action, this.top);
        }
        this.follow();
    }

    get version(): string {
        return this.plan.version;
    }

    control(field: Field): Control | undefined {
        return this.controls.get(field.node);
    }

    /** Gives an answer; everything that depends on it follows. */
    set(field: Field, value: string): void {
        this.write(field, value.normalize("NFC"));
        this.follow();
    }

    /** One more instance of a repeat, last among those in the parent, or after one of them. */
    add(node: number, parent: Field, after?: Field): Field {
        const made = this.added(node, parent, after);
        this.follow();
        return made;
    }

    /** Takes an instance of a repeat away. */
    remove(field: Field): void {
        this.take(field);
        this.touchRepeat(field.node);
        this.follow();
    }

    /** A list that has arrived: `plan.lists[name]` in a file of its own. */
    provide(name: string, list: List): void {
        this.lists.set(name, listNode(list));
        this.wanted.delete(name);
        this.plan.order.forEach((_, at) => this.mark(at, this.root));
        this.follow();
    }

    instance(name: string): Item | null {
        const known = this.lists.get(name);
        const list = this.plan.lists[name];
        if (known || !list) return known ?? null;
        if ("part" in list) {
            this.wanted.add(name);
            return null;
        }
        const made = listNode(list);
        this.lists.set(name, made);
        return made;
    }

    property(name: string): string {
        return this.options.properties?.[name] ?? "";
    }

    choices(field: Field): Choice[] {
        const choices = this.control(field)?.choices;
        return choices ? this.gather(choices, field) : [];
    }

    choiceName(value: string, path: string, at: Item): string {
        const node = this.placeAt(path.trim(), (at as Field).node);
        const target = node === undefined ? undefined : this.near(node, at as Field)[0];
        return (target && this.choices(target).find((choice) => choice.value === value)?.label) ?? "";
    }

    translated(key: string): string {
        return this.text({ key }, this.top);
    }

    /** Words of a label, hint or message at a node; `form` is "image", "audio", "guidance" or empty. */
    text(text: Text | undefined, at: Item, form = ""): string {
        if (text === undefined) return "";
        const place = this.place(at);
        let said: Translated = "";
        if (typeof text === "string" || Array.isArray(text)) said = text;
        else said = this.plan.texts[this.language]?.[toText(evaluate(text.key, place))] ?? "";
        const words = isForms(said) ? said[form] : form ? "" : said;
        if (!Array.isArray(words)) return words ?? "";
        return words.map((each) => (typeof each === "string" ? each : toText(evaluate(each[0], place)))).join("");
    }

    label(field: Field): string {
        return this.text(this.control(field)?.label, field);
    }

    /** Nobody can change it: itself or a group around it is read-only, or it is computed. */
    locked(field: Field): boolean {
        const around = (at: Field | null): boolean => !!at && (at.readonly || around(at.parent));
        return this.plan.nodes[field.node]?.calculate !== undefined || around(field);
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
        const { kind, type = "string", constraint = true } = this.definition(field);
        const { value } = field;
        if (kind && kind !== "attribute") return null;
        if (value === "") return field.required ? "required" : null;
        if (!isOfType(type, value)) return "type";
        if (!this.offered(field)) return "choice";
        const { start, end } = this.control(field)?.parameters ?? {};
        const low = Math.min(Number(start), Number(end));
        const outside = Number(value) < low || Number(value) > Number(start) + Number(end) - low;
        if (outside || !toBoolean(this.value(constraint, field, true))) return "constraint";
        return null;
    }

    /** What the form says of the broken rule; empty when it says nothing. */
    message(field: Field): string {
        const { required_message, constraint_message } = this.definition(field);
        const rule = this.broken(field);
        return this.text(rule === "required" ? required_message : rule ? constraint_message : "", field);
    }

    /** The instance as XML, without what is not asked. */
    serialise(): string {
        const escaped = (text: string) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
        const attribute = (name: string, value: string) => ` ${name}="${escaped(value)}"`;
        const write = (field: Field): string => {
            if (!field.relevant) return "";
            const own = field === this.top ? this.plan.attributes.filter(([name]) => name.startsWith("xmlns")) : [];
            const start =
                field.name +
                own.map(([name, value]) => attribute(name, value)).join("") +
                field.attributes.map(({ name, value, relevant }) => (relevant ? attribute(name, value) : "")).join("");
            const inner = field.children.map(write).join("") || escaped(field.value);
            return inner ? `<${start}>${inner}</${field.name}>` : `<${start}/>`;
        };
        return write(this.top);
    }

    private place(node: Item): Place {
        return { form: this, node, position: 0, size: 0, self: node };
    }

    private write(field: Field, value: string): void {
        if (field.value === value) return;
        field.value = value;
        this.changed.push(field);
        this.touch(field);
    }

    private mark(place: number, scope: Field): void {
        const known = this.dirty.get(place);
        this.dirty.set(place, known && known !== scope ? this.root : scope);
    }

    /** What reads the value; within an instance of a repeat where it never looks farther. */
    private touch(field: Field): void {
        for (const each of this.plan.affects[field.node] ?? []) {
            if (typeof each === "number") this.mark(each, this.root);
            else this.mark(each[0], this.around(field, each[1]) ?? this.root);
        }
    }

    /** Instances came or went: what reads the repeat from outside, and all that stands in a new instance. */
    private touchRepeat(repeat: number, made?: Field): void {
        const path = this.placePath(repeat);
        const touched = new Set<number>();
        this.plan.nodes.forEach((_, node) => {
            if ((this.placePath(node) + "/").startsWith(path + "/")) touched.add(node);
        });
        for (const node of touched) {
            for (const each of this.plan.affects[node] ?? []) {
                if (typeof each === "number") this.mark(each, this.root);
                else if (!touched.has(each[1])) this.mark(each[0], this.root);
            }
        }
        if (made) this.plan.order.forEach(([node], place) => touched.has(node) && this.mark(place, made));
    }

    /** Computes what waits, then counts of repeats and actions that changes set off, until nothing moves. */
    private follow(): void {
        for (let round = 0; round < mostRounds; ++round) {
            this.settle();
            const changed = this.changed.splice(0);
            for (const field of changed) {
                for (const action of this.plan.actions) {
                    if (action.source === field.node && action.on.includes("changed")) this.perform(action, field);
                }
            }
            if (!this.fit() && !this.dirty.size && !this.changed.length) return;
        }
    }

    /** Computes what is marked, in order, until nothing is. */
    private settle(): void {
        for (let round = 0; this.dirty.size && round < mostRounds; ++round) {
            this.plan.order.forEach(([node, rule], at) => {
                const scope = this.dirty.get(at);
                if (!scope) return;
                this.dirty.delete(at);
                this.inside(scope, node).forEach((field) => this.compute(field, rule));
            });
        }
    }

    /** The value of an expression at a node, or the other one when it has none: a malformed pattern, say. */
    private value(expression: Expression, field: Field, otherwise: Value): Value {
        try {
            return evaluate(expression, this.place(field));
        } catch {
            return otherwise;
        }
    }

    private compute(field: Field, rule: Rule): void {
        const { type = "string", [rule]: expression } = this.definition(field);
        const value = this.value(expression!, field, rule === "relevant" || (rule === "calculate" ? "" : false));
        if (rule === "calculate") this.write(field, written(value, type));
        else if (rule !== "relevant") field[rule] = toBoolean(value);
        else {
            field.asked = toBoolean(value);
            this.spread(field);
        }
    }

    private spread(field: Field): void {
        const relevant = field.asked && field.parent!.relevant;
        if (field.relevant === relevant) return;
        field.relevant = relevant;
        field.hidden = !relevant;
        this.touch(field);
        [...field.attributes, ...field.children].forEach((child) => this.spread(child));
    }

    /** Gives repeats with a count as many instances as it says; true when some came or went. */
    private fit(): boolean {
        let moved = false;
        this.plan.nodes.forEach(({ count, in: around }, node) => {
            if (count === undefined) return;
            // What is not asked now keeps its instances with their answers: its count reads as blank.
            for (const parent of this.fields(around!).filter((field) => field.relevant)) {
                const there = this.beside(node, parent);
                const goal = this.counted(count, there[0], node, parent);
                for (let more = there.length; more < goal; ++more) this.added(node, parent);
                there.slice(goal).forEach((last) => this.take(last));
                if (there.length > goal) this.touchRepeat(node);
                moved = moved || there.length !== goal;
            }
        });
        return moved;
    }

    /** The count is seen from an instance of the repeat, for which one is made when there is none. */
    private counted(count: Expression, first: Field | undefined, node: number, parent: Field): number {
        const probe = first ?? this.insert(node, parent);
        const wanted = toNumber(this.value(count, probe, NaN));
        if (!first) this.take(probe);
        return Math.trunc(Math.min(Math.max(wanted, 0), 10_000)) || 0;
    }

    private added(node: number, parent: Field, after?: Field): Field {
        const made = this.insert(node, parent, after);
        this.spread(made);
        this.touchRepeat(node, made);
        this.settle();
        for (const action of this.plan.actions)
            if (action.on.includes("new-repeat") && action.repeat === node) this.perform(action, made);
        return made;
    }

    private perform({ node, nodes: picked, value, place }: Action, around: Field): void {
        const targets =
            picked === undefined ? this.near(node, around) : (this.value(picked, around, []) as unknown as Field[]);
        for (const field of targets.filter((each) => each.node === node)) {
            const location = place ? this.property("location") : "";
            if (value !== undefined)
                this.write(field, written(this.value(value, field, ""), this.definition(field).type ?? "string"));
            else if (location && isOfType("geopoint", location)) this.write(field, location);
            this.settle();
        }
    }

    private preload(): void {
        this.plan.nodes.forEach(({ preload, type }, node) => {
            const value = preload ? this.preloaded(preload, type) : "";
            for (const field of value ? this.fields(node) : []) field.value = value;
        });
    }

    private preloaded([kind, parameter]: [string, string], type?: string): string {
        if (kind === "uid") return "uuid:" + toText(evaluate(["uuid"], this.place(this.top)));
        if (kind === "date") return dateText(dayOf(this.now()));
        if (kind === "timestamp" && parameter === "start") {
            const text = momentText(this.now());
            return type === "date" ? text.slice(0, 10) : type === "time" ? text.slice(11) : text;
        }
        if (kind === "context") return this.property("username");
        return kind === "property" ? this.property(parameter) : "";
    }

    private gather(choices: Choices, at: Item): Choice[] {
        if (choices.items)
            return choices.items.map(([value, label]) => ({ value, label: this.text(label, at) || value }));
        const place = this.place(at);
        return nodes(choices.nodes!, place).map((node) => {
            const value = toText(evaluate(choices.value!, { ...place, node }));
            return { value, label: this.text(choices.label, node) || value };
        });
    }

    private offered(field: Field): boolean {
        const control = this.control(field);
        if (!control?.choices) return true;
        const values = new Set(this.choices(field).map((choice) => choice.value));
        const picked = control.control === "select1" ? [field.value] : field.value.trim().split(/\s+/);
        return picked.every((value) => values.has(value));
    }
}
