// Where the program follows pyxform 4.5, which does otherwise than the pyxform 4.0 at hand. A workbook of the project that
// has such a thing is not compared; random workbooks leave these out (`later` in workbooks.mjs puts them in).

const rows = (sheet, test) => (workbook) => new RegExp(`^\\|\\s*${sheet}\\b[^]*?${test}`, "m").test(workbook);

export const later = [
    {
        name: "several entities, entities of a repeat",
        why: "4.1 and later declare an entity in the instance it belongs to, and several in one form",
        there: rows("entities", "\\|"),
    },
    {
        name: "{{ expression }}",
        why: "4.5 shows the result of a formula between doubled braces in a label; 4.0 passes the braces on",
        there: (workbook) => workbook.includes("{{"),
    },
    {
        name: "incremental",
        why: "a parameter of geotrace and geoshape since 4.1",
        there: (workbook) => /\bincremental=/.test(workbook),
    },
    {
        name: "a formula as default inside a repeat",
        why: "4.5 sets it at the first load from the model and in new instances from the repeat; 4.0 does both from the repeat",
        there: (workbook) => /begin[_ ]repeat[^]*\btoday\(\)/.test(workbook),
    },
    {
        name: "a repeat inside the repeat, named from the outer one",
        why: "4.5 gives the path relative to the outer instance; 4.0 gives that of all instances",
        there: (workbook) => /begin[_ ]repeat((?!end[_ ]repeat)[^])*begin[_ ]repeat/.test(workbook),
    },
];
