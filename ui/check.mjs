// Types, texts and layout: everything that can be wrong before a page is drawn. Ends with 1 when something is.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(fileURLToPath(import.meta.url));
const problems = [];

function run(name, ...args) {
    const program = path.join(root, "node_modules", ".bin", name);
    if (spawnSync(program, args, { cwd: root, stdio: "inherit" }).status !== 0)
        problems.push(`${name} ${args.join(" ")}`);
}

function walk(folder, visit) {
    for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true })) {
        const inner = path.join(folder, entry.name);
        if (entry.isDirectory()) walk(inner, visit);
        else visit(inner, fs.readFileSync(path.join(root, inner), "utf8"));
    }
}

// The policy of the site forbids them, so a page that has them looks right only until a browser draws it.
const forbidden = [
    [/\sstyle=/, "style attributes are forbidden by the site's policy: use a class or SVG attributes"],
    [/dangerouslySetInnerHTML/, "HTML from outside is not put into pages unescaped"],
    [/\son[A-Z]\w+=/, "event handlers do not reach the browser: views are drawn on the server"],
    [
        /<(a|form) [^>]*(href|action)="\/(?!assets)/,
        'write href={to("/…")}, so that English pages lead to English pages',
    ],
];
const vietnameseOnly = /(href|action)="\/(dang-nhap|dang-xuat|lam-viec)/;

for (const folder of ["components", "views", "forms"]) {
    walk(folder, (file, text) => {
        if (!/\.tsx?$/.test(file)) return;
        text.split("\n").forEach((line, index) => {
            for (const [pattern, reason] of forbidden) {
                if (pattern.test(line) && !vietnameseOnly.test(line)) problems.push(`${file}:${index + 1}: ${reason}`);
            }
        });
        if (text.split("\n").length > 450) problems.push(`${file}: over 450 lines, split it by noun`);
    });
}

// A view that C++ declares and nobody wrote would be an error page.
const generated = path.join(root, "generated");
for (const file of fs.readdirSync(generated)) {
    const text = fs.readFileSync(path.join(generated, file), "utf8");
    for (const [, name] of text.matchAll(/^ {8}"([a-z_/-]+)": \w+;$/gm)) {
        if (!fs.existsSync(path.join(root, "views", `${name}.tsx`))) problems.push(`ui/views/${name}.tsx is missing`);
    }
}

// Words that no page uses any more go.
let written = "";
for (const folder of ["components", "views"]) walk(folder, (file, text) => (written += text));
for (const [, key] of fs.readFileSync(path.join(root, "text/vi.ts"), "utf8").matchAll(/^ {4}(\w+):/gm)) {
    if (!new RegExp(`"${key}"`).test(written)) problems.push(`ui/text/vi.ts: nobody says "${key}"`);
}

// A class without a style is a slip of the pen.
let styles = "";
walk("styles", (file, text) => (styles += text));
for (const [, names] of written.matchAll(/class="([^"]+)"/g)) {
    for (const name of names.split(" ")) {
        if (!new RegExp(`\\.${name}(?![\\w-])`).test(styles)) problems.push(`no style for class "${name}"`);
    }
}

const lock = fs.readFileSync(path.join(root, "package-lock.json"), "utf8");
if (/"resolved": "https?:/.test(lock))
    problems.push("package-lock.json names a host: npm install --omit-lockfile-registry-resolved");

run("tsc", "--noEmit", "-p", ".");
run("tsc", "--noEmit", "-p", "islands");
run("tsc", "--noEmit", "-p", "forms");
run("prettier", "--check", "--log-level", "warn", ".");
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
