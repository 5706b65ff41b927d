// Runs in the browser: fills forms in with ODK's own engine and tells what it thinks of them.
import { loadForm } from "@getodk/xforms-engine";

function walk(node, visit) {
    visit(node);
    for (const child of node.currentState.children ?? []) walk(child, visit);
}

function byPath(root) {
    const nodes = new Map();
    walk(root, (node) => nodes.set(node.currentState.reference, node));
    return nodes;
}

/** The repeat ranges share the path of the repeat without a number. */
function range(root, path) {
    let found;
    walk(root, (node) => {
        if (node.nodeType.startsWith("repeat-range") && node.currentState.reference === path) found = node;
    });
    return found;
}

function give(node, value) {
    switch (node.nodeType) {
        case "select":
            return node.selectValues(value.split(" ").filter(Boolean));
        case "rank":
            return node.setValues(value.split(" ").filter(Boolean));
        case "trigger":
            return node.setValue(value === "OK");
        case "range":
            return node.setValue(value === "" ? null : Number(value));
        default:
            return node.setValue(value);
    }
}

function snapshot(root) {
    const [values, labels, choices] = [{}, {}, {}];
    walk(root, (node) => {
        const { reference, relevant, instanceValue, label, valueOptions } = node.currentState;
        if (instanceValue === undefined || !relevant) return;
        values[reference] = instanceValue;
        if (node.nodeType !== "model-value") labels[reference] = label?.asString ?? "";
        if (valueOptions)
            choices[reference] = valueOptions.map((each) => `${each.value}=${each.label.asString}`).join(";");
    });
    const violations = root.validationState.violations.map((each) => `${each.reference}:${each.violation.condition}`);
    return { values, labels, choices, violations: violations.sort() };
}

/** Gives what the engine says at each "check" of each session. */
window.replay = async (form, files, sessions) => {
    const loaded = await loadForm(form, {
        fetchFormAttachment: async (address) => {
            const name = decodeURIComponent(String(address).split("/").pop());
            const type = name.endsWith(".csv")
                ? "text/csv"
                : name.endsWith("json")
                  ? "application/geo+json"
                  : "text/xml";
            return new Response(files[name] ?? "", {
                status: name in files ? 200 : 404,
                headers: { "Content-Type": type },
            });
        },
    });
    if (loaded.status === "failure") throw new Error(String(loaded.error));
    return sessions.map((steps) => {
        const { root } = loaded.createInstance();
        const results = [];
        for (const step of steps) {
            try {
                if (step.set !== undefined) give(byPath(root).get(step.set), step.value);
                else if (step.add !== undefined) range(root, step.add).addInstances();
                else if (step.remove !== undefined) {
                    const [, path, number] = /^(.*)\[(\d+)\]$/.exec(step.remove);
                    range(root, path).removeInstances(Number(number) - 1);
                } else results.push(snapshot(root));
            } catch (error) {
                throw new Error(`${JSON.stringify(step)}: ${error.message}`);
            }
        }
        return results;
    });
};
window.ready = true;
