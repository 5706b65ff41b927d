// What the tests of forms share: the interpreter of form plans as a module, its size, plans made by the program.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { project } from "../browser/support.mjs";

const require = createRequire(path.join(project, "ui/package.json"));
const esbuild = require("esbuild");

export const program = process.env.LONGDAN_PROGRAM ?? path.join(project, "build/bin/longdan");
/** Where tests may write. */
export const scratch = path.join(path.dirname(path.dirname(program)), "forms-test");

const interpreter = {
    entryPoints: [path.join(project, "ui/forms/index.ts")],
    bundle: true,
    minify: true,
    write: false,
    target: "es2020",
    logLevel: "error",
};

export async function loadInterpreter() {
    const { outputFiles } = await esbuild.build({ ...interpreter, format: "cjs" });
    const module = { exports: {} };
    new Function("module", "exports", outputFiles[0].text)(module, module.exports);
    return module.exports;
}

/** Bytes of the whole interpreter as a page gets it. */
export async function interpreterSize() {
    const { outputFiles } = await esbuild.build({ ...interpreter, format: "esm" });
    const bytes = outputFiles[0].contents;
    return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length };
}

/** A script for the browser tests with the packages it uses. */
export async function bundleForBrowser(file, options = {}) {
    const { outputFiles } = await esbuild.build({
        entryPoints: [file],
        bundle: true,
        minify: true,
        write: false,
        format: "esm",
        target: "es2022",
        logLevel: "error",
        outdir: "out",
        ...options,
    });
    return outputFiles;
}

function run(...options) {
    return execFileSync(program, ["form", ...options], { encoding: "utf8", maxBuffer: 1 << 28 });
}

/** The XForm of a form: an .xml as it is, anything else converted. Gives its path. */
export function xformOf(file) {
    if (file.endsWith(".xml")) return file;
    fs.mkdirSync(scratch, { recursive: true });
    const out = path.join(scratch, path.basename(file).replace(/\.\w+$/, ".xml"));
    run("convert", file, "-o", out);
    return out;
}

/** The plan of an XForm, with its lists in place. */
export function planOf(xform) {
    fs.mkdirSync(scratch, { recursive: true });
    const out = path.join(scratch, path.basename(xform).replace(/\.xml$/, ".plan.json"));
    run("plan", xform, "-o", out);
    const plan = JSON.parse(fs.readFileSync(out, "utf8"));
    for (const [name, list] of Object.entries(plan.lists)) {
        if (list.part) plan.lists[name] = JSON.parse(fs.readFileSync(path.join(path.dirname(out), list.part), "utf8"));
    }
    return plan;
}
