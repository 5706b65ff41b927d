import { en } from "../text/en";
import { vi, type TextKey } from "../text/vi";
import { fill } from "./text";
import { language } from "./view";

/** Shared text in the reader's language (ui/text). */
export function common(key: TextKey, values: Record<string, string | number> = {}): string {
    return fill(language() === "en" ? en[key] : vi[key], values);
}
