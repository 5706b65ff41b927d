// Every component as people meet it: accessible, no wider than the window, silent console, working without scripts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
    accessibilityProblems,
    desktop,
    openPage,
    overflow,
    phone,
    serveViews,
    startBrowser,
    viewRenderer,
} from "./support.mjs";

const render = viewRenderer();
const official = {
    user: "Nguyễn Thị Lan",
    permissions: ["round.read", "approval.decide"],
    waiting: 3,
    path: "/lam-viec",
};
const job = {
    title: "Tính chỉ số đợt 2026",
    state: "running",
    done: 3,
    total: 9,
    message: "Đang tính Khánh Hòa",
    back_label: "Đợt 2026",
    back_address: "/lam-viec/dot/1",
    result_label: "Xem kết quả",
    result_address: "/lam-viec/dot/1/ket-qua",
    cancel_address: "/lam-viec/viec/1/dung",
};
const hostile = `"><img src=x onerror=alert(1)><script>alert(2)</script>'`;
const pages = {
    "/gallery": () => render("shell/gallery", { part: "all", rows: [] }, { simulated: true }),
    "/official": () => render("shell/gallery", { part: "all", rows: [] }, { ...official, notice: { text: "Đã lưu." } }),
    "/english": () => render("shell/gallery", { part: "ranking", rows: [] }, { language: "en", query: "sap=-ten" }),
    "/error": () =>
        render("shell/error", {
            status: 422,
            message: "Sai",
            request_id: "r1",
            fields: [{ field: "a", message: "Sai a" }],
        }),
    "/message": () =>
        render("shell/message", {
            title: "Đã nhận",
            text: "Cảm ơn.",
            kind: "good",
            next_label: "",
            next_address: "",
        }),
    "/hostile": () =>
        render(
            "shell/message",
            { title: hostile, text: hostile, kind: hostile, next_label: hostile, next_address: "/" + hostile },
            { user: hostile, query: "q=" + hostile, notice: { text: hostile } },
        ),
    "/job": () => render("shell/job", job, { ...official, path: "/lam-viec/viec/1" }),
    // What the page of a job asks for every two seconds: a slow machine gets that far.
    "/lam-viec/viec/1.json": () => JSON.stringify(job),
    "/print": () =>
        render("shell/print", {
            title: "Danh sách ký nhận",
            subtitle: "Thôn 1",
            columns: ["Tên", "Số"],
            numeric: [1],
            rows: [["Lan", "1"]],
            note: "",
            source: "bản sửa 1",
        }),
};

let browser, site;
before(async () => {
    browser = await startBrowser();
    site = await serveViews(pages);
});
after(async () => {
    await browser?.close();
    site?.close();
});

for (const path of Object.keys(pages).filter((each) => !each.endsWith(".json"))) {
    for (const [name, viewport] of Object.entries({ phone, desktop })) {
        test(`${path} is accessible at ${viewport.width} px (${name})`, async () => {
            const page = await openPage(browser, viewport);
            await page.goto(site.address + path);
            assert.deepEqual(await accessibilityProblems(page), []);
            assert.equal(await overflow(page), 0);
            assert.deepEqual(page.problems, []);
            await page.context().close();
        });
    }
}

test("dark mode keeps its contrasts", async () => {
    const page = await openPage(browser, desktop, { colorScheme: "dark" });
    await page.goto(site.address + "/gallery");
    assert.deepEqual(await accessibilityProblems(page), []);
    await page.context().close();
});

test("nothing is wider than a window of 320 px, with the largest text too", async () => {
    const page = await openPage(browser, { width: 320, height: 640 });
    for (const path of Object.keys(pages)) {
        await page.goto(site.address + path);
        assert.equal(await overflow(page), 0, path);
    }
    await page.goto(site.address + "/gallery");
    await page.click('[data-text-size] button[value="large"]');
    assert.equal(await overflow(page), 0);
    await page.context().close();
});

test("the text size holds on the next page, and nothing is stored as a cookie", async () => {
    const page = await openPage(browser);
    await page.goto(site.address + "/error");
    const before = await page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
    await page.click('[data-text-size] button[value="large"]');
    await page.goto(site.address + "/message");
    const now = await page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
    assert.ok(parseFloat(now) > parseFloat(before), `${before} -> ${now}`);
    assert.deepEqual(await page.context().cookies(), []);
    await page.context().close();
});

test("without scripts the page is whole and shows no dead buttons", async () => {
    const page = await openPage(browser, phone, { javaScriptEnabled: false });
    await page.goto(site.address + "/gallery");
    assert.equal(await page.locator("[data-text-size]").isVisible(), false);
    assert.equal(await page.locator("h1").isVisible(), true);
    await page.context().close();
});

test("the first tab stop leads past the menus", async () => {
    const page = await openPage(browser);
    await page.goto(site.address + "/job");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "noi-dung");
    await page.context().close();
});

test("a refused form begins at the error summary, which leads to the field", async () => {
    const page = await openPage(browser);
    await page.goto(site.address + "/gallery");
    await page.waitForFunction(() => document.activeElement?.className === "error-summary");
    await page.click('.error-summary a[href="#f-p1"]');
    assert.equal(await page.evaluate(() => document.activeElement?.id), "f-p1");
    await page.context().close();
});

test("what people typed is text, never markup", async () => {
    const page = await openPage(browser);
    await page.goto(site.address + "/hostile");
    assert.equal(await page.locator("h1").textContent(), hostile);
    assert.equal(await page.locator("main script, main img").count(), 0);
    assert.deepEqual(page.problems, []);
    await page.context().close();
});

test("tile targets on a phone are at least 24 px wide", async () => {
    const page = await openPage(browser, phone);
    await page.goto(site.address + "/gallery");
    const widths = await page.$$eval(".tilemap a rect", (all) => all.map((one) => one.getBoundingClientRect().width));
    assert.equal(widths.length, 63 + 34);
    assert.ok(Math.min(...widths) >= 24, String(Math.min(...widths)));
    await page.context().close();
});

test("Hoàng Sa stands with Đà Nẵng and Trường Sa with Khánh Hòa on both maps", () => {
    const html = pages["/gallery"]();
    assert.equal(html.split('aria-label="Hoàng Sa (Đà Nẵng)"').length - 1, 2);
    assert.equal(html.split('aria-label="Trường Sa (Khánh Hòa)"').length - 1, 2);
});

test("English pages lead to English pages, officials' pages stay where they are", () => {
    const html = pages["/english"]();
    assert.match(html, /<html lang="en">/);
    assert.match(html, /href="\/en\/chi-so"/);
    assert.match(html, /href="\/thu\?sap=-ten"[^>]*>Tiếng Việt/);
    assert.doesNotMatch(pages["/official"](), /href="\/en/);
});

test("a line is cut where figures cannot be compared", () => {
    const figure = pages["/gallery"]().match(
        /<figure[^>]*>(?:(?!<\/figure>).)*Chỉ số hài lòng của cả nước.*?<\/figure>/s,
    )[0];
    const wide = figure.match(/when-wide.*?<\/svg>/s)[0];
    const lines = [...wide.matchAll(/<polyline class="line" points="([^"]*)"/g)].map(
        ([, points]) => points.split(" ").length,
    );
    assert.deepEqual(lines, [5, 3, 3], "2017 to 2021, 2022 to 2024, and the weighted series");
    assert.match(figure, /① Phương pháp 1001 thay phương pháp 2640/);
});

test("a job that ends shows its result by itself", async () => {
    let state = "running";
    const address = "/lam-viec/viec/7";
    const own = await serveViews({
        [address]: () => render("shell/job", { ...job, state }, { ...official, path: address }),
        [`${address}.json`]: () => JSON.stringify({ ...job, state, done: 8 }),
    });
    const page = await openPage(browser);
    await page.goto(own.address + address);
    await page.locator("[data-job-count]", { hasText: "8/9" }).waitFor();
    state = "done";
    await page.locator("a", { hasText: "Xem kết quả" }).waitFor();
    assert.deepEqual(page.problems, []);
    await page.context().close();
    own.close();
});

test("without scripts a job's page loads again every few seconds", async () => {
    const page = await openPage(browser, desktop, { javaScriptEnabled: false });
    await page.goto(site.address + "/job");
    assert.equal(await page.locator('meta[http-equiv="refresh"]').getAttribute("content"), "5");
    await page.context().close();
});
