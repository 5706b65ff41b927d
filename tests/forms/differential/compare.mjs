// One random filling-in, replayed: what an engine says at each check beside what the C++ engine said.

/** Replays the steps in the TypeScript interpreter; gives what it says at each check. */
export function replay({ Session }, plan, steps, options) {
    const session = new Session(plan, options);
    const results = [];
    for (const step of steps) {
        if (step.set !== undefined) session.set(session.find(step.set), step.value);
        else if (step.add !== undefined) add(session, step.add);
        else if (step.remove !== undefined) session.remove(session.find(step.remove));
        else results.push(snapshot(session));
    }
    return results;
}

function add(session, path) {
    const [, parent, name] = /^(.*)\/([^/]+)$/.exec(path);
    const around = session.find(parent);
    const node = session.plan.nodes.findIndex(
        (each) => each.in === around.node && each.name === name && each.kind === "repeat",
    );
    session.add(node, around);
}

function snapshot(session) {
    const [values, labels, choices] = [{}, {}, {}];
    const walk = (field) => {
        const { kind } = session.definition(field);
        const path = session.path(field);
        const control = session.control(field);
        if (!kind && field.relevant) {
            values[path] = field.value;
            if (control) labels[path] = session.label(field);
            if (control?.choices)
                choices[path] = session
                    .choices(field)
                    .map(({ value, label }) => `${value}=${label}`)
                    .join(";");
        }
        field.children.forEach(walk);
    };
    walk(session.top);
    const violations = session.violations().map(({ path, rule }) => `${path}:${rule}`);
    return { values, labels, choices, violations: violations.sort() };
}

const generated = /\/(instanceID|deprecatedID)$/;

/** Differences of one check: path or rule, what was expected, what was found. */
export function differences(expected, found) {
    const different = [];
    for (const what of ["values", "labels", "choices"]) {
        for (const path of new Set([...Object.keys(expected[what]), ...Object.keys(found[what])])) {
            const [ours, theirs] = [expected[what][path], found[what][path]];
            if (ours !== theirs && !generated.test(path)) different.push({ what, path, expected: ours, found: theirs });
        }
    }
    const [ours, theirs] = [new Set(expected.violations), new Set(found.violations)];
    for (const path of new Set([...ours, ...theirs])) {
        if (ours.has(path) !== theirs.has(path))
            different.push({ what: "violations", path, expected: ours.has(path), found: theirs.has(path) });
    }
    return different;
}
