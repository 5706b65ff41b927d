// Numbers, days and addresses as views write them.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";
import { before, test } from "node:test";
import { exampleContext, project } from "./support.mjs";

const require = createRequire(path.join(project, "ui/package.json"));
let components;

before(async () => {
    const { outputFiles } = await require("esbuild").build({
        stdin: {
            contents:
                'export * from "./components/format"; export * from "./components/view"; export * from "./components/charts/scale";',
            resolveDir: path.join(project, "ui"),
        },
        bundle: true,
        write: false,
        format: "cjs",
        logLevel: "error",
    });
    const module = { exports: {} };
    new Function("module", "exports", outputFiles[0].text)(module, module.exports);
    components = module.exports;
});

function on(language, query = "") {
    components.begin({ ...exampleContext, language, query, path: "/chi-so" });
    return components;
}

test("Vietnamese numbers have points for thousands and a comma, English ones the reverse", () => {
    assert.equal(on("vi").number(1234567.891), "1.234.567,89");
    assert.equal(on("en").number(1234567.891), "1,234,567.89");
    assert.equal(on("vi").integer(36525), "36.525");
    assert.equal(on("vi").number(999.999), "1.000,00");
    assert.equal(on("vi").percent(83.94), "83,94%");
});

test("halves are rounded away from zero, as in printed tables, whatever their binary form", () => {
    const { number } = on("vi");
    for (const [value, decimals, text] of [
        [1.005, 2, "1,01"],
        [88.4075, 2, "88,41"],
        [0.125, 2, "0,13"],
        [-2.5, 0, "−3"],
        [2.675, 2, "2,68"],
        [1e-7, 2, "0,00"],
        [-0.001, 2, "0,00"],
    ]) {
        assert.equal(number(value, decimals), text, String(value));
    }
});

test("what is not known is a dash, a change says its direction", () => {
    const { number, signed, interval, date } = on("vi");
    assert.equal(number(null), "–");
    assert.equal(number(NaN), "–");
    assert.equal(date(null), "–");
    assert.equal(signed(1.35), "+1,35");
    assert.equal(signed(-0.7), "−0,70");
    assert.equal(signed(0.001), "0,00");
    assert.equal(interval(1, null), "");
});

test("moments are written in Vietnamese time", () => {
    const { moment, date, localInput } = on("vi");
    assert.equal(moment("2026-12-31T17:30:00Z"), "00:30 01/01/2027");
    assert.equal(date("2024-01-31"), "31/01/2024");
    assert.equal(localInput("2026-12-01T01:30:00.000Z"), "2026-12-01T08:30");
});

test("an address keeps the query it is not asked to change", () => {
    const { here, query, to } = on("vi", "ten=h%C3%A0+n%E1%BB%99i&sap=ten&trang=3");
    assert.equal(here({ sap: "-ten", trang: null }), "/chi-so?ten=h%C3%A0+n%E1%BB%99i&sap=-ten");
    assert.equal(here({ ten: "", sap: null, trang: null }), "/chi-so");
    assert.deepEqual(query()[0], ["ten", "hà nội"]);
    assert.equal(to("/don-vi/hue"), "/don-vi/hue");
    on("en");
    assert.equal(to("/don-vi/hue"), "/en/don-vi/hue");
    assert.equal(to("/en/don-vi"), "/en/don-vi");
    assert.equal(to("/lam-viec/dot"), "/lam-viec/dot");
    assert.equal(to("https://example.vn"), "https://example.vn");
});

test("a query that is no good text is kept as it came", () => {
    assert.deepEqual(on("vi", "a=%E0%A4%A&b").query(), [
        ["a", "%E0%A4%A"],
        ["b", ""],
    ]);
});

test("scales have round ends around the values", () => {
    const { scaleOf } = components;
    const scale = scaleOf([74.2, 89.7], { ticks: 4 });
    assert.deepEqual([scale.low, scale.high], [70, 90]);
    assert.deepEqual(scale.ticks, [70, 75, 80, 85, 90]);
    assert.equal(scale.at(80), 0.5);
    assert.equal(scale.at(120), 1);
    assert.deepEqual(scaleOf([5, 5]).at(5), 0.5);
    assert.deepEqual(scaleOf([null, undefined]).ticks.length > 1, true);
});
