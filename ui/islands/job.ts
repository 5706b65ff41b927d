// Asks how far a job is every two seconds and loads the page again when its state changes.
interface Progress {
    state: string;
    done: number;
    total: number;
    message?: string;
}

async function follow(section: HTMLElement, address: string): Promise<void> {
    for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 2000));
        try {
            const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" });
            if (!answer.ok) throw new Error(String(answer.status));
            const job = (await answer.json()) as Progress;
            if (job.state !== section.dataset["jobState"]) return location.reload();
            draw(section, job);
        } catch {
            // The connection is gone for a while: ask again.
        }
    }
}

function draw(section: HTMLElement, job: Progress): void {
    const bar = section.querySelector<HTMLProgressElement>("[data-job-bar]");
    const count = section.querySelector("[data-job-count]");
    const message = section.querySelector("[data-job-message]");
    if (bar && job.total > 0) {
        bar.max = job.total;
        bar.value = job.done;
    }
    const number = new Intl.NumberFormat("vi-VN");
    if (count && job.total > 0) count.textContent = `${number.format(job.done)}/${number.format(job.total)}`;
    if (message && message.textContent !== (job.message ?? "")) message.textContent = job.message ?? "";
}

for (const section of document.querySelectorAll<HTMLElement>("[data-job]")) {
    const address = section.dataset["job"];
    if (address) void follow(section, address);
}

export {};
