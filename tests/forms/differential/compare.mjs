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
    const values = {};
    const walk = (field) => {
        const { kind } = session.definition(field);
        if (!kind && field.relevant) values[session.path(field)] = field.value;
        field.children.forEach(walk);
    };
    walk(session.top);
    const violations = session.violations().map(({ path, rule }) => `${path}:${rule}`);
    return { values, violations: violations.sort() };
}

const generated = /\/(instanceID|deprecatedID)$/;

/** Differences of one check: path or rule, what was expected, what was found. */
export function differences(expected, found) {
    const different = [];
    for (const path of new Set([...Object.keys(expected.values), ...Object.keys(found.values)])) {
        if (generated.test(path)) continue;
        const [ours, theirs] = [expected.values[path], found.values[path]];
        if (ours !== theirs) different.push({ path, expected: ours, found: theirs });
    }
    const [ours, theirs] = [new Set(expected.violations), new Set(found.violations)];
    for (const rule of new Set([...ours, ...theirs])) {
        if (ours.has(rule) !== theirs.has(rule))
            different.push({ path: rule, expected: ours.has(rule), found: theirs.has(rule) });
    }
    return different;
}
