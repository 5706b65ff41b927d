// One mistake put into a good workbook. Both programs must refuse it, or take it the same way.

const mistakes = {
    "a type nobody knows": (chance, rows) => (chance.one(rows).type = "chuoi"),
    "a question without a name": (chance, rows) => delete chance.one(rows).name,
    "a question without a type": (chance, rows) => delete chance.one(rows).type,
    "a name that is none": (chance, rows) => (chance.one(rows).name = chance.one(["1a", "a b", "a:b:c", "a$", "-x"])),
    "one name twice": (chance, rows) => (chance.one(rows).name = chance.one(rows).name),
    "an end too many": (chance, rows) => rows.push({ type: "end_group" }),
    "an end too few": (chance, rows) => rows.unshift({ type: "begin_group", name: "mo" }),
    "ends crossed": (chance, rows) =>
        rows.push({ type: "begin_group", name: "g" }, { type: "begin_repeat", name: "h" }, { type: "end_group" }),
    "a reference to nothing": (chance, rows) => (chance.one(rows).relevant = "${khong_co} = 1"),
    "a reference not closed": (chance, rows) =>
        (chance.one(rows).relevant = chance.one(["${ten", "${ten1 = 1", "${ }", "${a b}"])),
    "a list nobody wrote": (chance, rows) => (chance.one(rows).type = "select_one khong_co"),
    "a choice without a name": (chance, rows, sheets) => delete chance.one(sheets.choices).name,
    "a choice twice": (chance, rows, sheets) => sheets.choices.push({ ...sheets.choices[0] }),
    "a parameter nobody knows": (chance, rows) => (chance.one(rows).parameters = "abc=1"),
    "parameters without a sign": (chance, rows) => (chance.one(rows).parameters = "abc"),
    "range that does not count": (chance, rows) =>
        Object.assign(chance.one(rows), { type: "range", parameters: chance.one(["start=a", "step=x end=3"]) }),
    "rows that are no number": (chance, rows) =>
        Object.assign(chance.one(rows), { type: "text", parameters: "rows=x" }),
    "a calculation missing": (chance, rows) => rows.push({ type: "calculate", name: "tinh" }),
    "two headings of one meaning": (chance, rows) =>
        Object.assign(chance.one(rows), { relevant: "1 = 1", relevance: "1 = 2" }),
    "no name for the form": (chance, rows, sheets) => (sheets.settings = [{ name: "1 a" }]),
    "encrypted without an instanceID": (chance, rows, sheets) =>
        (sheets.settings = [{ public_key: "x", omit_instanceID: "yes" }]),
    "blanks in choices of many": (chance, rows, sheets) => {
        sheets.choices.push({ list_name: "dau_cach", name: "a b", label: "A B" });
        rows.push({ type: "select_multiple dau_cach", name: "nhieu" });
    },
    "other with a filter": (chance, rows, sheets) =>
        rows.push({ type: `select_one ${sheets.choices[0].list_name} or_other`, name: "khac", choice_filter: "a = 1" }),
    "save_to without entities": (chance, rows) => (chance.one(rows).save_to = "x"),
    "an audit with a name": (chance, rows) => rows.push({ type: "audit", name: "nhat_ky" }),
    "a file of a strange kind": (chance, rows) => rows.push({ type: "select_one_from_file thon.txt", name: "thon" }),
    "a trigger that is no reference": (chance, rows) =>
        rows.push({ type: "calculate", name: "tu", calculation: "1", trigger: "ten" }),
};

/** Puts one mistake into the sheets and says which. */
export function breakWorkbook(chance, sheets) {
    const [what, make] = chance.one(Object.entries(mistakes));
    const rows = sheets.survey.filter((row) => row.name && !/^(begin|end)/.test(row.type ?? ""));
    if (rows.length === 0) return null;
    const before = rows.length;
    make(chance, rows, sheets);
    sheets.survey.push(...rows.slice(before));
    return what;
}
