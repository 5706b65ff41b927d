// Three engines judge the same random answers: ours in C++ (form_differential fills forms in and writes down what it
// says), ours in TypeScript, and ODK's own @getodk/xforms-engine in a browser. Differences that are known stand in
// docs/form-differences.md; any other fails.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { after, before, test } from "node:test";
import { openPage, project, startBrowser } from "../browser/support.mjs";
import { differences, replay } from "./differential/compare.mjs";
import { explained } from "./differential/explained.mjs";
import { randomForm } from "./differential/random_forms.mjs";
import { bundleForBrowser, loadInterpreter, planOf, program, scratch, xformOf } from "./plans.mjs";

const folder = path.join(project, "tests/forms/differential/forms");
const communes = fs.readFileSync(path.join(folder, "xa.csv"), "utf8");
const now = "2026-11-22T15:52:00+07:00";
const seed = process.env.LONGDAN_FORM_SEED ?? "20261122";
const sessions = process.env.LONGDAN_FORM_SESSIONS ?? "16";

const own = path.join(project, "tests/forms/differential/own");

/** How many forms are made at random, from the seed on. */
const randomForms = Number(process.env.LONGDAN_RANDOM_FORMS ?? 40);

let cases;
let ownCases;
let checks = 0;

before(() => {
    const xforms = fs
        .readdirSync(folder)
        .filter((file) => file.endsWith(".md"))
        .map((file) => xformOf(path.join(folder, file)));
    const ownForms = fs.readdirSync(own).map((file) => xformOf(path.join(own, file)));
    fs.writeFileSync(path.join(scratch, "xa.csv"), communes);
    const filler = path.join(path.dirname(program), "form_differential");
    const fill = (forms, times, ...options) => {
        const given = [...options, seed, String(times), now, ...forms];
        return Object.entries(JSON.parse(execFileSync(filler, given, { maxBuffer: 1 << 28 })));
    };
    const made = Array.from({ length: randomForms }, (_, at) => {
        const file = path.join(scratch, `random-${Number(seed) + at}.md`);
        fs.writeFileSync(file, randomForm(Number(seed) + at));
        return xformOf(file);
    });
    cases = [...fill(xforms, sessions), ...fill(made, 2)];
    ownCases = [...fill(ownForms, sessions), ...fill([...xforms, ...ownForms], sessions, "--rough")];
    checks = cases.flatMap(([, all]) => all.flat()).filter((step) => step.values).length;
});

/** Compares every check; `except` says which differences are known. Gives the others, the first of each kind. */
function disagreements(form, steps, results, except) {
    const found = [];
    steps
        .filter((step) => step.values)
        .forEach((expected, at) => {
            for (const each of differences(expected, results[at]))
                if (!except({ form, ...each, values: expected.values }))
                    found.push(
                        `${form}, check ${at}, ${each.what}: ${each.path}: C++ ${JSON.stringify(each.expected)}, other ${JSON.stringify(each.found)}`,
                    );
        });
    return found;
}

test("at least 30 forms and thousands of answers are compared", (t) => {
    t.diagnostic(`${cases.length} forms, ${checks} checks, seed ${seed}`);
    assert.ok(cases.length >= 30);
    assert.ok(checks >= 3000);
});

test("the interpreter in TypeScript says what the engine in C++ says", async () => {
    const forms = await loadInterpreter();
    const found = [];
    for (const [xform, all] of [...cases, ...ownCases]) {
        const plan = planOf(xform);
        for (const steps of all) {
            const results = replay(forms, plan, steps, { now: () => Date.parse(now) });
            found.push(...disagreements(path.basename(xform, ".xml"), steps, results, () => false));
        }
    }
    assert.deepEqual(found.slice(0, 20), []);
});

let browser;
let server;
after(async () => {
    await browser?.close();
    server?.close();
});

test("ODK's engine in a browser says the same, but for what is explained", { timeout: 120_000 }, async (t) => {
    const [bundle] = await bundleForBrowser(path.join(project, "tests/forms/differential/oracle.js"));
    server = http.createServer((request, response) => {
        const script = request.url === "/oracle.js";
        response.setHeader("Content-Type", script ? "text/javascript" : "text/html");
        response.end(script ? bundle.contents : '<!doctype html><script type="module" src="/oracle.js"></script>');
    });
    await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
    browser = await startBrowser();
    const page = await openPage(browser);
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction(() => window.ready);
    await page.clock.setFixedTime(new Date(now));
    const known = new Map();
    const found = [];
    for (const [xform, all] of cases) {
        const text = fs.readFileSync(xform, "utf8");
        const files = { "xa.csv": communes };
        const results = await page.evaluate(
            ([form, beside, steps]) => window.replay(form, beside, steps),
            [text, files, all],
        );
        const except = (difference) => {
            const reason = explained.find(({ applies }) => applies(difference));
            if (reason) known.set(reason.name, (known.get(reason.name) ?? 0) + 1);
            return !!reason;
        };
        all.forEach((steps, at) =>
            found.push(...disagreements(path.basename(xform, ".xml"), steps, results[at], except)),
        );
    }
    for (const [name, count] of known) t.diagnostic(`explained: ${name}: ${count}`);
    assert.deepEqual(found.slice(0, 20), []);
});

test("every explained difference stands in the documentation", () => {
    const page = fs.readFileSync(path.join(project, "docs/form-differences.md"), "utf8");
    for (const { name } of explained) assert.ok(page.includes(`**${name}**`), name);
    assert.ok(fs.existsSync(scratch));
});
