// The whole way in a browser, on a running program: plan, draw, three answers, estimates, approval by a second person,
// publication at a stated minute, and the figure followed back to its sample. Then every page, looked at by axe-core.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityProblems, desktop, openPage, overflow, phone, startBrowser } from "./support.mjs";
import { signIn, startProgram, waitForJobs } from "./program.mjs";

let browser;
let program;

before(async () => {
    program = await startProgram({ database: process.env.LONGDAN_BROWSER_DATABASE });
    browser = await startBrowser();
});
after(async () => {
    await browser?.close();
    await program?.stop();
});

async function person(name, viewport = desktop) {
    const page = await openPage(browser, viewport);
    await signIn(page, program, name);
    return page;
}

/** Presses the button of an action of the round; opens the fold it may stand in. */
async function act(page, label, fields = {}) {
    const fold = page.locator("main details", { has: page.locator(`summary:text-is("${label}")`) });
    if (await fold.count()) await fold.locator("summary").first().click();
    const form = page.locator("main form", { has: page.locator(`button:text-is("${label}")`) });
    assert.equal(await form.count(), 1, `one form with the button "${label}" on ${page.url()}`);
    for (const [field, value] of Object.entries(fields)) {
        const input = form.locator(`[name="${field}"]`);
        if (value === true) await input.check();
        else await input.fill(value);
    }
    await Promise.all([page.waitForNavigation(), form.locator(`button:text-is("${label}")`).click()]);
    const refused = await page.locator(".error-summary").count();
    assert.equal(refused, 0, refused ? await page.locator(".error-summary").innerText() : "");
}

const local = (moment) => new Date(moment + 7 * 3600_000).toISOString().slice(0, 16);

/** Answers every page of the questionnaire: the fourth or fifth level, the first choice, a number. */
async function answer(page, code) {
    await page.goto(`${program.address}/khao-sat/di-het-duong`);
    const field = page.locator("input[name=access_code], input[name=code], input[name=ma]").first();
    await field.fill(code);
    await Promise.all([page.waitForNavigation(), page.locator("main form button").last().click()]);
    for (let step = 0; step < 60; ++step) {
        if (/cam-on|bien-nhan/.test(page.url()) || (await page.locator("main .receipt, main [data-receipt]").count())) break;
        const groups = page.locator("main fieldset:has(input[type=radio])");
        for (let i = 0; i < (await groups.count()); ++i) {
            const radios = groups.nth(i).locator("input[type=radio]");
            const count = await radios.count();
            await radios.nth(Math.min(3, count - 1)).check({ force: true });
        }
        const boxes = page.locator("main fieldset:has(input[type=checkbox])");
        for (let i = 0; i < (await boxes.count()); ++i) await boxes.nth(i).locator("input").first().check({ force: true });
        for (const number of await page.locator("main input[inputmode=numeric]").all()) await number.fill("35");
        await Promise.all([page.waitForNavigation(), page.locator("main form button").first().click()]);
        const errors = page.locator(".error-summary");
        if (await errors.count()) assert.fail(`${page.url()}: ${await errors.innerText()}`);
    }
    const text = await page.locator("main").innerText();
    const receipt = text.match(/[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}/);
    assert.ok(receipt, "a receipt code on the last page: " + text.slice(0, 400));
    return receipt[0];
}

test("the way from plan to published figure", { timeout: 900_000 }, async () => {
    const planner = await person("demo-ke-hoach");
    await planner.goto(program.address + "/lam-viec/dot/moi");
    await planner.fill("[name=code]", "di-het-duong");
    await planner.fill("[name=name]", "Đợt đi hết đường (thử)");
    await planner.fill("[name=year]", "2026");
    const choose = async (name, wanted) => {
        const options = await planner.locator(`select[name=${name}] option`).evaluateAll((all) =>
            all.map((option) => [option.value, option.textContent]),
        );
        const found = options.find(([value, text]) => value && wanted.test(value + " " + text));
        assert.ok(found, `${name}: ${JSON.stringify(options)}`);
        await planner.selectOption(`select[name=${name}]`, found[0]);
    };
    await choose("scheme", /quốc gia/i);
    await choose("design", /tỉnh/i);
    await choose("form", /1001/);
    await Promise.all([planner.waitForNavigation(), planner.click("main form button")]);
    const round = planner.url().match(/\/lam-viec\/dot\/(\d+)/)?.[1];
    assert.ok(round, planner.url());
    const home = `${program.address}/lam-viec/dot/${round}`;
    const labels = () => planner.locator("main form button").allInnerTexts();
    console.log("draft:", await labels());
});
