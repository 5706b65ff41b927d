// Evaluates the expression trees of a form plan.
import { functions } from "./functions";
import type { Expression, Operation, Step } from "./plan";
import { called, compare, isElement, type Item, type Order, toBoolean, toNumber, type Value } from "./values";

/** What an expression may ask of the form around it. */
export interface Surroundings {
    root: Item;
    /** Milliseconds of UTC. */
    now(): number;
    random(): number;
    /** The document of a list; null when there is none or when it is still on its way. */
    instance(name: string): Item | null;
    choiceName(value: string, path: string, at: Item): string;
    translated(key: string): string;
    property(name: string): string;
    readonly version: string;
}

/** Where an expression stands: at which node, which of how many (0: not in a predicate); `self` is current(). */
export interface Place {
    form: Surroundings;
    node: Item;
    position: number;
    size: number;
    self: Item;
}

type Test = (item: Item) => boolean;

const isText: Test = (item) => isElement(item) && !item.children.length && item.value !== "";

function named(test: string): Test {
    if (test === "*" || test === "node()") return () => true;
    if (test === "text()") return isText;
    if (test === "comment()") return () => false;
    if (test.endsWith(":*")) return (item) => item.name.startsWith(test.slice(0, -1));
    if (test.includes(":")) return (item) => item.name === test;
    // A name without a prefix stands for every namespace.
    return (item) => item.name === test || item.name.endsWith(":" + test);
}

function descendants(item: Item, found: Item[]): Item[] {
    for (const child of item.children) {
        found.push(child);
        descendants(child, found);
    }
    return found;
}

function siblings(item: Item): Item[] {
    return item.parent ? item.parent.children : [item];
}

const axes: Record<string, (item: Item) => Item[]> = {
    child: (item) => item.children,
    parent: (item) => (item.parent ? [item.parent] : []),
    self: (item) => [item],
    attribute: (item) => item.attributes,
    descendant: (item) => descendants(item, []),
    "descendant-or-self": (item) => descendants(item, [item]),
    ancestor: (item) => (item.parent ? [item.parent, ...axes.ancestor!(item.parent)] : []),
    "ancestor-or-self": (item) => [item, ...axes.ancestor!(item)],
    "following-sibling": (item) => siblings(item).slice(siblings(item).indexOf(item) + 1),
    "preceding-sibling": (item) => siblings(item).slice(0, siblings(item).indexOf(item)).reverse(),
};

const elsewhere = (item: Item, axis: string, all: (each: Item) => Item[]) =>
    axes["ancestor-or-self"]!(item).flatMap((each) => axes[axis]!(each).flatMap(all));
axes.following = (item) => elsewhere(item, "following-sibling", axes["descendant-or-self"]!);
axes.preceding = (item) => elsewhere(item, "preceding-sibling", (each) => descendants(each, [each]).reverse());

function walk(test: string, item: Item): Item[] {
    if (test === ".") return [item];
    if (test === "..") return axes.parent!(item);
    if (test === "//") return axes["descendant-or-self"]!(item);
    if (test[0] === "@") return item.attributes.filter(named(test.slice(1)));
    // The text of a leaf has no node of its own.
    if (test === "text()") return isText(item) ? [item] : [];
    const [axis, wanted] = test.split("::") as [string, string?];
    if (!wanted) return /[*()]/.test(test) ? item.children.filter(named(test)) : called(item, test);
    const found = axes[axis]!(item).filter(named(wanted));
    return wanted === "node()" ? found : found.filter(isElement);
}

const changing = new Set(["position", "last", "random", "uuid", "once"]);
const known = new WeakMap<object, boolean>();

/** True when the value is the same for every node that a predicate goes through. */
function isFixed(expression: Expression | Step): boolean {
    if (typeof expression !== "object") return true;
    let fixed = known.get(expression);
    if (fixed === undefined) {
        const [name, ...operands] = expression;
        if (name === "/") {
            // Steps have predicates of their own, which ask about other nodes.
            fixed = operands[0] === "/" || (typeof operands[0] === "object" && isFixed(operands[0]));
        } else fixed = operands.length > 0 && !changing.has(name) && operands.every(isFixed);
        if (name === "current") fixed = true;
        known.set(expression, fixed);
    }
    return fixed;
}

const truths = new Set(["or", "and", "=", "!=", "<", "<=", ">", ">=", "not", "selected"]);

/** A predicate with what does not change computed once. */
function settled(predicate: Expression, place: Place): Expression {
    if (typeof predicate !== "object") return predicate;
    if (isFixed(predicate)) return ["value", evaluate(predicate, place)] as unknown as Expression;
    if (!truths.has(predicate[0])) return predicate;
    return [predicate[0], ...predicate.slice(1).map((each) => settled(each as Expression, place))] as Operation;
}

function kept(items: Item[], predicate: Expression, place: Place): Item[] {
    if (typeof predicate === "number") return items.filter((_, index) => index + 1 === predicate);
    if (items.length > 8) predicate = settled(predicate, place);
    return items.filter((node, index) => {
        const value = evaluate(predicate, { ...place, node, position: index + 1, size: items.length });
        return typeof value === "number" ? value === index + 1 : toBoolean(value);
    });
}

function stepped(step: Step, items: Item[], place: Place): Item[] {
    const [test, ...predicates] = typeof step === "string" ? [step] : step;
    const found = new Set<Item>();
    for (const item of items) {
        const from = walk(test, item);
        for (const each of predicates.reduce((left, predicate) => kept(left, predicate, place), from)) found.add(each);
    }
    return [...found];
}

function path([, origin, ...steps]: Operation, place: Place): Item[] {
    const from =
        origin === "/" ? [place.form.root] : origin === "." ? [place.node] : nodes(origin as Expression, place);
    let items: Item[] = from;
    let level = items.length < 2; // none stands above another
    let sorted = true;
    for (const step of steps as Step[]) {
        const [test] = typeof step === "string" ? [step] : step;
        const far = /::|\/\//.test(test);
        if (/^(anc|pre)/.test(test) || (items.length > 1 && (far || !level))) sorted = false;
        if (far) level = false;
        items = stepped(step, items, place);
    }
    return sorted ? items : inOrder(items);
}

/** In document order, each once. */
function inOrder(items: Item[]): Item[] {
    const left = new Set(items);
    if (left.size < 2) return [...left];
    const found: Item[] = [];
    const visit = (item: Item) => {
        if (left.delete(item)) found.push(item);
        if (left.size) [...item.attributes, ...item.children].forEach(visit);
    };
    while (left.size) {
        let around = [...left][0]!;
        const holdsAll = (item: Item) => [...left].every((each) => isInside(each, item));
        while (around.parent && !holdsAll(around)) around = around.parent;
        visit(around);
    }
    return found;
}

/** The nodes of an expression; none when it gives something else. */
export function nodes(expression: Expression, place: Place): Item[] {
    const value = evaluate(expression, place);
    return Array.isArray(value) ? value : [];
}

export function evaluate(expression: Expression, place: Place): Value {
    if (typeof expression !== "object") return expression;
    const name = expression[0];
    const operand = (index: number) => evaluate(expression[index] as Expression, place);
    switch (name) {
        case "value":
            return expression[1] as Value;
        case "/":
            return path(expression, place);
        case "[]":
            return (expression.slice(2) as Expression[]).reduce<Item[]>(
                (items, predicate) => kept(items, predicate, place),
                inOrder(nodes(expression[1] as Expression, place)),
            );
        case "or":
            return toBoolean(operand(1)) || toBoolean(operand(2));
        case "and":
            return toBoolean(operand(1)) && toBoolean(operand(2));
        case "=":
        case "!=":
        case "<":
        case "<=":
        case ">":
        case ">=":
            return compare(name as Order, operand(1), operand(2));
        case "+":
            return toNumber(operand(1)) + toNumber(operand(2));
        case "-":
            return toNumber(operand(1)) - toNumber(operand(2));
        case "*":
            return toNumber(operand(1)) * toNumber(operand(2));
        case "div":
            return toNumber(operand(1)) / toNumber(operand(2));
        case "mod":
            return toNumber(operand(1)) % toNumber(operand(2));
        case "neg":
            return -toNumber(operand(1));
        case "|":
            return inOrder([
                ...nodes(expression[1] as Expression, place),
                ...nodes(expression[2] as Expression, place),
            ]);
        case "if":
            return operand(toBoolean(operand(1)) ? 2 : 3);
        case "indexed-repeat":
            return indexedRepeat(expression, place);
    }
    const given = functions[name];
    if (!given) throw new Error(`${name}(): no such function`);
    return given(
        expression.slice(1).map((each) => evaluate(each as Expression, place)),
        place,
    );
}

function isInside(item: Item, ancestor: Item): boolean {
    return item === ancestor || (item.parent !== null && isInside(item.parent, ancestor));
}

function depth(item: Item | undefined): number {
    return item?.parent ? depth(item.parent) + 1 : 0;
}

/** indexed-repeat(target, repeat, index, …): what of the target stands in the numbered instance of each repeat. */
function indexedRepeat(expression: Operation, place: Place): Item[] {
    const operands = expression.slice(1) as Expression[];
    const levels: [repeats: Item[], index: number][] = [];
    for (let at = 1; at + 1 < operands.length; at += 2)
        levels.push([nodes(operands[at]!, place), toNumber(evaluate(operands[at + 1]!, place))]);
    levels.sort(([left], [right]) => depth(left[0]) - depth(right[0]));
    let around: Item | undefined;
    for (const [repeats, index] of levels) {
        const outer = around;
        const inside = repeats.filter((each) => !outer || isInside(each, outer));
        around = index <= inside.length ? inside[Math.trunc(index) - 1] : undefined;
        if (!around) return [];
    }
    return nodes(operands[0]!, place).filter((each) => !around || isInside(each, around));
}
