// The ways people write the headings of a workbook.

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
export function heading(chance, sheet, key) {
    const [column, ...languages] = key.split("::");
    const ways = { survey, choices, settings }[sheet]?.[column];
    const head = !ways || chance.of(0.75) ? column : chance.one(ways);
    if (languages.length === 0) return head;
    return [head, ...languages].join(chance.of(0.93) ? "::" : chance.one([" :: ", ":: ", ":"]));
}
