// The ways people write workbooks: headings, sheets, files.

const survey = {
    type: ["type", "Type", "TYPE", "command"],
    name: ["name", "Name", "tag", "value"],
    label: ["label", "Label", "caption"],
    hint: ["hint", "Hint"],
    guidance_hint: ["guidance_hint", "guidance hint", "Guidance_Hint"],
    required: ["required", "Required", "bind::required"],
    required_message: ["required_message", "required message", "requiredMsg", "bind::jr:requiredMsg"],
    relevant: ["relevant", "relevance", "Relevant", "bind::relevant"],
    constraint: ["constraint", "Constraint"],
    constraint_message: ["constraint_message", "constraint message", "constraining message", "bind::jr:constraintMsg"],
    calculation: ["calculation", "calculate", "Calculation", "bind::calculate"],
    default: ["default", "Default"],
    trigger: ["trigger", "Trigger"],
    readonly: ["readonly", "read_only", "read only", "Read_Only", "bind::readonly"],
    appearance: ["appearance", "Appearance", "control::appearance", "body::appearance"],
    parameters: ["parameters", "Parameters"],
    choice_filter: ["choice_filter", "choice filter", "Choice_Filter"],
    repeat_count: ["repeat_count", "repeat count", "count", "jr:count", "control::jr:count"],
    image: ["image", "media::image", "Image"],
    "big-image": ["big-image", "media::big-image"],
    audio: ["audio", "media::audio"],
    video: ["video", "media::video"],
    autoplay: ["autoplay", "control::autoplay"],
    save_to: ["save_to", "Save_To", "save to"],
};
const choices = {
    list_name: ["list_name", "list name", "List_Name", "LIST NAME"],
    name: ["name", "Name", "value"],
    label: ["label", "Label", "caption"],
    image: ["image", "media::image"],
    audio: ["audio", "media::audio"],
};
const settings = {
    form_title: ["form_title", "form title", "Form_Title", "set form title", "title"],
    form_id: ["form_id", "form id", "id_string", "set form id"],
};

/** How the column `key` (with `::language` when it has one) is headed in a sheet. */
function heading(chance, sheet, key) {
    const [column, ...languages] = key.split("::");
    const ways = { survey, choices, settings }[sheet]?.[column];
    const head = !ways || chance.of(0.75) ? column : chance.one(ways);
    if (languages.length === 0) return head;
    const separators = sheet !== "settings" && !languages[0].includes(":") ? [" :: ", ":: ", ":"] : ["::"];
    return [head, ...languages].join(chance.of(0.93) ? "::" : chance.one(separators));
}

function grid(chance, sheet, rows) {
    const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    if (chance.of(0.2)) keys.push("ghi chú riêng");
    const headings = keys.map((key) => heading(chance, sheet, key));
    return [headings, ...rows.map((row) => keys.map((key) => row[key] ?? ""))];
}

/** The workbook as text: CSV, or tables of Markdown. */
export function written({ sheets, chance }) {
    const markdown = chance.of(0.3);
    const cell = (text) =>
        markdown ? text.replace(/[|\n]/g, "/") : /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
    let out = "";
    for (const [sheet, rows] of Object.entries(sheets)) {
        const name = chance.of(0.9) ? sheet : sheet.toUpperCase();
        out += markdown ? `| ${name} |\n` : `${name}\n`;
        for (const row of grid(chance, sheet, rows))
            out += markdown ? `| | ${row.map(cell).join(" | ")} |\n` : `,${row.map(cell).join(",")}\n`;
    }
    return { text: out, extension: markdown ? "md" : "csv" };
}
