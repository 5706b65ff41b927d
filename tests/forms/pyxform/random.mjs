// Chance that comes out the same every time for the same seed.

export class Chance {
    constructor(seed) {
        this.state = (seed * 0x9e3779b1 + 0x7f4a7c15) >>> 0;
    }

    /** A number from 0 up to 1, without 1 (mulberry32). */
    next() {
        this.state = (this.state + 0x6d2b79f5) >>> 0;
        let mixed = this.state;
        mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
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
