// The answers of one form as a tree, each node tied to its place in the plan.
import type { Blank, Definition, FormPlan } from "./plan";
import { called, type Item } from "./values";

/** A node of the answers. */
export interface Field extends Item {
    /** Its place: a number in the plan's nodes. */
    node: number;
    parent: Field | null;
    children: Field[];
    attributes: Field[];
    /** Its own condition holds. */
    asked: boolean;
    /** Asked, as is everything around it. */
    relevant: boolean;
    required: boolean;
    readonly: boolean;
}

export class Instance {
    readonly root: Field;
    readonly top: Field;

    constructor(readonly plan: FormPlan) {
        this.root = this.field(-1, "", null);
        this.top = this.grow(plan.blank, this.root);
        this.root.children.push(this.top);
        for (const [name, value] of plan.attributes) {
            if (!name.startsWith("xmlns")) this.top.attributes.push({ ...this.field(-1, name, this.top), value });
        }
    }

    definition(field: Field): Definition {
        return this.plan.nodes[field.node] ?? field;
    }

    /** Nodes of a place, in document order: one unless it stands in repeats. */
    fields(node: number): Field[] {
        const { in: around, kind } = this.plan.nodes[node]!;
        if (around === undefined) return [this.top];
        return this.fields(around).flatMap((parent) =>
            kind === "attribute" ? parent.attributes.filter((child) => child.node === node) : this.beside(node, parent),
        );
    }

    /** Nodes of a place that stand in one parent: the instances of a repeat. */
    beside(node: number, parent: Field): Field[] {
        return (called(parent, this.plan.nodes[node]!.name) as Field[]).filter((child) => child.node === node);
    }

    /** The node at a path such as /data/house[2]/age. */
    find(path: string): Field | undefined {
        let at: Field | undefined = this.root;
        for (const step of path.split("/").slice(1)) {
            const [, attribute, name, number = "1"] = /^(@?)([^[]+)(?:\[(\d+)\])?$/.exec(step) ?? [];
            const around: Field = at;
            const among = attribute
                ? around.attributes.filter((each) => each.name === name)
                : (called(around, name ?? "") as Field[]);
            at = among[+number - 1];
            if (!at) return undefined;
        }
        return at;
    }

    /** The path of a node, with numbers where repeats stand. */
    path(field: Field): string {
        if (!field.parent) return "";
        const { kind } = this.definition(field);
        const number = kind === "repeat" ? `[${this.beside(field.node, field.parent).indexOf(field) + 1}]` : "";
        return `${this.path(field.parent)}/${kind === "attribute" ? "@" : ""}${field.name}${number}`;
    }

    /** The path of a place, without numbers. */
    placePath(node: number): string {
        const { in: around, name, kind } = this.plan.nodes[node]!;
        return `${around === undefined ? "" : this.placePath(around)}/${kind === "attribute" ? "@" : ""}${name}`;
    }

    /** The place that a path without predicates leads to from another: /data/a, ../a, current()/../a. */
    placeAt(path: string, from: number): number | undefined {
        let at: number | undefined = path[0] === "/" ? -1 : from;
        for (const step of path.split("/").map((each) => each.trim())) {
            if (step === "" || step === "." || step === "current()") continue;
            if (at === undefined) return undefined;
            const around: number | undefined = at < 0 ? undefined : at;
            if (step === "..") at = this.plan.nodes[at]?.in;
            else at = this.plan.nodes.findIndex((each) => each.in === around && each.name === step);
            if (at !== undefined && at < 0) return undefined;
        }
        return at;
    }

    /** The repeat around a place; undefined when none is. */
    repeatAround(node: number): number | undefined {
        const around = this.plan.nodes[node]!.in;
        return around === undefined || this.plan.nodes[around]!.kind === "repeat" ? around : this.repeatAround(around);
    }

    /** Nodes of a place in the same instance of its repeat as another node; all of them when that stands outside. */
    near(node: number, other: Field): Field[] {
        const repeat = this.repeatAround(node);
        return this.inside((repeat !== undefined && this.around(other, repeat)) || this.root, node);
    }

    /** The field itself or one around it that stands at a place. */
    around(field: Field, node: number): Field | null {
        let at: Field | null = field;
        while (at && at.node !== node) at = at.parent;
        return at;
    }

    /** Nodes of a place that are the field or stand in it. */
    inside(scope: Field, node: number): Field[] {
        const isInside = (field: Field | null): boolean => field === scope || (!!field && isInside(field.parent));
        const all = this.fields(node);
        return scope === this.root ? all : all.filter(isInside);
    }

    /** A new instance of a repeat, last among those in the parent, or after one of them. */
    insert(node: number, parent: Field, after?: Field): Field {
        const made = this.grow(this.plan.templates[node]!, parent);
        const before = after ?? this.beside(node, parent).pop();
        const later = parent.children.findIndex((child) => child.node > node);
        const place = before ? parent.children.indexOf(before) + 1 : later < 0 ? parent.children.length : later;
        parent.children.splice(place, 0, made);
        parent.index = undefined;
        return made;
    }

    take(field: Field): void {
        const around = field.parent!;
        around.children = around.children.filter((child) => child !== field);
        around.index = undefined;
    }

    private field(node: number, name: string, parent: Field | null): Field {
        const flags = { asked: true, relevant: true, required: false, readonly: false };
        return { node, name, value: "", parent, children: [], attributes: [], ...flags };
    }

    private grow([node, content, attributes = []]: Blank, parent: Field): Field {
        const made = this.field(node, this.plan.nodes[node]!.name, parent);
        if (typeof content === "string") made.value = content;
        for (const each of typeof content === "string" ? attributes : content) {
            const attribute = this.plan.nodes[each[0]]!.kind === "attribute";
            (attribute ? made.attributes : made.children).push(this.grow(each, made));
        }
        return made;
    }
}
