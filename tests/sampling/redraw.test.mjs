// Draws samples a second time from docs/sampling.md alone, in another language, and compares whole files with those of
// `longdan sample`. Covers srs, systematic and PPS systematic with strata, certainty units, order, reserves, stages,
// proportional and Neyman shares, and permanent numbers.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const program = process.env.LONGDAN_PROGRAM ?? path.join(project, "build/bin/longdan");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "longdan-redraw-"));
after(() => fs.rmSync(folder, { recursive: true }));

const low32 = (number) => number & 0xffffffffn;

function philox(counter, key) {
    let [a, b, c, d] = counter;
    let [k0, k1] = key;
    for (let round = 0; round < 10; ++round) {
        const left = 0xd2511f53n * a;
        const right = 0xcd9e8d57n * c;
        [a, b, c, d] = [(right >> 32n) ^ b ^ k0, low32(right), (left >> 32n) ^ d ^ k1, low32(left)];
        k0 = low32(k0 + 0x9e3779b9n);
        k1 = low32(k1 + 0xbb67ae85n);
    }
    return [a, b, c, d];
}

/** The numbers of one stratum; `below(m)` is the next integer below m. */
function stream(seed, stage, stratum) {
    let block = 0n;
    const ready = [];
    const next = () => {
        if (ready.length === 0) {
            const counter = [low32(block), block >> 32n, BigInt(stratum), BigInt(stage)];
            const words = philox(counter, [low32(seed), seed >> 32n]);
            ready.push(words[0] | (words[1] << 32n), words[2] | (words[3] << 32n));
            ++block;
        }
        return ready.shift();
    };
    return {
        next,
        below: (limit) => {
            const end = ((1n << 64n) / limit) * limit;
            for (;;) {
                const number = next();
                if (number < end) return number % limit;
            }
        },
    };
}

const bytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0n);

/** Fewest digits, plain or exponent form, whichever is shorter. */
function shortest(number) {
    const [digits, exponent] = number.toExponential().split("e");
    const power = Number(exponent);
    const sign = power < 0 ? "-" : "+";
    const scientific = `${digits}e${sign}${String(Math.abs(power)).padStart(2, "0")}`;
    const bare = digits.replace(".", "");
    let plain;
    if (power < 0) plain = "0." + "0".repeat(-power - 1) + bare;
    else if (bare.length <= power + 1) plain = bare + "0".repeat(power + 1 - bare.length);
    else plain = bare.slice(0, power + 1) + "." + bare.slice(power + 1);
    return plain.length <= scientific.length ? plain : scientific;
}

function readFrame(file, id, parent) {
    const [header, ...lines] = fs.readFileSync(file, "utf8").trimEnd().split("\n");
    const columns = header.split(",");
    const rows = lines.map((line) => Object.fromEntries(line.split(",").map((cell, i) => [columns[i], cell])));
    rows.sort((a, b) => bytes(a[id], b[id]) || (parent ? bytes(a[parent], b[parent]) : 0));
    return { columns, rows };
}

function permutation(count, wanted, random) {
    const places = [...Array(count).keys()];
    for (let i = 0; i < wanted; ++i) {
        const other = i + Number(random.below(BigInt(count - i)));
        [places[i], places[other]] = [places[other], places[i]];
    }
    return places.slice(0, wanted);
}

const numeric = (a, b) => a - b;

function drawSrs(list, n, reserve, random) {
    const places = permutation(list.length, Math.min(list.length, n + reserve), random);
    const chance = () => n / list.length;
    return { main: places.slice(0, n).sort(numeric), reserves: places.slice(n), chance };
}

function drawSystematic(list, n, reserve, random) {
    const main = [];
    const start = n > 0 ? random.below(BigInt(list.length)) : undefined;
    for (let i = 0; n > 0 && i < list.length; ++i) {
        for (let k = 0; k < n; ++k) {
            const point = start + BigInt(k * list.length);
            if (point >= BigInt(n * i) && point < BigInt(n * (i + 1))) main.push(i);
        }
    }
    const rest = [...list.keys()].filter((i) => !main.includes(i));
    const reserves = permutation(rest.length, Math.min(reserve, rest.length), random).map((place) => rest[place]);
    return { main, reserves, start, chance: () => n / list.length };
}

function drawBySize(list, n, reserve, random, measure) {
    const sizes = list.map((row) => BigInt(row[measure]));
    const certain = new Set();
    let left = BigInt(n);
    let total = sum(sizes);
    for (let found = true; found && left > 0n;) {
        const over = [...sizes.keys()].filter((i) => !certain.has(i) && sizes[i] > 0n && left * sizes[i] >= total);
        found = over.length > 0;
        for (const i of over) certain.add(i);
        left = BigInt(n - certain.size);
        total = sum(sizes.filter((_, i) => !certain.has(i)));
    }
    const start = left > 0n ? random.below(total) : undefined;
    const main = [];
    let before = 0n;
    for (let i = 0; i < list.length; ++i) {
        if (certain.has(i)) {
            main.push(i);
            continue;
        }
        for (let k = 0n; k < left; ++k) {
            const point = start + k * total;
            if (point >= left * before && point < left * (before + sizes[i])) main.push(i);
        }
        before += sizes[i];
    }
    const rest = new Set([...sizes.keys()].filter((i) => !main.includes(i) && sizes[i] > 0n));
    const reserves = [];
    while (reserves.length < reserve && rest.size > 0) {
        let point = random.below(sum([...rest].map((i) => sizes[i])));
        for (const i of rest) {
            if (point < sizes[i]) {
                reserves.push(i);
                rest.delete(i);
                break;
            }
            point -= sizes[i];
        }
    }
    const chance = (i) => (certain.has(i) ? 1 : (Number(left) * Number(sizes[i])) / Number(total));
    return { main, reserves, start, chance, certain: certain.size };
}

function drawPermanent(list, n, reserve, permanent, id) {
    const start = BigInt(Math.floor((permanent.start ?? 0) * 2 ** 32)) << 32n;
    const distance = (row) => {
        const digest = createHash("sha256").update(`${permanent.seed}:${row[id]}`).digest("hex");
        return BigInt.asUintN(64, BigInt("0x" + digest.slice(0, 16)) - start);
    };
    const distances = list.map(distance);
    const sorted = [...list.keys()].sort((a, b) => (distances[a] < distances[b] ? -1 : 1));
    const groups = permanent.groups ?? 0;
    const border = (panel) => Math.floor((panel * n) / groups);
    const first = groups > 0 ? border(permanent.round ?? 0) : 0;
    const place = (k) => sorted[(first + k) % list.length];
    const panels = new Map();
    for (let k = 0; groups > 0 && k < n; ++k) {
        let panel = permanent.round ?? 0;
        while (first + k >= border(panel + 1)) ++panel;
        panels.set(place(k), panel);
    }
    const main = [...Array(n).keys()].map(place).sort(numeric);
    const reserves = [...Array(Math.min(reserve, list.length - n)).keys()].map((k) => place(n + k));
    return { main, reserves, start, chance: () => n / list.length, panels };
}

/** Shares that are whole numbers, least numbers, largest numbers: n shared by largest remainder. */
function share(n, strata) {
    const sizes = new Map();
    let open = [...strata];
    let left = BigInt(n);
    for (;;) {
        const all = sum(open.map((h) => h.share));
        const over = open.filter((h) => left * h.share > h.units * all);
        const under = open.filter((h) => left * h.share < h.least * all);
        if (over.length + under.length === 0) {
            const exact = (h) => left * h.share;
            for (const h of open) sizes.set(h, exact(h) / all);
            const missing = left - sum(open.map((h) => exact(h) / all));
            const sorted = [...open].sort((a, b) => Number((exact(b) % all) - (exact(a) % all)));
            for (const h of sorted.slice(0, Number(missing))) sizes.set(h, sizes.get(h) + 1n);
            return strata.map((h) => Number(sizes.get(h)));
        }
        const tooMuch = sum(over.map((h) => left * h.share - h.units * all));
        const tooLittle = sum(under.map((h) => h.least * all - left * h.share));
        const closed = tooMuch >= tooLittle ? over : under;
        for (const h of closed) sizes.set(h, tooMuch >= tooLittle ? h.units : h.least);
        left -= sum(closed.map((h) => sizes.get(h)));
        open = open.filter((h) => !closed.includes(h));
    }
}

function sizesOf(stage, strata) {
    const { n, per_stratum: stated, otherwise, allocate = "proportional", min = 0, sd } = stage.size;
    if (n === undefined) return strata.map(({ key }) => stated[key] ?? otherwise);
    return share(
        n,
        strata.map(({ fixed, list }) => {
            const units = BigInt(fixed.length + list.length);
            // The examples have one whole deviation a stratum.
            const weight = allocate === "neyman" ? BigInt((list[0] ?? fixed[0])[sd]) : 1n;
            const least = BigInt(Math.max(min, fixed.length));
            return { share: allocate === "equal" ? 1n : units * weight, units, least: least < units ? least : units };
        }),
    );
}

function strataOf(rows, stage, id) {
    const byKey = new Map();
    for (const row of rows) {
        const key = (stage.strata ?? []).map((column) => row[column]).join(";");
        if (!byKey.has(key)) byKey.set(key, []);
        byKey.get(key).push(row);
    }
    const whole = (column) => rows.every((row) => /^[0-9]{1,18}$/.test(row[column]));
    const compare = (a, b) => {
        for (const column of stage.order_by ?? []) {
            const order = whole(column) ? Number(BigInt(a[column]) - BigInt(b[column])) : bytes(a[column], b[column]);
            if (order !== 0) return order;
        }
        return 0;
    };
    const isFixed = (row) => (stage.certainty ?? []).includes(row[id]);
    return [...byKey.keys()].sort(bytes).map((key) => ({
        key,
        list: byKey
            .get(key)
            .filter((row) => !isFixed(row))
            .sort(compare),
        fixed: byKey.get(key).filter(isFixed).sort(compare),
    }));
}

function drawStratum({ list, fixed }, n, stage, random, id) {
    const left = n - fixed.length;
    const reserve = stage.reserve ?? 0;
    let drawn;
    if (stage.permanent) drawn = drawPermanent(list, left, reserve, stage.permanent, id);
    else if (stage.select === "systematic") drawn = drawSystematic(list, left, reserve, random);
    else if (stage.select === "pps_systematic") drawn = drawBySize(list, left, reserve, random, stage.measure);
    else drawn = drawSrs(list, left, reserve, random);
    const taken = [
        ...fixed.map((row) => ({ row, chance: 1, role: "main" })),
        ...drawn.main.map((i) => ({
            row: list[i],
            chance: drawn.chance(i),
            role: "main",
            panel: drawn.panels?.get(i),
        })),
    ].map((unit, i) => ({ ...unit, order: i + 1 }));
    drawn.reserves.forEach((i, k) =>
        taken.push({ row: list[i], chance: drawn.chance(i), role: "reserve", order: k + 1 }),
    );
    return { ...drawn, taken, certain: (drawn.certain ?? 0) + fixed.length };
}

/** The whole draw: S.csv and the strata of R.json. */
function redraw(design, files, seed) {
    const units = [];
    const strata = [];
    const columns = [];
    let parents = [undefined];
    design.stages.forEach((stage, k) => {
        const id = stage.id ?? (k > 0 && stage.parent === design.id ? stage.unit : design.id);
        const frame = readFrame(files[k], id, stage.parent);
        for (const column of frame.columns) if (!columns.includes(column)) columns.push(column);
        let stream_number = 0;
        const next = [];
        for (const parent of parents) {
            const rows = parent ? frame.rows.filter((row) => row[stage.parent] === parent.id) : frame.rows;
            const groups = strataOf(rows, stage, id);
            const sizes = sizesOf(stage, groups);
            groups.forEach((group, h) => {
                const drawn = drawStratum(group, sizes[h], stage, stream(seed, k, stream_number++), id);
                strata.push({
                    stage: k + 1,
                    parent: parent?.id ?? "",
                    stratum: group.key,
                    units: group.list.length + group.fixed.length,
                    size: sizes[h],
                    certain: drawn.certain,
                    reserve: drawn.reserves.length,
                    start: drawn.start === undefined ? null : String(drawn.start),
                });
                for (const { row, chance, role, order, panel } of drawn.taken) {
                    const chances = [...(parent?.chances ?? []), chance];
                    const whole = (parent?.whole ?? 1) * chance;
                    units.push({ row, stage: k + 1, order, chances, whole, role, panel });
                    if (role === "main") next.push({ id: row[id], chances, whole });
                }
            });
        }
        parents = next;
    });
    const rotates = design.stages.some((stage) => stage.permanent?.groups);
    const steps = design.stages.map((_, k) => `pi_${k + 1}`);
    const lines = [[...columns, "stage", "order", ...steps, "pi", "weight", "role", ...(rotates ? ["panel"] : [])]];
    for (const unit of units) {
        lines.push([
            ...columns.map((column) => unit.row[column] ?? ""),
            unit.stage,
            unit.order,
            ...steps.map((_, k) => (k < unit.chances.length ? shortest(unit.chances[k]) : "")),
            shortest(unit.whole),
            unit.role === "main" ? shortest(1 / unit.whole) : "",
            unit.role,
            ...(rotates ? [unit.panel ?? ""] : []),
        ]);
    }
    return { csv: lines.map((line) => line.join(",") + "\n").join(""), strata };
}

function writeFrames() {
    const communes = ["code,province,kind,sd,population,name"];
    const villages = ["code,village,households"];
    for (let i = 0; i < 400; ++i) {
        const commune = (i * 147) % 400;
        const code = String(1000 + commune);
        const province = ["Đà Nẵng", "An Giang", "Lào Cai"][commune % 3];
        const kind = commune % 5 < 2 ? "urban" : "rural";
        const deviation = { "Đà Nẵng": 4, "An Giang": 3, "Lào Cai": 9 }[province];
        // Some without people, one that is certain in its stratum.
        const population = commune % 37 === 0 ? 0 : commune === 200 ? 900_000 : 1000 + ((commune * 7919) % 20_000);
        communes.push(`${code},${province},${kind},${deviation},${population},xã ${commune % 7}`);
        for (let v = 1; v <= 3 + (commune % 4); ++v) villages.push(`${code},${v},${10 + ((commune * v) % 90)}`);
    }
    fs.writeFileSync(path.join(folder, "F.csv"), communes.join("\n") + "\n");
    fs.writeFileSync(path.join(folder, "V.csv"), [villages[0], ...villages.slice(1).reverse()].join("\n") + "\n");
}

function compare(design, seed) {
    const place = (name) => path.join(folder, name);
    const frames = [place("F.csv"), place("V.csv")];
    fs.writeFileSync(place("D.json"), JSON.stringify(design));
    const done = spawnSync(
        program,
        ["sample", "--frame", frames[0], "--design", place("D.json"), "--seed", String(seed)].concat([
            "--out",
            place("S.csv"),
            "--report",
            place("R.json"),
        ]),
        { encoding: "utf8" },
    );
    assert.equal(done.status, 0, done.stderr);
    const again = redraw(design, frames, BigInt(seed));
    assert.equal(fs.readFileSync(place("S.csv"), "utf8"), again.csv);
    const report = JSON.parse(fs.readFileSync(place("R.json"), "utf8"));
    assert.deepEqual(
        report.strata.map((stratum) => ({ ...stratum, start: stratum.start ?? null })),
        again.strata,
    );
    assert.equal(report.seed, String(seed));
    assert.equal(report.frames[0].file, "F.csv");
    assert.equal(report.frames[0].sha256, createHash("sha256").update(fs.readFileSync(frames[0])).digest("hex"));
}

writeFrames();

const seeds = ["0", "2026", "18446744073709551615"];
const strata = ["province", "kind"];

test("the generator gives the published test vectors", () => {
    const hex = (words) => words.map((word) => word.toString(16).padStart(8, "0")).join(" ");
    const ones = 0xffffffffn;
    assert.equal(hex(philox([0n, 0n, 0n, 0n], [0n, 0n])), "6627e8d5 e169c58d bc57ac4c 9b00dbd8");
    assert.equal(hex(philox([ones, ones, ones, ones], [ones, ones])), "408f276d 41c83b0e a20bc7c6 6d5451fd");
    const random = stream(2026n, 0, 0);
    const first = Array.from({ length: 6 }, () => Number(random.below(1000n)));
    const page = fs.readFileSync(path.join(project, "docs/sampling.md"), "utf8");
    assert.ok(page.includes(`the first integers below 1000 are ${first.join(", ")}.`), String(first));
});

test("simple random samples are drawn again to the byte", () => {
    for (const seed of seeds) {
        compare({ id: "code", stages: [{ strata, size: { n: 57, min: 3 }, select: "srs", reserve: 4 }] }, seed);
        compare({ id: "code", stages: [{ size: { n: 57 }, certainty: ["1007", "1200"], reserve: 40 }] }, seed);
    }
});

test("systematic samples are drawn again to the byte", () => {
    for (const seed of seeds) {
        const stage = { strata, size: { n: 41, allocate: "neyman", sd: "sd", min: 2 }, select: "systematic" };
        compare({ id: "code", stages: [{ ...stage, order_by: ["name", "population"], reserve: 3 }] }, seed);
        compare({ id: "code", stages: [{ size: { n: 13 }, order_by: ["population"], select: "systematic" }] }, seed);
    }
});

test("systematic samples by size are drawn again to the byte", () => {
    for (const seed of seeds) {
        const sized = { measure: "population", select: "pps_systematic", reserve: 3 };
        compare({ id: "code", stages: [{ ...sized, strata, size: { n: 60, allocate: "equal" } }] }, seed);
        compare({ id: "code", stages: [{ ...sized, certainty: ["1011"], size: { n: 25 } }] }, seed);
        const stated = { per_stratum: { "Đà Nẵng;urban": 9 }, otherwise: 2 };
        compare({ id: "code", stages: [{ ...sized, strata, order_by: ["name"], size: stated }] }, seed);
    }
});

test("two stages with a frame each are drawn again to the byte", () => {
    for (const seed of seeds) {
        const first = { unit: "commune", strata: ["province"], measure: "population", select: "pps_systematic" };
        const second = { unit: "village", frame: "V.csv", parent: "code" };
        compare(
            {
                id: "code",
                stages: [
                    { ...first, size: { n: 20, allocate: "proportional" }, reserve: 2 },
                    { ...second, measure: "households", size: { n: 2 }, select: "pps_systematic", reserve: 1 },
                ],
            },
            seed,
        );
        compare(
            { id: "code", stages: [{ size: { n: 9 } }, { ...second, size: { n: 2 }, select: "systematic" }] },
            seed,
        );
    }
});

test("samples by permanent numbers are drawn again to the byte, also when they rotate", () => {
    const stage = { strata, size: { n: 48 }, reserve: 2 };
    compare({ id: "code", stages: [{ ...stage, permanent: { seed: 2026 } }] }, "1");
    compare({ id: "code", stages: [{ ...stage, permanent: { seed: 7, start: 0.625, groups: 4, round: 5 } }] }, "1");
});
