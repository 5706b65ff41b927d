// Runs the program for browser tests: the demonstration in a folder of its own, with a clock that the test moves.
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { project } from "./support.mjs";

/** Starts `longdan serve --demo`. Gives its address, the demo accounts by name, the clock, and stop(). */
export async function startProgram({ database } = {}) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "longdan-browser-"));
    const clock = path.join(folder, "clock");
    let now = Date.now();
    const setClock = (moment) => {
        now = moment;
        // Whole or not at all: the program may read at any time.
        fs.writeFileSync(clock + ".new", new Date(now).toISOString() + "\n");
        fs.renameSync(clock + ".new", clock);
    };
    setClock(now);
    const options = [
        "serve",
        "--demo",
        "--data",
        path.join(folder, "data"),
        "--port",
        "0",
        "--set",
        `clock=file:${clock}`,
    ];
    if (database) options.push("--database", database);
    const program = spawn(path.join(project, "build/bin/longdan"), options, { cwd: project });
    let printed = "";
    let log = "";
    program.stdout.on("data", (bytes) => (printed += bytes));
    program.stderr.on("data", (bytes) => (log = (log + bytes).slice(-20000)));
    const address = await new Promise((resolve, reject) => {
        const late = setTimeout(
            () => reject(new Error("the program did not start in 10 minutes\n" + printed + log)),
            600_000,
        );
        program.on("exit", (code) => reject(new Error(`the program ended with ${code}\n${printed}\n${log}`)));
        program.stdout.on("data", () => {
            const found = printed.match(/Đang phục vụ tại (http:\S+)/);
            if (!found) return;
            clearTimeout(late);
            resolve(found[1]);
        });
    });
    const accounts = Object.fromEntries(
        [...printed.matchAll(/^  (demo-\S+) +(\S+)/gm)].map(([, name, password]) => [name, password]),
    );
    return {
        address,
        accounts,
        printed,
        log: () => log,
        now: () => now,
        setClock,
        async stop() {
            program.removeAllListeners("exit");
            await new Promise((resolve) => {
                program.on("exit", resolve);
                program.kill("SIGTERM");
            });
            fs.rmSync(folder, { recursive: true, force: true });
        },
    };
}

/** Signs a person of the demonstration in and leaves the page at the inbox. */
export async function signIn(page, program, name) {
    await page.goto(program.address + "/dang-nhap");
    await page.fill("input[name=name]", name);
    await page.fill("input[name=password]", program.accounts[name]);
    await Promise.all([page.waitForURL(/\/lam-viec/), page.click("main form button")]);
}

/** Waits for a job of the round that the page shows: reloads until none runs. Fails when one failed. */
export async function waitForJobs(page, address) {
    for (let attempt = 0; attempt < 300; ++attempt) {
        await page.goto(address);
        const running = await page.locator("[data-job-state=waiting], [data-job-state=running]").count();
        if (running === 0) return;
        await page.waitForTimeout(500);
    }
    throw new Error("a job did not end at " + address);
}
