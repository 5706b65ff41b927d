// What the browser tests share: headless Chromium, accessibility checks, and a small server for views without the program.
import fs from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

export const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const require = createRequire(import.meta.url);
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 900 };

/** A browser that speaks to nobody but the test. Close it in `after`. */
export async function startBrowser() {
    return chromium.launch({
        executablePath: process.env.LONGDAN_CHROMIUM ?? "/usr/bin/chromium",
        args: [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
        ],
    });
}

/** A page of its own cookies; `options.javaScriptEnabled: false` for people without scripts. */
export async function openPage(browser, viewport = desktop, options = {}) {
    const context = await browser.newContext({
        viewport,
        locale: "vi-VN",
        timezoneId: "Asia/Ho_Chi_Minh",
        ...options,
    });
    const page = await context.newPage();
    page.problems = [];
    page.on("console", (message) => {
        if (message.type() === "error") page.problems.push(message.text());
    });
    page.on("pageerror", (error) => page.problems.push(String(error)));
    return page;
}

/** What axe-core finds wrong by WCAG 2.2 A and AA, one line each; empty when nothing. */
export async function accessibilityProblems(page) {
    // Through the debugger, not as a script of the page: the policy of the site stays on.
    const session = await page.context().newCDPSession(page);
    await session.send("Runtime.evaluate", { expression: axe });
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const run = `axe.run(document, { runOnly: { type: "tag", values: ${JSON.stringify(tags)} } }).then(r => JSON.stringify(r.violations))`;
    const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
        expression: run,
        awaitPromise: true,
    });
    await session.detach();
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return JSON.parse(result.value).flatMap((violation) =>
        violation.nodes.map(
            (node) => `${violation.id}: ${node.target.join(" ")} ${node.failureSummary.replace(/\s+/g, " ")}`,
        ),
    );
}

/** How many pixels the page is wider than its window; 0 is right. */
export async function overflow(page) {
    return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Draws views in Node, as the render workers do: render(view, document, changes to the context). */
export function viewRenderer() {
    const sandbox = vm.createContext({});
    vm.runInContext(fs.readFileSync(path.join(project, "ui/dist/server.js"), "utf8"), sandbox);
    return (view, document, context = {}) =>
        sandbox.render(view, JSON.stringify(document), JSON.stringify({ ...exampleContext, ...context }));
}

export const exampleContext = {
    language: "vi",
    path: "/thu",
    query: "",
    csrf: "token",
    user: "",
    request_id: "01JD3M8QK2",
    simulated: false,
    notice: null,
    permissions: [],
    site: {
        name: "Lòng Dân",
        tagline: "Cải cách hành chính và sự hài lòng của người dân",
        agency: "Cơ quan thử nghiệm",
        address: "Số 1 đường Thử Nghiệm, Hà Nội",
        phone: "024 0000 0000",
        email: "lienhe@example.vn",
        responsible: "Nguyễn Văn A, Vụ trưởng",
        ipv6: true,
        trust_address: "https://example.vn/tin-nhiem",
    },
    visits: { online: 12, today: 1840, week: 9102, all: 1203440 },
    waiting: 0,
};

const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const types = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".woff2": "font/woff2",
};

/** Serves pages by path (a function that gives HTML, or JSON at an address that ends so) and the built assets, under the policy of the site. */
export async function serveViews(pages) {
    const server = http.createServer((request, response) => {
        const { pathname } = new URL(request.url, "http://localhost");
        response.setHeader("Content-Security-Policy", policy);
        if (pathname.startsWith("/assets/")) {
            const file = path.join(project, "ui/dist/assets", path.basename(pathname));
            response.setHeader("Content-Type", types[path.extname(file)] ?? "application/octet-stream");
            return fs
                .createReadStream(file)
                .on("error", () => response.writeHead(404).end())
                .pipe(response);
        }
        const draw = pages[pathname];
        if (!draw) return response.writeHead(pathname === "/favicon.ico" ? 204 : 404).end();
        const json = pathname.endsWith(".json");
        response.setHeader("Content-Type", json ? "application/json" : "text/html; charset=utf-8");
        return response.end(draw());
    });
    await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
    return {
        address: `http://127.0.0.1:${server.address().port}`,
        close: () => server.close(),
    };
}
