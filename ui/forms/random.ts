// Orders that come out alike on every client: the Park-Miller generator and a shuffle from the inside out.
import { digest } from "./digests";
import { toNumber, toText, type Value } from "./values";

const modulus = 2_147_483_647;

/** A number from the seed: the number itself, 0 for nothing, the first eight bytes of SHA-256 for words. */
function seedOf(value: Value): bigint {
    const number = toNumber(value);
    if (number >= 2 ** 63) return BigInt(2 ** 63) - BigInt(1);
    if (number === number) return BigInt(Math.trunc(Math.max(number, -(2 ** 63))));
    const text = typeof value === "number" ? "" : toText(value);
    if (text === "") return BigInt(0);
    return new DataView(digest(text, "SHA-256")!.buffer).getBigInt64(0);
}

/** The list in another order; the same order for the same seed. */
export function shuffled<T>(list: T[], seed: Value | undefined, random: () => number): T[] {
    let draw = random;
    if (seed !== undefined) {
        let state = Number(seedOf(seed) % BigInt(modulus));
        if (state <= 0) state += modulus - 1;
        draw = () => {
            state = (state * 16_807) % modulus;
            return (state - 1) / (modulus - 1);
        };
    }
    const result: T[] = [];
    list.forEach((each, at) => {
        const other = Math.floor(draw() * (at + 1));
        result[at] = result[other]!;
        result[other] = each;
    });
    return result;
}
