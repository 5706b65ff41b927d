// Length and area on the sphere that ODK's clients use: radius 6,378,100 m.

const radius = 6_378_100;
type Point = [latitude: number, longitude: number];

/** Points of one "lat lon …; lat lon …" text or of several texts; empty when one of them is none. */
function points(texts: string[]): Point[] {
    const pieces = texts
        .flatMap((text) => text.split(";"))
        .map((piece) => piece.trim())
        .filter(Boolean);
    const found = pieces.map((piece) => piece.split(/\s+/).map(Number)).map(([a, b]): Point => [a!, b!]);
    const good = found.every(([a, b]) => Math.abs(a) <= 90 && Math.abs(b) <= 180);
    return good ? found.map(([a, b]): Point => [(a * Math.PI) / 180, (b * Math.PI) / 180]) : [];
}

const hundredths = (value: number) => Math.round(value * 100) / 100;

/** Square metres inside the line, which is closed when it is open. */
export function area(texts: string[]): number {
    const corners = points(texts);
    let sum = 0;
    corners.forEach(([latitude, longitude], at) => {
        const [next, beside] = corners[(at + 1) % corners.length]!;
        sum += (beside - longitude) * (2 + Math.sin(latitude) + Math.sin(next));
    });
    return hundredths(Math.abs((sum * radius * radius) / 2));
}

/** Metres along the line. */
export function distance(texts: string[]): number {
    const stops = points(texts);
    let sum = 0;
    for (let at = 1; at < stops.length; ++at) {
        const [[a, b], [c, d]] = [stops[at - 1]!, stops[at]!];
        sum += radius * Math.acos(Math.min(1, Math.sin(a) * Math.sin(c) + Math.cos(a) * Math.cos(c) * Math.cos(b - d)));
    }
    return hundredths(sum);
}
