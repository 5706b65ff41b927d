// The tables of expressions (tests/forms/xpath) with the interpreter of the pages: the same values as the judge gives.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { project } from "../browser/support.mjs";
import { loadInterpreter, planOf, scratch } from "./plans.mjs";

const folder = path.join(project, "tests/forms/xpath");
/** Not beside the lists that other tests write. */
const own = path.join(scratch, "expressions");
/** Only the judge knows these: a key on a curve, and patterns that would take a browser hours. */
const ofTheJudge = /extract-signed\(|\(a\+\)\+/;
let forms;

before(async () => {
    forms = await loadInterpreter();
});

/** Groups of cases that share documents, clock and node. */
function groupsOf(file) {
    const groups = [];
    const documents = new Map();
    let reading = null;
    let at = "";
    let now = "2026-11-22T08:30:00+07:00";
    let fresh = true;
    for (const line of fs.readFileSync(path.join(folder, file), "utf8").split("\n")) {
        if (line === "" || line.startsWith("# ")) continue;
        const [order, parameter = ""] = line.split(" ");
        if (line.startsWith(" ")) {
            documents.set(reading, documents.get(reading) + line);
        } else if (order === "@document" || order === "@instance") {
            reading = parameter;
            documents.set(reading, "");
            if (order === "@document") at = "";
            fresh = true;
        } else if (order === "@node") {
            at = parameter;
            fresh = true;
        } else if (order === "@now") {
            now = parameter;
            fresh = true;
        } else {
            const [expression, expected = ""] = line.split("\t");
            if (fresh) groups.push({ documents: new Map(documents), at, now, cases: [] });
            fresh = false;
            const refused = expected === "!" || expression.includes("unknown-function");
            if (!refused && !ofTheJudge.test(expression)) groups.at(-1).cases.push({ expression, expected });
        }
    }
    return groups.filter((group) => group.cases.length > 0);
}

/** Paths of elements that stand beside others of their name. */
function repeatsIn(xml) {
    const found = new Set();
    const open = [];
    for (const [, end, name, closed] of xml.matchAll(/<(\/?)([\w:.-]+)[^>]*?(\/?)>/g)) {
        if (end) {
            open.pop();
            continue;
        }
        const around = open.at(-1) ?? { path: "", names: new Set() };
        const here = `${around.path}/${name}`;
        if (around.names.has(name)) found.add(here);
        around.names.add(name);
        if (!closed) open.push({ path: here, names: new Set() });
    }
    return [...found];
}

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A form whose inputs, all of one node, have the expressions as labels. */
function formOf({ documents, at, cases }) {
    const answers = (documents.get("") ?? "<data/>").trim();
    const lists = [...documents].filter(([name]) => name !== "");
    const node = (at || `/${/<([\w:.-]+)/.exec(answers)[1]}`).replace(/\[\d+\]/g, "");
    const inputs = cases.map(
        ({ expression }) => `<input ref="${node}"><label><output value="${escaped(expression)}"/></label></input>`,
    );
    const repeats = repeatsIn(answers).map((repeat) => `<group ref="${repeat}"><repeat nodeset="${repeat}"/></group>`);
    return `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
        xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"><h:head><h:title>t</h:title><model>
        <instance>${answers}</instance>
        ${lists.map(([name, xml]) => `<instance id="${name}">${xml.trim()}</instance>`).join("")}
        </model></h:head><h:body>${inputs.join("")}${repeats.join("")}</h:body></h:html>`;
}

function sessionOf(plan, now) {
    const [, sign, hours, minutes] = /([-+])(\d\d):(\d\d)$/.exec(now);
    const session = new forms.Session(plan, {
        now: () => Date.parse(now),
        offset: (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1),
    });
    return Object.assign(session, {
        translated: (key) => `nhãn ${key}`,
        choiceName: (value, where) => `chọn ${value} ở ${where}`,
        property: (name) => `máy ${name}`,
    });
}

function controlsOf(pages) {
    return pages.flat().flatMap((control) => [control, ...controlsOf([control.content ?? []])]);
}

for (const file of fs.readdirSync(folder).filter((name) => name.endsWith(".tsv"))) {
    test(`${file}: the pages give the values of the table`, () => {
        fs.mkdirSync(own, { recursive: true });
        const differing = [];
        groupsOf(file).forEach((group, number) => {
            const xform = path.join(own, `expressions-${path.basename(file, ".tsv")}-${number}.xml`);
            fs.writeFileSync(xform, formOf(group));
            const plan = { ...planOf(xform), version: "2026" };
            const session = sessionOf(plan, group.now);
            const node = session.find(group.at || `/${plan.nodes[0].name}`);
            const labels = controlsOf(plan.pages).filter(({ control }) => control === "input");
            assert.equal(labels.length, group.cases.length);
            group.cases.forEach(({ expression, expected }, index) => {
                const tree = labels[index].label;
                const place = { form: session, node, position: 0, size: 0, self: node };
                let got;
                try {
                    got = Array.isArray(tree) ? forms.toText(forms.evaluate(tree[0][0], place)) : tree;
                } catch (error) {
                    got = String(error);
                }
                const near = expected.startsWith("~") && Math.abs(got - expected.slice(1)) <= 1e-9;
                if (got !== expected && !near) differing.push(`${expression}: ${got}, not ${expected}`);
            });
        });
        assert.deepEqual(differing, []);
    });
}
