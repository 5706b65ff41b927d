// Lengths, areas and borders on the sphere that ODK's clients use: radius 6,378,100 m.
import { toNumber } from "./values";

const radius = 6_378_100;
type Point = [latitude: number, longitude: number];
const radians = (degrees: number) => (degrees * Math.PI) / 180;
const centimetres = (metres: number) => Math.round(metres * 100) / 100;

/** Points of "latitude longitude …; latitude longitude …", of all texts one after another; none when one is no point. */
function points(texts: string[]): Point[] {
    const found: Point[] = [];
    for (const text of texts) {
        for (const piece of text.trim().replace(/;$/, "").split(";")) {
            const parts = piece.trim().split(/\s+/);
            const [latitude, longitude] = parts.map(toNumber) as Point;
            if (parts.length > 4 || !(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return [];
            found.push([latitude, longitude]);
        }
    }
    return found;
}

/** Square metres inside the line, which is closed when it is open. */
export function area(texts: string[]): number {
    const corners = points(texts);
    if (corners.length < 3) return corners.length ? 0 : NaN;
    let sum = 0;
    corners.forEach(([latitude, longitude], at) => {
        const [next, beside] = corners[(at + 1) % corners.length]!;
        sum += radians(beside - longitude) * (2 + Math.sin(radians(next)) + Math.sin(radians(latitude)));
    });
    return centimetres(Math.abs((sum * radius * radius) / 2));
}

/** Metres along the line. */
export function distance(texts: string[]): number {
    const stops = points(texts);
    if (!stops.length) return NaN;
    let sum = 0;
    for (let at = 1; at < stops.length; ++at) {
        const [[a, b], [c, d]] = [stops[at - 1]!.map(radians) as Point, stops[at]!.map(radians) as Point];
        const cosine = Math.sin(a) * Math.sin(c) + Math.cos(a) * Math.cos(c) * Math.cos(b - d);
        sum += Math.acos(Math.min(1, Math.max(-1, cosine))) * radius;
    }
    return centimetres(sum);
}

/** A ray from the place to the east crosses the border an odd number of times. */
export function isInside(place: string, shape: string): boolean {
    const [[latitude, longitude] = [NaN, NaN]] = points([place]);
    const corners = points([shape]);
    if (corners.length < 3) return false;
    return corners.reduce((inside, [a, b], at) => {
        const [c, d] = corners[(at || corners.length) - 1]!;
        const crosses = a > latitude !== c > latitude && longitude < ((d - b) * (latitude - a)) / (c - a) + b;
        return inside !== crosses;
    }, false);
}

/** Two sides of the line meet that do not follow one another. */
export function meetsItself(texts: string[]): boolean {
    const line = points(texts);
    const sides = line.length - 1;
    const closed = String(line[0]) === String(line[sides]);
    const turn = ([a, b]: Point, [c, d]: Point, [e, f]: Point) => Math.sign((d - b) * (e - a) - (c - a) * (f - b));
    const between = ([a, b]: Point, [c, d]: Point, [e, f]: Point) =>
        Math.min(a, c) <= e && e <= Math.max(a, c) && Math.min(b, d) <= f && f <= Math.max(b, d);
    const meet = (a: Point, b: Point, c: Point, d: Point) => {
        const turns = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
        const touches = [between(a, b, c), between(a, b, d), between(c, d, a), between(c, d, b)];
        return (
            (turns[0]! * turns[1]! < 0 && turns[2]! * turns[3]! < 0) ||
            turns.some((side, at) => side === 0 && touches[at])
        );
    };
    for (let one = 0; one < sides; ++one) {
        for (let other = one + 2; other < sides; ++other) {
            if (closed && one === 0 && other === sides - 1) continue;
            if (meet(line[one]!, line[one + 1]!, line[other]!, line[other + 1]!)) return true;
        }
    }
    return false;
}
