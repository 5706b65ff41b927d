// Rare things that a good workbook may have. Some make a form that neither program takes; then both must say so.

const questionsOf = (rows) => rows.filter((row) => row.name && !/^(begin|end)/.test(row.type));
const plainOf = (rows) => questionsOf(rows).filter((row) => /^(text|integer|decimal|date)$/.test(row.type));
const sectionsOf = (rows) => rows.filter((row) => /^begin/.test(row.type ?? ""));
/** The questions that stand inside a repeat. */
function repeatedOf(rows) {
    const found = [];
    let depth = 0;
    for (const row of rows) {
        if (/^begin.repeat/.test(row.type ?? "")) depth += 1;
        else if (/^end.repeat/.test(row.type ?? "")) depth -= 1;
        else if (depth > 0 && row.name && !/^(begin|end)/.test(row.type)) found.push(row);
    }
    return found;
}

const oddities = {
    "choices are the answers of a repeat"({ chance, survey }) {
        const repeated = repeatedOf(survey);
        if (repeated.length === 0) return;
        const row = { type: `select_one \${${chance.one(repeated).name}}`, name: "chon_nguoi", label: "Chọn" };
        if (chance.of(0.4)) row.choice_filter = `\${${chance.one(repeated).name}} != ''`;
        if (chance.of(0.3)) row.parameters = "randomize=true";
        survey.push(row);
    },
    "choices in a table of their own"({ chance, survey, sheets }) {
        const filter = `tinh = \${${chance.one(questionsOf(survey)).name}}`;
        survey.push({ type: "select_one_external xa", name: "xa_ngoai", label: "Xã", choice_filter: filter });
        sheets.external_choices = [{ list_name: "xa", name: "01", label: "Phúc Xá", tinh: "1" }];
    },
    "a row put out of use"({ chance, survey }) {
        chance.one(survey).disabled = chance.one(["yes", "no", "TRUE"]);
    },
    "one name in two groups"({ chance, survey }) {
        const { name } = chance.one(questionsOf(survey));
        survey.push({ type: "begin_group", name: "nhom_cuoi", label: "Nhóm" }, { type: "text", name, label: "Lại" });
        survey.push({ type: "end_group" });
    },
    "a note without a name"({ survey }) {
        survey.push({ type: "note", label: "Hết" });
    },
    "a section without a label"({ chance, survey }) {
        const sections = sectionsOf(survey);
        if (sections.length === 0) return;
        const row = chance.one(sections);
        for (const key of Object.keys(row)) if (key.startsWith("label")) delete row[key];
    },
    "a section with a hint or a rule"({ chance, survey }) {
        const sections = sectionsOf(survey);
        const column = chance.one(["hint", "required", "readonly", "constraint", "calculation", "default", "image"]);
        if (sections.length > 0) chance.one(sections)[column] = chance.one(["yes", "1 = 1", "a.png"]);
    },
    "attributes of all kinds"({ chance, survey }) {
        const column = chance.one([
            "body::accuracyThreshold",
            "bind::saveIncomplete",
            "body::class",
            "bind::jr:preload",
        ]);
        chance.one(questionsOf(survey))[column] = chance.one(["1.5", "true()", "w1"]);
    },
    "an intent"({ chance, survey }) {
        chance.one(chance.of(0.5) && sectionsOf(survey).length ? sectionsOf(survey) : survey).intent =
            "vn.gov.quet(a='1')";
    },
    "a picture by answer"({ chance, survey }) {
        chance.one(questionsOf(survey)).image = `\${${chance.one(questionsOf(survey)).name}}.png`;
    },
    "an appearance by answer"({ chance, survey }) {
        const rows = plainOf(survey);
        if (rows.length > 0) chance.one(rows).appearance = `ex:vn.gov.quet(ma=\${${chance.one(rows).name}})`;
    },
    "parameters where there are none"({ chance, survey }) {
        const rows = survey.filter((row) => /^(integer|date|note|begin_group)$/.test(row.type ?? ""));
        if (rows.length > 0) chance.one(rows).parameters = chance.one(["a=1", "rows=3"]);
    },
    "a hint for a label"({ chance, survey }) {
        const row = chance.one(questionsOf(survey));
        for (const key of Object.keys(row)) if (/^(label|hint)/.test(key)) delete row[key];
        row.hint = "Gợi ý";
    },
    "blanks of many kinds"({ chance, survey }) {
        const row = chance.one(questionsOf(survey));
        row.label = chance.one([
            "a\u00a0b",
            "  trước",
            "sau  ",
            "hai  khoảng",
            "\tthẻ",
            "dòng 1\ndòng 2",
            " ",
            "a\u200bb",
        ]);
        if (chance.of(0.5)) row.name = ` ${row.name} `;
        if (chance.of(0.5)) row.type = row.type.replace(" ", "  ");
    },
    "a formula in lines"({ chance, survey }) {
        survey.push({
            type: "calculate",
            name: "nhieu_dong",
            calculation: chance.one(["1 +\n2", "if(1 = 1,\n  'a',\n  'b')"]),
        });
    },
    "a choice twice, as allowed"({ sheets }) {
        sheets.choices.push({ ...sheets.choices[0] });
        sheets.settings = [{ ...sheets.settings?.[0], allow_choice_duplicates: "yes" }];
    },
    "a language only hints have"({ chance, survey }) {
        chance.one(questionsOf(survey))["hint::Deutsch (de)"] = "Hinweis";
    },
    "a language only choices have"({ chance, sheets }) {
        chance.one(sheets.choices)["label::Deutsch (de)"] = "Wahl";
    },
    "media only"({ chance, survey }) {
        const row = chance.one(questionsOf(survey));
        for (const key of Object.keys(row)) if (/^(label|hint)/.test(key)) delete row[key];
        row.image = "anh.png";
    },
    "search with all its arguments"({ survey, sheets }) {
        sheets.choices.push({ list_name: "tim_xa", name: "ma", label: "ten" });
        const appearance = "minimal search('xa', 'contains', 'ten', 'Phúc')";
        survey.push({ type: "select_one tim_xa", name: "xa_tim", label: "Tìm xã", appearance });
    },
    "names of the meta block"({ chance, survey }) {
        survey.push({
            type: "calculate",
            name: "ma_phieu",
            calculation: chance.one(["${instanceID}", "concat(${instanceID}, '-')"]),
        });
    },
    "a question named like the form"({ chance, survey }) {
        chance.one(plainOf(survey).concat(questionsOf(survey))).name = "data";
    },
    "groups with the name of their only question"({ survey }) {
        survey.push({ type: "begin_group", name: "cung", label: "A" }, { type: "text", name: "cung", label: "B" });
        survey.push({ type: "end_group" });
    },
    "other in a repeat"({ chance, survey, sheets }) {
        const { list_name } = chance.one(sheets.choices);
        survey.push({ type: "begin_repeat", name: "lap_khac", label: "Lặp" });
        survey.push({ type: `select_multiple ${list_name} or_other`, name: "khac_lap", label: "Chọn" });
        survey.push({ type: "end_repeat" });
    },
    "the last record"({ chance, survey }) {
        const { name } = chance.one(questionsOf(survey));
        const column = chance.one(["label", "relevant", "constraint", "calculation", "choice_filter"]);
        chance.one(questionsOf(survey))[column] = `\${last-saved#${name}} = 1`;
    },
    "two files of one name"({ chance, survey }) {
        const ending = chance.one(["csv", "xml"]);
        survey.push({ type: `select_one_from_file thon.${ending}`, name: "thon_a", label: "A" });
        survey.push({ type: "calculate", name: "thon_b", calculation: "pulldata('thon', 'a', 'b', 'c')" });
    },
    "an instance of a list nobody asks"({ chance, survey, sheets }) {
        sheets.choices.push({ list_name: "khong_hoi", name: "1", label: chance.one(["Một", "${khong_co}"]) });
        survey.push({ type: "calculate", name: "tra", calculation: "instance('khong_hoi')/root/item[1]/label" });
    },
};
const laterOddities = {
    "names that differ in case"({ chance, survey }) {
        survey.push({ type: "text", name: chance.one(questionsOf(survey)).name.toUpperCase(), label: "Hoa" });
    },
    "an empty section"({ chance, survey }) {
        const section = chance.one(["group", "repeat"]);
        survey.push({ type: `begin_${section}`, name: "trong", label: "Trống" }, { type: `end_${section}` });
    },
    "two entities"({ chance, survey, sheets }) {
        const rows = plainOf(survey);
        if (rows.length < 2 || sheets.entities) return;
        sheets.entities = ["ho", "nguoi"].map((list_name) => ({ list_name, label: `\${${chance.one(rows).name}}` }));
        rows.forEach((row, at) => chance.of(0.6) && (row.save_to = `${chance.one(["ho", "nguoi"])}#p${at}`));
    },
    "formulas in texts"({ chance, survey }) {
        const row = chance.one(questionsOf(survey));
        const { name } = chance.one(questionsOf(survey));
        row.label = chance.one([
            "{{ 1 < 2 }}",
            `{{\${${name}}}}`,
            `a {{ \${${name}} }} b {{ 2 }}`,
            "\\{{ a",
            "{ a }",
            "{{}}",
        ]);
    },
};

/** Puts a few rare things into the sheets. */
export function addOddities(chance, sheets, later) {
    const all = Object.values(later ? { ...oddities, ...laterOddities } : oddities);
    for (const add of all) if (chance.of(0.04)) add({ chance, sheets, survey: sheets.survey });
}
