// Message digests and base64, as small as they can be: FIPS 180-4 and RFC 1321. Constants are derived, not listed.

const encoder = new TextEncoder();

/** Message, 0x80, zeros, its length in bits: whole blocks of `size` bytes. */
function padded(message: Uint8Array, size: number, little: boolean): DataView {
    const blocks = Math.ceil((message.length + 1 + size / 8) / size);
    const bytes = new Uint8Array(blocks * size);
    bytes.set(message);
    bytes[message.length] = 0x80;
    const view = new DataView(bytes.buffer);
    const at = bytes.length - 8;
    view.setUint32(little ? at : at + 4, message.length * 8, little);
    return view;
}

const primes: number[] = [];
for (let candidate = 2; primes.length < 80; ++candidate) {
    if (primes.every((prime) => candidate % prime)) primes.push(candidate);
}

/** Fraction bits of the nth root of a small number: the largest x with x^n <= value * 2^(n * bits), without its whole part. */
function rootBits(value: number, degree: number, bits: number): bigint {
    const target = BigInt(value) << BigInt(degree * bits);
    let root = 0n;
    for (let bit = BigInt(bits + 5); bit >= 0n; --bit) {
        const next = root | (1n << bit);
        if (next ** BigInt(degree) <= target) root = next;
    }
    return BigInt.asUintN(bits, root);
}

/** SHA-2 with words of 32 or 64 bits; `start` are the initial words. */
function sha2(message: Uint8Array, bits: 32 | 64, start: bigint[], words: number): Uint8Array {
    const wide = bits === 64;
    const rounds = wide ? 80 : 64;
    const constants = primes.slice(0, rounds).map((prime) => rootBits(prime, 3, bits));
    const view = padded(message, wide ? 128 : 64, false);
    const cut = (value: bigint) => BigInt.asUintN(bits, value);
    const turn = (value: bigint, by: number) => (value >> BigInt(by)) | cut(value << BigInt(bits - by));
    const mix = (value: bigint, [a, b, c]: number[], shift: boolean) =>
        turn(value, a!) ^ turn(value, b!) ^ (shift ? value >> BigInt(c!) : turn(value, c!));
    const [big0, big1, small0, small1] = wide
        ? [
              [28, 34, 39],
              [14, 18, 41],
              [1, 8, 7],
              [19, 61, 6],
          ]
        : [
              [2, 13, 22],
              [6, 11, 25],
              [7, 18, 3],
              [17, 19, 10],
          ];
    const state = start.slice();
    const w: bigint[] = [];
    for (let block = 0; block < view.byteLength; block += bits * 2) {
        for (let i = 0; i < rounds; ++i) {
            w[i] =
                i < 16
                    ? wide
                        ? view.getBigUint64(block + i * 8)
                        : BigInt(view.getUint32(block + i * 4))
                    : cut(w[i - 16]! + mix(w[i - 15]!, small0!, true) + w[i - 7]! + mix(w[i - 2]!, small1!, true));
        }
        let [a, b, c, d, e, f, g, h] = state as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
        for (let i = 0; i < rounds; ++i) {
            const first = h + mix(e, big1!, false) + ((e & f) ^ (cut(~e) & g)) + constants[i]! + w[i]!;
            const second = mix(a, big0!, false) + ((a & b) ^ (a & c) ^ (b & c));
            [h, g, f, e, d, c, b, a] = [g, f, e, cut(d + first), c, b, a, cut(first + second)];
        }
        [a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] = cut(state[i]! + value)));
    }
    const result = new DataView(new ArrayBuffer((words * bits) / 8));
    for (let i = 0; i < words; ++i) {
        if (wide) result.setBigUint64(i * 8, state[i]!);
        else result.setUint32(i * 4, Number(state[i]!));
    }
    return new Uint8Array(result.buffer);
}

const turn32 = (value: number, by: number) => (value << by) | (value >>> (32 - by));

function sha1(message: Uint8Array): Uint8Array {
    const view = padded(message, 64, false);
    const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
    const w: number[] = [];
    for (let block = 0; block < view.byteLength; block += 64) {
        let [a, b, c, d, e] = state as [number, number, number, number, number];
        for (let i = 0; i < 80; ++i) {
            w[i] = i < 16 ? view.getInt32(block + i * 4) : turn32(w[i - 3]! ^ w[i - 8]! ^ w[i - 14]! ^ w[i - 16]!, 1);
            const [mixed, constant] =
                i < 20
                    ? [(b & c) | (~b & d), 0x5a827999]
                    : i < 40
                      ? [b ^ c ^ d, 0x6ed9eba1]
                      : i < 60
                        ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
                        : [b ^ c ^ d, 0xca62c1d6];
            [e, d, c, b, a] = [d, c, turn32(b, 30), a, (turn32(a, 5) + mixed + e + constant + w[i]!) | 0];
        }
        [a, b, c, d, e].forEach((value, i) => (state[i] = (state[i]! + value) | 0));
    }
    const result = new DataView(new ArrayBuffer(20));
    state.forEach((value, i) => result.setInt32(i * 4, value));
    return new Uint8Array(result.buffer);
}

function md5(message: Uint8Array): Uint8Array {
    const view = padded(message, 64, true);
    const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
    const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
    for (let block = 0; block < view.byteLength; block += 64) {
        let [a, b, c, d] = state as [number, number, number, number];
        for (let i = 0; i < 64; ++i) {
            const quarter = i >> 4;
            const mixed = [(b & c) | (~b & d), (d & b) | (~d & c), b ^ c ^ d, c ^ (b | ~d)][quarter]!;
            const word = (i * [1, 5, 3, 7][quarter]! + [0, 1, 5, 0][quarter]!) % 16;
            const constant = Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32);
            const sum = (a + mixed + constant + view.getInt32(block + word * 4, true)) | 0;
            [a, d, c, b] = [d, c, b, (b + turn32(sum, shifts[quarter * 4 + (i % 4)]!)) | 0];
        }
        [a, b, c, d].forEach((value, i) => (state[i] = (state[i]! + value) | 0));
    }
    const result = new DataView(new ArrayBuffer(16));
    state.forEach((value, i) => result.setInt32(i * 4, value, true));
    return new Uint8Array(result.buffer);
}

const roots = (from: number, bits: number) => primes.slice(from, from + 8).map((prime) => rootBits(prime, 2, bits));

const algorithms: Record<string, (message: Uint8Array) => Uint8Array> = {
    MD5: md5,
    "SHA-1": sha1,
    "SHA-256": (message) => sha2(message, 32, roots(0, 32), 8),
    "SHA-384": (message) => sha2(message, 64, roots(8, 64), 6),
    "SHA-512": (message) => sha2(message, 64, roots(0, 64), 8),
};

/** Digest of the UTF-8 bytes of a text; null for an algorithm nobody knows. */
export function digest(text: string, algorithm: string): Uint8Array | null {
    return algorithms[algorithm]?.(encoder.encode(text)) ?? null;
}

export function hexadecimal(bytes: Uint8Array): string {
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function base64(bytes: Uint8Array): string {
    return btoa(String.fromCharCode(...bytes));
}

/** Text of base64, up to a sign that does not belong there; empty when the bytes are no text. */
export function fromBase64(text: string): string {
    const signs = text.replace(/\s/g, "").replace(/-/g, "+").replace(/_/g, "/");
    const [whole] = /^[A-Za-z0-9+/]*/.exec(signs)!;
    const bytes = atob(whole.slice(0, whole.length - (whole.length % 4 === 1 ? 1 : 0)));
    try {
        const said = new TextDecoder("utf-8", { fatal: true }).decode(
            Uint8Array.from(bytes, (letter) => letter.charCodeAt(0)),
        );
        return said.includes("\0") ? "" : said;
    } catch {
        return "";
    }
}
