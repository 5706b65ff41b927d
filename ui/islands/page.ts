// On every page: A- A A+ (kept on the device only, never sent) and printing.
const key = "longdan-text";

function apply(size: string): void {
    if (size === "normal") delete document.documentElement.dataset["text"];
    else document.documentElement.dataset["text"] = size;
    for (const button of buttons()) button.setAttribute("aria-pressed", String(button.value === size));
}

function buttons(): NodeListOf<HTMLButtonElement> {
    return document.querySelectorAll<HTMLButtonElement>("[data-text-size] button");
}

function stored(): string {
    try {
        return localStorage.getItem(key) ?? "normal";
    } catch {
        return "normal";
    }
}

apply(stored());
for (const group of document.querySelectorAll<HTMLElement>("[data-text-size]")) group.hidden = false;
for (const button of buttons()) {
    button.addEventListener("click", () => {
        apply(button.value);
        try {
            localStorage.setItem(key, button.value);
        } catch {
            // Private windows keep nothing: the size holds for this page.
        }
    });
}

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
}

export {};
