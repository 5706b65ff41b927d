// The page of bench_view drawn by Node in its own process: what the engine alone costs elsewhere.
import { performance } from "node:perf_hooks";
import { viewRenderer } from "../../tests/browser/support.mjs";

const pages = Number(process.argv[2] ?? 2000);
const render = viewRenderer();
const rows = Array.from({ length: 63 }, (_, i) => {
    const value = 90 - 0.2 * (i + 1);
    return {
        code: String(i + 1),
        name: `Tỉnh thứ ${i + 1}`,
        value,
        low: value - 1.2,
        high: value + 1.1,
        rank: i + 1,
    };
});
const draw = () => render("shell/gallery", { part: "ranking", rows }, { path: "/chi-so/sipas/2024" });
for (let page = 0; page < pages / 4; page += 1) draw();
const times = [];
for (let page = 0; page < pages; page += 1) {
    const before = performance.now();
    draw();
    times.push(performance.now() - before);
}
times.sort((a, b) => a - b);
const at = (part) => times[Math.floor(times.length * part)].toFixed(3);
console.log(`node     median ${at(0.5)} ms, 99% within ${at(0.99)} ms (${draw().length} letters, ${pages} pages)`);
