// The interpreter of form plans by itself: values, functions, dates, digests, and a form by hand.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { before, test } from "node:test";
import { interpreterSize, loadInterpreter } from "./plans.mjs";

let forms;
let session;

/** /data with a, b, and a repeat "nguoi" of ten, tuoi; b is asked when a is over 3, c counts. */
const plan = {
    plan: 2,
    id: "thu",
    version: "1",
    title: "Thử",
    sha256: "",
    languages: ["Tiếng Việt (vi)", "English (en)"],
    nodes: [
        { name: "data", kind: "group" },
        { name: "a", in: 0, type: "int", constraint: ["<", ["/", "."], 100] },
        { name: "b", in: 0, relevant: [">", ["/", "/", "data", "a"], 3], required: true },
        { name: "nguoi", in: 0, kind: "repeat" },
        { name: "ten", in: 3 },
        { name: "tuoi", in: 3, type: "int" },
        { name: "hon", in: 3, calculate: [">", ["/", ".", "..", "tuoi"], ["/", "/", "data", "a"]] },
        { name: "c", in: 0, calculate: ["sum", ["/", "/", "data", "nguoi", "tuoi"]] },
        { name: "xa", in: 0, type: "select1" },
    ],
    attributes: [["id", "thu"]],
    blank: [
        0,
        [
            [1, ""],
            [2, "sẵn"],
            [
                3,
                [
                    [4, ""],
                    [5, ""],
                    [6, ""],
                ],
            ],
            [7, ""],
            [8, ""],
        ],
    ],
    templates: {
        3: [
            3,
            [
                [4, "mới"],
                [5, "1"],
                [6, ""],
            ],
        ],
    },
    order: [
        [2, "relevant"],
        [2, "required"],
        [6, "calculate"],
        [7, "calculate"],
    ],
    affects: { 1: [0, 2], 5: [2, 3], 3: [3] },
    pages: [
        [{ control: "input", node: 1, label: ["Bạn có ", [["/", "/", "data", "c"]], " tuổi"] }],
        [
            {
                control: "select1",
                node: 8,
                label: { key: "/data/xa:label" },
                choices: {
                    nodes: [
                        "/",
                        ["instance", "xa"],
                        "root",
                        ["item", ["=", ["/", ".", "huyen"], ["/", "/", "data", "a"]]],
                    ],
                    value: ["/", ".", "name"],
                    label: [[["/", ".", "label"]]],
                },
            },
        ],
    ],
    texts: {
        "Tiếng Việt (vi)": { "/data/xa:label": { "": "Xã nào?", image: "jr://images/xa.png" } },
        "English (en)": { "/data/xa:label": "Which commune?" },
    },
    lists: { xa: { part: "thu.xa.json", rows: 2, sha256: "" } },
    actions: [],
};
const communes = {
    root: "root",
    item: "item",
    columns: ["name", "label", "huyen"],
    rows: [
        ["px", "Phúc Xá", "5"],
        ["tb", "Trúc Bạch", "7"],
    ],
};

before(async () => {
    forms = await loadInterpreter();
    session = new forms.Session(plan, { now: () => Date.UTC(2026, 3, 6, 1, 30), random: () => 0.5 });
});

function value(expression, at = "/data/a") {
    const node = session.find(at);
    return forms.toText(forms.evaluate(expression, { form: session, node, position: 0, size: 0, self: node }));
}

test("the interpreter with all functions stays under 12 KB compressed", async (t) => {
    const size = await interpreterSize();
    t.diagnostic(`${size.raw} bytes, gzip ${size.gzip}, brotli ${size.brotli}`);
    assert.ok(size.gzip < 12 * 1024, `gzip: ${size.gzip}`);
    assert.ok(size.brotli < 12 * 1024, `brotli: ${size.brotli}`);
});

test("numbers become texts without exponents, and texts become numbers only when they are", () => {
    for (const [expression, text] of [
        [["*", 1, 1e21], "1000000000000000000000"],
        [["div", 1, 1e7], "0.0000001"],
        [["div", -25, 1e9], "-0.000000025"],
        [["neg", 0], "0"],
        [["number", "12a"], "NaN"],
        [["number", " -3.50 "], "-3.5"],
        [["+", "", 1], "NaN"],
        [["div", 1, 0], "Infinity"],
        [["mod", -7, 3], "-1"],
        [["round", 2.5], "3"],
        [["round", "1.257", 2], "1.26"],
        [["int", -7.9], "-7"],
    ]) {
        assert.equal(value(expression), text, JSON.stringify(expression));
    }
});

test("dates compare as days, are written in Vietnamese time and are refused when the calendar has none", () => {
    for (const [expression, text] of [
        [["today"], "2026-04-06"],
        [["now"], "2026-04-06T08:30:00.000+07:00"],
        [["date", "2026-4-6"], "2026-04-06"],
        [["date", "2026-02-30"], "Invalid Date"],
        [["=", ["date", "2026-04-06"], ["today"]], "true"],
        [["<", "2026-04-05", ["today"]], "true"],
        [["format-date", "2026-04-06", "%d/%m/%Y %a %b %e %n %y"], "06/04/2026 Mon Apr 6 4 26"],
        [["format-date-time", "2026-04-06T20:05:09.120+00:00", "%H:%M:%S.%3 %d"], "03:05:09.120 07"],
        [["decimal-time", "06:00:00.000+07:00"], "0.25"],
        [["-", ["decimal-date-time", "2026-04-06"], ["decimal-date-time", "2026-04-01"]], "5"],
    ]) {
        assert.equal(value(expression), text, JSON.stringify(expression));
    }
});

test("digests are those of the standard library for texts of every length", () => {
    for (let length = 0; length < 260; length += 13) {
        const text = "xã ".repeat(100).slice(0, length);
        for (const [name, standard] of Object.entries({
            MD5: "md5",
            "SHA-1": "sha1",
            "SHA-256": "sha256",
            "SHA-384": "sha384",
            "SHA-512": "sha512",
        })) {
            const expected = createHash(standard).update(text);
            assert.equal(value(["digest", text, name, "hex"]), expected.digest("hex"), `${name} of ${length}`);
        }
    }
    assert.equal(value(["digest", "a", "MD5"]), createHash("md5").update("a").digest("base64"));
    assert.equal(value(["base64-decode", "WMOj"]), "Xã");
});

test("texts are cut and counted as Java and JavaScript do", () => {
    for (const [expression, text] of [
        [["string-length", "Hoàng 𠀀"], "8"],
        [["substr", "Đà Nẵng", 3, 5], "Nẵ"],
        [["substr", "Huế", -1], "ế"],
        [["substring", "12345", 1.5, 2.6], "234"],
        [["translate", "abc", "ab", "X"], "Xc"],
        [["selected", "a bc d", "bc"], "true"],
        [["selected-at", "a bc d", 2], "d"],
        [["count-selected", " a  b "], "2"],
        [["join", "-", "a", "b"], "a-b"],
        [["coalesce", "", "b"], "b"],
        [["regex", "0912345678", "^0[0-9]{9}$"], "true"],
    ]) {
        assert.equal(value(expression), text, JSON.stringify(expression));
    }
});

test("what depends on an answer follows it, in the same instance of a repeat", () => {
    const at = (path) => session.find(path);
    assert.equal(at("/data/b").relevant, false);
    session.set(at("/data/a"), "5");
    assert.equal(at("/data/b").relevant, true);
    const second = session.add(3, at("/data"));
    assert.equal(session.path(second), "/data/nguoi[2]");
    assert.equal(at("/data/nguoi[2]/ten").value, "mới");
    session.set(at("/data/nguoi[1]/tuoi"), "40");
    assert.equal(at("/data/c").value, "41");
    assert.equal(at("/data/nguoi[1]/hon").value, "true");
    assert.equal(at("/data/nguoi[2]/hon").value, "false");
    assert.equal(session.text(plan.pages[0][0].label, at("/data/a")), "Bạn có 41 tuổi");
    session.remove(second);
    assert.equal(at("/data/c").value, "40");
});

test("a rule that is broken is named with its path; what is not asked is not sent", () => {
    const at = (path) => session.find(path);
    session.set(at("/data/b"), "");
    assert.deepEqual(session.violations(), [{ path: "/data/b", rule: "required" }]);
    session.set(at("/data/a"), "100");
    assert.deepEqual(session.violations()[0], { path: "/data/a", rule: "constraint" });
    session.set(at("/data/a"), "1,5");
    assert.deepEqual(session.violations(), [{ path: "/data/a", rule: "type" }]);
    session.set(at("/data/b"), "x");
    session.set(at("/data/a"), "2");
    assert.equal(
        session.serialise(),
        '<data id="thu"><a>2</a><nguoi><ten/><tuoi>40</tuoi><hon>true</hon></nguoi><c>40</c><xa/></data>',
    );
});

test("a list in a file of its own is asked for when a question needs it, and filters when it has come", () => {
    const commune = session.find("/data/xa");
    session.set(session.find("/data/a"), "5");
    assert.deepEqual(session.choices(commune), []);
    assert.deepEqual([...session.wanted], ["xa"]);
    session.provide("xa", communes);
    assert.deepEqual(session.choices(commune), [{ value: "px", label: "Phúc Xá" }]);
    session.set(commune, "tb");
    assert.ok(session.violations().some((each) => each.path === "/data/xa" && each.rule === "choice"));
    assert.equal(session.label(commune), "Xã nào?");
    assert.equal(session.text({ key: "/data/xa:label" }, commune, "image"), "jr://images/xa.png");
    session.language = "English (en)";
    assert.equal(session.label(commune), "Which commune?");
});
