// Days and moments as ODK writes them: 2026-01-31, 2026-01-31T08:30:00.000+07:00, 08:30:00.000+07:00.

export const millisecondsOfDay = 86_400_000;
const dateLike = /^(\d{4})-(\d\d?)-(\d\d?)(?:T(.+))?$/;
const timeLike = /^(\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?(?:(Z)|([-+])(\d\d)(?::(\d\d))?)?$/;

/** Minutes that local time is ahead of UTC: Viet Nam unless a session says otherwise. */
export const zone = { minutes: 420 };

/** Milliseconds into the day, and the minutes that its clock is ahead of UTC. */
function readTime(time: string): [milliseconds: number, ahead: number] | null {
    const found = timeLike.exec(time);
    if (!found) return null;
    const [hour, minute, second] = found.slice(1, 4).map((part) => Number(part ?? 0)) as [number, number, number];
    const [, , , , fraction = "", utc, sign, hours = 0, minutes = 0] = found;
    if (hour > 23 || minute > 59 || second > 59 || +hours > 14 || +minutes > 59) return null;
    const written = (+hours * 60 + +minutes) * (sign === "-" ? -1 : 1);
    const milliseconds = Number((fraction + "000").slice(0, 3));
    return [((hour * 60 + minute) * 60 + second) * 1000 + milliseconds, utc ? 0 : sign ? written : zone.minutes];
}

/** The moment a text names, in milliseconds of UTC; NaN when it names none. Only `loose` takes 2026-1-5. */
export function moment(text: string, loose = false): number {
    const found = dateLike.exec(text);
    if (!found) return NaN;
    const [, year, month, day, time = "00"] = found as unknown as [string, string, string, string, string?];
    if (!loose && month.length + day.length < 4) return NaN;
    const midnight = new Date(0).setUTCFullYear(+year, +month - 1, +day);
    if (new Date(midnight).getUTCDate() !== +day || +month > 12) return NaN;
    const parts = readTime(time);
    return parts ? midnight + parts[0] - parts[1] * 60_000 : NaN;
}

/** Part of a day that a time of day stands for, seen in local time. */
export function timeNumber(text: string): number {
    const parts = readTime(text);
    if (!parts) return NaN;
    const local = (parts[0] + (zone.minutes - parts[1]) * 60_000) % millisecondsOfDay;
    return (local + (local < 0 ? millisecondsOfDay : 0)) / millisecondsOfDay;
}

/** Local date and time: 2026-01-31T08:30:00.000, without the offset; empty for no moment. */
function local(at: number): string {
    return Math.abs(at) <= 8.64e15 - 864e5
        ? new Date(Math.floor(at) + zone.minutes * 60_000).toISOString().slice(0, 23)
        : "";
}

function two(value: number): string {
    return String(Math.floor(value)).padStart(2, "0");
}

/** Local date and time with the offset. */
export function momentText(at: number): string {
    const size = Math.abs(zone.minutes);
    return `${local(at)}${zone.minutes < 0 ? "-" : "+"}${two(size / 60)}:${two(size % 60)}`;
}

/** A day for a midnight, else date and time. */
export function dateText(at: number): string {
    const text = local(at);
    return !text ? "Invalid Date" : text.endsWith("T00:00:00.000") ? text.slice(0, 10) : momentText(at);
}

/** The midnight before a moment. */
export function dayOf(at: number): number {
    return moment(local(at).slice(0, 10));
}

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const weekdays = "Sun Mon Tue Wed Thu Fri Sat".split(" ");

/** `%Y %y %m %n %b %d %e %H %h %M %S %3 %a %%` of a moment in local time; other signs stay. */
export function formatMoment(at: number, format: string): string {
    const text = local(at);
    if (!text) return "";
    const [year, month, day, hour] = text.split(/[-T:]/) as [string, string, string, string];
    const parts: Record<string, string | undefined> = {
        Y: year,
        y: year.slice(2),
        m: month,
        n: String(+month),
        b: months[+month - 1],
        d: day,
        e: String(+day),
        H: hour,
        h: String(+hour),
        M: text.slice(14, 16),
        S: text.slice(17, 19),
        "3": text.slice(20, 23),
        a: weekdays[new Date(text + "Z").getUTCDay()],
        "%": "%",
    };
    return format.replace(/%(.)/g, (all, letter: string) => parts[letter] ?? all);
}
