// Where ODK's web engine (0.22.0) and ours differ, and both know why: docs/form-differences.md has the reasons.
const numbers = (text) => text.split(" ").map(Number).join(" ");

/** `applies`: form, path of the node, what C++ expected, what the other found, all values of the C++ side. */
export const explained = [
    {
        name: "sum of nothing",
        applies: ({ expected, found, path }) =>
            expected === "0" && found === "" && /\/(tong|tat_ca|tuoi_ld|tong_tuoi)$/.test(path),
    },
    {
        name: "string of no number",
        applies: ({ form, path, expected, found }) =>
            form === "blank-arithmetic" && path === "/data/chuoi" && expected === "NaN" && found === "",
    },
    {
        name: "Sundays",
        applies: ({ path, expected, found }) =>
            path === "/data/ngay_thang" && typeof expected === "string" && expected.replace("Sun", "") === found,
    },
    {
        name: "decimals of a place",
        applies: ({ form, path, expected, found }) =>
            form === "geography" && path === "/data/cho" && numbers(expected) === numbers(found),
    },
    {
        name: "clock of 1970",
        applies: ({ form, path, values }) =>
            form === "times" && path === "/data/sang" && /^(11|23):/.test(values["/data/den"]),
    },
];
