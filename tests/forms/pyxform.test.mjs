// The program converts workbooks as pyxform does: our own, and many random ones. pyxform 4.0.0 comes from an npm package
// (tests/forms/pyxform/fetch); what newer pyxform does otherwise stands in tests/forms/pyxform/later.mjs.
// To look further: LONGDAN_WORKBOOK_SEED=5000 LONGDAN_WORKBOOKS=3000 node --test tests/forms/pyxform.test.mjs
import assert from "node:assert/strict";
import { execFile, execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { before, test } from "node:test";
import { project } from "../browser/support.mjs";
import { program, scratch } from "./plans.mjs";
import { later } from "./pyxform/later.mjs";
import { randomWorkbook } from "./pyxform/workbooks.mjs";
import { written } from "./pyxform/writing.mjs";

const folder = path.join(project, "tests/forms/pyxform");
const packages = path.join(project, "build/pyxform/site-packages");
const seed = Number(process.env.LONGDAN_WORKBOOK_SEED ?? 1);
const count = Number(process.env.LONGDAN_WORKBOOKS ?? 300);
const out = path.join(scratch, "pyxform");

const ownFolders = ["tests/forms/workbooks", "tests/forms/differential/forms", "data/questionnaires"];
const own = ownFolders.flatMap((name) =>
    fs
        .readdirSync(path.join(project, name))
        .filter((file) => /\.(md|xlsx)$/.test(file))
        .map((file) => path.join(project, name, file)),
);

/** Converts with the program, several at once; gives [{workbook, xform, refused}]. */
async function convertAll(workbooks) {
    const results = [];
    const left = workbooks.entries();
    const worker = async () => {
        for (const [at, workbook] of left) {
            const xform = path.join(out, `${path.basename(workbook)}.xml`);
            const refused = await new Promise((done) => {
                execFile(program, ["form", "convert", workbook, "-o", xform], (error, _, stderr) => {
                    assert.ok(!error || error.code === 1, `${workbook}: ${error?.message}`);
                    done(error ? stderr : null);
                });
            });
            results[at] = { workbook, xform: refused === null ? xform : "", refused };
        }
    };
    await Promise.all(Array.from({ length: os.cpus().length }, worker));
    return results;
}

/** Sets the forms of the program beside pyxform's. */
async function compared(workbooks) {
    const ours = await convertAll(workbooks);
    const list = ours.map(({ workbook, xform }) => `${workbook}\t${xform}\n`).join("");
    const options = { input: list, encoding: "utf8", maxBuffer: 1 << 29 };
    const answers = execFileSync("python3", [path.join(folder, "convert.py"), packages], options);
    return answers
        .trimEnd()
        .split("\n")
        .map((line, at) => ({ ...JSON.parse(line), error: ours[at].refused }));
}

/** What is wrong with one answer; "" when both programs agree. */
function disagreement({ workbook, pyxform, refused, other, error }) {
    const name = path.basename(workbook);
    if (pyxform === undefined && other === undefined) return "";
    if (pyxform === undefined) return `${name}: only pyxform refuses: ${refused}`;
    if (other === undefined) return `${name}: only the program refuses: ${error}`;
    const at = pyxform.findIndex((line, index) => line !== other[index]);
    if (at < 0 && pyxform.length === other.length) return "";
    const place = at < 0 ? pyxform.length : at;
    return `${name}, line ${place}: pyxform ${pyxform[place]?.trim()}, the program ${other[place]?.trim()}`;
}

before(() => {
    const fetched = spawnSync(path.join(folder, "fetch"), { encoding: "utf8" });
    assert.equal(fetched.status, 0, fetched.stderr);
    fs.rmSync(out, { recursive: true, force: true });
    fs.mkdirSync(out, { recursive: true });
});

test("our own workbooks become the forms that pyxform makes", async (t) => {
    const newer = own.filter((file) => {
        if (!file.endsWith(".md")) return false;
        const reasons = later.filter(({ there }) => there(fs.readFileSync(file, "utf8")));
        if (reasons.length > 0) t.diagnostic(`${path.basename(file)}: ${reasons.map(({ name }) => name).join("; ")}`);
        return reasons.length > 0;
    });
    const answers = await compared(own.filter((file) => !newer.includes(file)));
    assert.deepEqual(answers.map(disagreement).filter(Boolean), []);
    assert.ok(answers.filter(({ other }) => other).length >= 30, "most of them are compared");
});

test("random workbooks become the forms that pyxform makes, or neither takes them", async (t) => {
    const mistakes = new Map();
    const workbooks = Array.from({ length: count }, (_, each) => {
        const workbook = randomWorkbook(seed + each);
        const { text, extension } = written(workbook);
        const file = path.join(out, `${seed + each}.${extension}`);
        fs.writeFileSync(file, text);
        if (workbook.mistake) mistakes.set(file, workbook.mistake);
        return file;
    });
    const answers = await compared(workbooks);
    const equal = answers.filter(({ other, pyxform }) => other && pyxform).length;
    t.diagnostic(`seeds ${seed} to ${seed + count - 1}: ${equal} forms, ${answers.length - equal} refused`);
    const found = answers.map(
        (answer) =>
            disagreement(answer) +
            (mistakes.has(answer.workbook) ? ` (mistake: ${mistakes.get(answer.workbook)})` : ""),
    );
    assert.deepEqual(
        found.filter((each, at) => disagreement(answers[at])).slice(0, 20),
        [],
        `workbooks and forms are in ${out}`,
    );
    assert.ok(equal >= count * 0.7, "most random workbooks are good");
    assert.ok(answers.length - equal >= count * 0.03, "some are not");
});
