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

const minute = 60_000;
/** As a datetime-local field in Việt Nam wants it. */
const local = (moment) => new Date(moment + 7 * 60 * minute).toISOString().slice(0, 16);

/** Answers every page of the questionnaire by what people see: the fourth level, the first choice, an age. */
async function answer(page, code, round) {
    await page.goto(`${program.address}/khao-sat/${round}`);
    await page.fill("input[name=ma]", code);
    await page.check("input[name=dong_y]");
    await Promise.all([page.waitForNavigation(), page.click("main form button")]);
    const refused = page.locator(".error-summary");
    if (await refused.count()) assert.fail(`${code}: ${await refused.innerText()}`);
    for (let step = 0; step < 60; ++step) {
        const send = page.locator('button[name=viec][value="gui"]');
        const last = (await send.count()) > 0;
        if (!last) {
            for (const group of await page.locator("main fieldset").all()) {
                const radios = group.locator("input[type=radio]");
                const count = await radios.count();
                if (count > 0) await radios.nth(Math.min(3, count - 1)).check({ force: true });
                else await group.locator("input[type=checkbox]").first().check({ force: true });
            }
            for (const number of await page.locator("main input[inputmode]").all()) await number.fill("35");
        }
        const button = last ? send : page.locator('button[name=viec][value="tiep"]');
        await Promise.all([page.waitForNavigation({ waitUntil: "domcontentloaded" }), button.click()]);
        const errors = page.locator(".error-summary");
        if (await errors.count()) assert.fail(`${page.url()}: ${await errors.innerText()}`);
        if (last) break;
    }
    const receipt = (await page.locator("main").innerText()).match(/[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}/);
    assert.ok(receipt, "a receipt code on the last page");
    return receipt[0];
}

/** The approving person decides the dossier that the round waits for. */
async function approve(leader, home, number) {
    await leader.goto(home);
    await leader.click('a:text-is("Xem hồ sơ trình duyệt")');
    await act(leader, "Phê duyệt", {
        document_number: number,
        day: local(program.now()).slice(0, 10),
        signer: "Nguyễn Thị Duyệt",
        signer_title: "Lãnh đạo",
    });
}

test("the way from plan to published figure", { timeout: 900_000 }, async () => {
    const code = "di-het-duong";
    const planner = await person("demo-ke-hoach");
    await planner.goto(program.address + "/lam-viec/dot/moi");
    await planner.fill("[name=code]", code);
    await planner.fill("[name=name]", "Đợt đi hết đường (thử)");
    await planner.fill("[name=year]", "2027");
    await planner.selectOption("select[name=scheme]", { label: "Đề án quốc gia (mô phỏng)" });
    await planner.selectOption("select[name=design]", "mot-tinh-2026");
    const form = await planner.locator("select[name=form] option", { hasText: "sipas-1001" }).getAttribute("value");
    await planner.selectOption("select[name=form]", form);
    await Promise.all([planner.waitForNavigation(), planner.click("main form button")]);
    const home = planner.url();
    assert.match(home, /\/lam-viec\/dot\/\d+$/);

    await act(planner, "Trình kế hoạch");
    assert.equal(
        await planner.locator('button:text-is("Bắt đầu lập danh sách")').count(),
        0,
        "not before it is approved",
    );
    const leader = await person("demo-lanh-dao");
    await approve(leader, home, "11/QĐ-THỬ");
    await planner.goto(home);
    await act(planner, "Bắt đầu lập danh sách");
    await act(planner, "Chốt dàn mẫu");
    await act(planner, "Chọn mẫu", { seed: "20270101" });
    await waitForJobs(planner, home);
    const facts = await planner.locator("main dl").first().innerText();
    assert.match(facts, /20270101/);
    const frame = facts.match(/[0-9a-f]{64}/)[0];

    // A provincial officer sees the round's result of the draw and has no way to draw again.
    const province = await person("demo-ha-tinh");
    await province.goto(home);
    assert.equal(await province.locator('button:text-is("Chọn mẫu")').count(), 0);

    await act(planner, "Mở thu thập", {
        opens: local(program.now()),
        closes: local(program.now() + 10 * 24 * 60 * minute),
    });
    const print = "In mã trả lời cho các thôn";
    const fold = planner.locator(`main details summary:text-is("${print}")`);
    if (await fold.count()) await fold.click();
    const [slips] = await Promise.all([
        planner.waitForEvent("download", { timeout: 20_000 }).catch(() => null),
        planner.click(`main form button:text-is("${print}")`),
    ]);
    const text = slips
        ? (await import("node:fs")).readFileSync(await slips.path(), "utf8")
        : await planner.locator("body").innerText();
    const codes = [
        ...new Set([...text.matchAll(/[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}/g)].map(([one]) => one)),
    ];
    assert.ok(codes.length >= 3, "codes for the sampled places");

    const receipts = [
        await answer(await openPage(browser, desktop, { javaScriptEnabled: false }), codes[0], code),
        await answer(await openPage(browser, phone), codes[1], code),
        await answer(await openPage(browser, desktop), codes.at(-1), code),
    ];
    assert.equal(new Set(receipts).size, 3);
    const again = await openPage(browser, phone);
    await again.goto(`${program.address}/khao-sat/${code}`);
    await again.fill("input[name=ma]", codes[0]);
    await again.check("input[name=dong_y]");
    await Promise.all([again.waitForNavigation(), again.click("main form button")]);
    assert.equal(await again.locator(".error-summary").count(), 1, "a used code opens nothing");

    const analyst = await person("demo-phan-tich");
    await analyst.goto(home);
    await act(analyst, "Chốt số liệu");
    await waitForJobs(analyst, home);
    await act(analyst, "Tính thử");
    await waitForJobs(analyst, home);
    await act(analyst, "Trình duyệt kết quả");
    await approve(leader, home, "12/QĐ-THỬ");

    const publisher = await person("demo-cong-bo");
    await publisher.goto(home);
    const publishAt = Math.ceil((program.now() + 2 * minute) / minute) * minute;
    await act(publisher, "Đặt giờ công bố", { publish_at: local(publishAt) });
    const facts2 = await publisher.locator("main dl").first().innerText();
    const revision = facts2.match(/sipas-2027-\d+/)[0];

    const citizen = await openPage(browser, phone);
    for (const address of [`/ket-qua/${revision}`, `/ket-qua/${revision}.json`, `/ket-qua/${revision}.csv`]) {
        const early = await citizen.goto(program.address + address);
        assert.equal(early.status(), 404, `${address} before its minute`);
    }
    program.setClock(publishAt - 1);
    assert.equal((await citizen.goto(`${program.address}/ket-qua/${revision}`)).status(), 404);
    program.setClock(publishAt);
    assert.equal((await citizen.goto(`${program.address}/ket-qua/${revision}`)).status(), 200);
    const published = await citizen.locator("main").innerText();
    assert.ok(published.includes(frame), "the figure leads back to the hash of its frame");
    assert.ok(published.includes("20270101"), "and to the seed of its sample");
    assert.match(published, /sipas-1001/);
    const year = await citizen.goto(`${program.address}/chi-so/sipas/2027`);
    assert.equal(year.status(), 200);
    await citizen.click(`a[href$="/ket-qua/${revision}"]`);
    const csv = await citizen.request.get(`${program.address}/ket-qua/${revision}.csv`);
    assert.match(csv.headers()["content-type"], /text\/csv/);
    assert.ok((await csv.text()).split("\n").length > 10);
});

const publicPages = [
    "/",
    "/chi-so",
    "/chi-so/sipas",
    "/chi-so/sipas/2026",
    "/chi-so/sipas/2026?xem=ban-do",
    "/chi-so/sipas/2026?xem=bang",
    "/chi-so/sipas/2026?xem=du-lieu",
    "/chi-so/sipas/2024",
    "/chi-so/par-index",
    "/chi-so/par-index/2023",
    "/chi-so/sipas/so-sanh",
    "/don-vi",
    "/don-vi/ha-noi",
    "/don-vi/ha-giang",
    "/don-vi/bo-noi-vu",
    "/phuong-phap",
    "/phuong-phap/sipas-1001",
    "/ket-qua/sipas-2026-1",
    "/du-lieu",
    "/tim-kiem?q=binh+duong",
    "/gioi-thieu",
    "/khao-sat",
    "/khao-sat/khao-sat-thu",
    "/khao-sat/khao-sat-thu-mo",
    "/khao-sat/khao-sat-thu/bien-nhan",
    "/dang-nhap",
    "/khong-co-trang-nay",
    "/en/",
    "/en/chi-so/sipas/2024",
];
const officialPages = {
    "demo-ke-hoach": [
        "/lam-viec",
        "/lam-viec/dot",
        "/lam-viec/dot/moi",
        "/lam-viec/phe-duyet",
        "/lam-viec/cong-viec",
        "/lam-viec/tai-khoan",
        "/lam-viec/thu-thap",
    ],
    "demo-lanh-dao": ["/lam-viec", "/lam-viec/phe-duyet"],
};

async function look(page, address) {
    await page.goto(program.address + address);
    const problems = await accessibilityProblems(page);
    assert.deepEqual(problems, [], `${page.viewportSize().width} px: ${address}`);
    assert.equal(await overflow(page), 0, `${page.viewportSize().width} px: ${address} is wider than the window`);
}

for (const viewport of [phone, desktop]) {
    test(`axe finds nothing on public pages at ${viewport.width} px`, { timeout: 300_000 }, async () => {
        const page = await openPage(browser, viewport);
        for (const address of publicPages) await look(page, address);
    });
    test(`axe finds nothing on officials' pages at ${viewport.width} px`, { timeout: 300_000 }, async () => {
        for (const [name, addresses] of Object.entries(officialPages)) {
            const page = await person(name, viewport);
            for (const address of addresses) await look(page, address);
            if (name !== "demo-ke-hoach") continue;
            await page.goto(program.address + "/lam-viec/dot");
            const rounds = await page
                .locator('main table a[href^="/lam-viec/dot/"]')
                .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
            for (const round of new Set(rounds)) {
                for (const part of ["", "/thiet-ke", "/khung", "/chon-mau", "/mau", "/tien-do", "/so-lieu"])
                    await look(page, round + part);
            }
        }
    });
}
