// Chance that comes out the same every time for the same seed.

/** Gives numbers from 0 up to 1, without 1 (mulberry32). */
export function chance(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let bits = Math.imul(state ^ (state >>> 15), state | 1);
        bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
        return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296;
    };
}

export class Chance {
    constructor(seed) {
        /** A number from 0 up to 1, without 1. */
        this.next = chance(seed * 0x9e3779b1 + 0x7f4a7c15);
    }

    /** True in `share` of all cases. */
    of(share) {
        return this.next() < share;
    }

    /** A whole number, both ends possible. */
    between(least, most) {
        return least + Math.floor(this.next() * (most - least + 1));
    }

    one(list) {
        return list[Math.floor(this.next() * list.length)];
    }

    /** One of [[weight, value], …]. */
    weighted(pairs) {
        let left = this.next() * pairs.reduce((sum, [weight]) => sum + weight, 0);
        for (const [weight, value] of pairs) {
            left -= weight;
            if (left < 0) return value;
        }
        return pairs.at(-1)[1];
    }
}
