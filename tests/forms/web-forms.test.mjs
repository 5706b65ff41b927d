// A form of ours in ODK's web forms: a person fills it in there, and what is sent passes our judge.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { after, before, test } from "node:test";
import { openPage, project, startBrowser } from "../browser/support.mjs";
import { bundleForBrowser, program, scratch, xformOf } from "./plans.mjs";

const folder = path.join(project, "tests/forms/web-forms");
let browser;
let server;
let page;
let xform;

before(async () => {
    xform = xformOf(path.join(folder, "household.md"));
    const files = await bundleForBrowser(path.join(folder, "open.js"), {
        splitting: true,
        define: { "process.env.NODE_ENV": '"production"' },
    });
    server = http.createServer((request, response) => {
        const file = files.find((each) => path.basename(each.path) === request.url.slice(1));
        response.setHeader("Content-Type", file ? "text/javascript" : "text/html; charset=utf-8");
        response.end(
            file?.contents ?? '<!doctype html><div id="form"></div><script type="module" src="/open.js"></script>',
        );
    });
    await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
    browser = await startBrowser();
    page = await openPage(browser);
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction(() => window.open_form);
    await page.evaluate((text) => window.open_form(text), fs.readFileSync(xform, "utf8"));
    await page.waitForSelector(".question-container");
});

after(async () => {
    await browser?.close();
    server?.close();
});

/** The question with this label; of a repeat, the one in the instance of that number from 0. */
function question(label, instance = 0) {
    const named = page.locator(".question-container", { has: page.locator(".control-text", { hasText: label }) });
    return named.nth(instance);
}

async function choose(label, choice) {
    await question(label).locator("label", { hasText: choice }).last().click();
}

async function write(label, text, instance = 0) {
    const field = question(label, instance).locator("input, textarea").first();
    // Number fields listen to keys.
    await field.press("Control+a");
    await field.press("Delete");
    await field.pressSequentially(text);
    await field.press("Tab");
}

async function choices(label) {
    return question(label).locator(".default-appearance label").allInnerTexts();
}

test("a cascade offers the districts of the province that was chosen", async () => {
    assert.deepEqual(await choices("Quận, huyện"), []);
    await choose("Tỉnh, thành phố", "Hà Nội");
    assert.deepEqual(await choices("Quận, huyện"), ["Ba Đình", "Hoàn Kiếm"]);
    await choose("Quận, huyện", "Hoàn Kiếm");
});

test("an age outside the limits is told in the form's own words and nothing is sent", async () => {
    await write("Tuổi của Ông/Bà", "15");
    await write("Mã hồ sơ", "H01-26");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("Tuổi từ 18 đến 110").first().waitFor();
    assert.equal(await page.evaluate(() => window.sent), undefined);
});

test("a low mark on the scale opens the question why", async () => {
    await write("Tuổi của Ông/Bà", "34");
    await choose("Lịch sự", "Tốt");
    assert.equal(await question("Điều gì chưa tốt?").count(), 0);
    await choose("Lắng nghe", "Kém");
    await write("Điều gì chưa tốt?", "Chờ lâu & ít <ghế>");
});

test("what is sent, two dossiers among it, passes the judge of the server", async () => {
    await page.getByRole("button", { name: "Add Hồ sơ đã nộp" }).click();
    await write("Số ngày chờ", "7");
    await write("Mã hồ sơ", "H02-26", 1);
    await write("Số ngày chờ", "5", 1);
    await page.getByRole("button", { name: "Send" }).click();
    await page.waitForFunction(() => window.sent);
    const sent = await page.evaluate(() => window.sent);
    const file = path.join(scratch, "household-submission.xml");
    fs.writeFileSync(file, sent);
    const line = execFileSync(program, ["form", "check", xform, file], { encoding: "utf8" });
    const { outcome, violations } = JSON.parse(line);
    assert.deepEqual({ outcome, violations }, { outcome: "ok", violations: [] });
    assert.match(sent, /<tong>12<\/tong>/);
    assert.match(sent, /<huyen>hk<\/huyen>/);
    assert.match(sent, /<gop_y>Chờ lâu &amp; ít &lt;ghế(&gt;|>)<\/gop_y>/);
    assert.deepEqual(page.problems, []);
});
