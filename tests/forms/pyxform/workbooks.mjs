// Random workbooks: the same seed gives the same one. Most are good forms, some hold one mistake.
import { Expressions } from "./expressions.mjs";
import { breakWorkbook } from "./mistakes.mjs";
import { addOddities } from "./oddities.mjs";
import { Chance } from "../random.mjs";
import { appearances, languages, metadata, parameters, plainTypes, selects } from "./vocabulary.mjs";

class Generator {
    constructor(seed, { later }) {
        this.chance = new Chance(seed);
        this.later = later;
        this.count = 0;
        this.questions = [];
        this.sections = [];
        this.lists = [];
        const { chance } = this;
        this.languages = chance.of(0.55) ? [] : languages.slice(0, chance.between(1, 3));
        this.columns = new Set(
            ["hint", "relevant", "calculation", "required", "constraint"].filter(() => chance.of(0.75)),
        );
        for (const column of [
            "default",
            "trigger",
            "readonly",
            "appearance",
            "parameters",
            "choice_filter",
            "guidance_hint",
        ])
            if (chance.of(0.4)) this.columns.add(column);
        for (const column of ["image", "audio", "big-image", "video", "autoplay", "bind::orx:max", "instance::odk:tag"])
            if (chance.of(0.08)) this.columns.add(column);
        if (this.columns.has("constraint") && chance.of(0.5)) this.columns.add("constraint_message");
        if (this.columns.has("required") && chance.of(0.4)) this.columns.add("required_message");
        this.columns.add("repeat_count");
        this.translated = new Set(["label"]);
        for (const column of ["hint", "guidance_hint", "constraint_message", "required_message", "image", "audio"])
            if (chance.of(0.5)) this.translated.add(column);
        this.both = chance.of(0.1);
    }

    name() {
        const { chance } = this;
        this.count += 1;
        const stem = chance.weighted([
            [8, chance.one(["ten", "tuoi", "xa", "diem", "ngay", "so"])],
            [0.5, "Đường"],
            [0.3, "a-b.c"],
            [0.3, "_x"],
        ]);
        return `${stem}${this.count}`;
    }

    choiceLists() {
        const { chance } = this;
        const count = chance.between(1, 3);
        for (let each = 0; each < count; each += 1) this.lists.push(chance.one(["ds", "muc", "dia-ban"]) + each);
        if (this.later) this.lists.push("moc");
    }

    /** The rows between two marks of the survey, as tree. */
    section(depth, inRepeat = false) {
        const { chance } = this;
        const count = depth === 0 ? chance.between(2, 12) : chance.between(1, 4);
        const rows = [];
        for (let each = 0; each < count; each += 1) {
            if (depth < 3 && chance.of(depth === 0 ? 0.2 : 0.15)) {
                const section = chance.of(0.5) || (inRepeat && !this.later) ? "group" : "repeat";
                const name = this.name();
                if (this.later) this.sections.push(name);
                const children = this.section(depth + 1, inRepeat || section === "repeat");
                rows.push({ section, name, children });
            } else rows.push(this.question(depth));
        }
        return rows;
    }

    question(depth) {
        const { chance } = this;
        const name = this.name();
        const kind = chance.weighted([
            [60, "plain"],
            [25, "select"],
            [depth === 0 ? 5 : 1, "metadata"],
            [2, "file"],
            [depth === 0 ? 0.6 : 0, "background"],
        ]);
        const row = { name };
        if (kind === "plain") {
            row.type = chance.weighted(plainTypes);
            if (row.type.endsWith("-external") && depth > 0) row.type = "text";
            if (this.later && chance.of(0.02)) row.type = chance.one(["start-geopoint", "background-audio"]);
        } else if (kind === "metadata") {
            row.type = chance.one(metadata);
            if (row.type === "audit") {
                row.type = this.audit || depth > 0 ? "today" : "audit";
                this.audit = true;
            }
            if (row.type === "audit") delete row.name;
        } else if (kind === "select") {
            row.list = chance.one(this.lists);
            row.select = chance.weighted(selects);
            row.type = `${row.select} ${row.list}`;
            if (chance.of(0.06)) row.type += ` ${chance.one(["or_other", "or_other", "or specify other", "or other"])}`;
            row.other = row.type.includes(" or");
        } else if (kind === "file") {
            row.select = chance.one(["select_one_from_file", "select_multiple_from_file"]);
            row.type = `${row.select} ${chance.one(["thon.csv", "xa.xml", "nha.geojson", "ho-dan.csv"])}`;
        } else row.type = "background-geopoint";
        if (row.name && !row.type.endsWith("-external")) this.questions.push(name);
        return row;
    }

    /** Fills the cells of a row; every name is known by now. */
    fill(row, inRepeat) {
        const { chance, expressions } = this;
        const cells = {};
        const base = row.type;
        const has = (column, share) => this.columns.has(column) && chance.of(share);
        const section = row.section !== undefined;
        const invisible =
            ["calculate", "hidden", ...metadata].includes(base) || /-external|^start-|^background/.test(base);
        if (!invisible || chance.of(0.05)) this.translate(cells, "label", chance.of(0.997));
        if (invisible && base !== "calculate") {
            if (base === "audit" && has("parameters", 0.7)) cells.parameters = chance.one(parameters.audit);
            if (base === "background-audio" && has("parameters", 0.5)) cells.parameters = "quality=low";
            if (base === "background-geopoint") {
                this.columns.add("trigger");
                cells.trigger = `\${${chance.one(this.questions)}}`;
            }
            return cells;
        }
        if (has("hint", 0.3) && !section) this.translate(cells, "hint");
        if (has("guidance_hint", 0.2) && !section) this.translate(cells, "guidance_hint");
        for (const media of ["image", "audio", "big-image", "video"])
            if (has(media, 0.3))
                this.translate(cells, media, true, () => chance.one(["anh.png", "a b.mp3", "jr://x/y.png"]));
        if (!Object.keys(cells).some((key) => key.startsWith("image")))
            for (const key of Object.keys(cells)) if (key.startsWith("big-image")) delete cells[key];
        if (cells.audio && has("autoplay", 0.5)) cells.autoplay = "audio";
        if (has("relevant", 0.3))
            cells.relevant = chance.of(0.08) ? chance.one(["yes", "false", "TRUE"]) : expressions.condition();
        if (section) return this.fillSection(row, cells);
        if (base === "calculate" || (has("calculation", 0.06) && !row.select)) {
            cells.calculation = chance.of(0.5) ? expressions.number() : expressions.text();
            this.columns.add("calculation");
        }
        if (has("required", 0.3))
            cells.required = chance.of(0.85)
                ? chance.one(["yes", "no", "true()", "TRUE", "Yes"])
                : expressions.condition(1);
        if (has("required_message", 0.3)) this.translate(cells, "required_message");
        if (has("constraint", 0.25)) cells.constraint = expressions.constraint();
        if (has("constraint_message", 0.25)) this.translate(cells, "constraint_message");
        if (has("readonly", 0.15))
            cells.readonly = chance.one(["yes", "no", "true()", "${§} > 1".replace("§", chance.one(this.questions))]);
        if (has("bind::orx:max", 0.2)) cells["bind::orx:max"] = "7";
        if (has("instance::odk:tag", 0.2)) cells["instance::odk:tag"] = "nhãn";
        if (has("default", 0.25) && !(inRepeat && !this.later)) cells.default = this.defaultOf(row);
        if (has("default", 0.1) && cells.default === undefined && /^(text|integer|date)$/.test(base))
            cells.default = chance.one(["1", "2026-01-31"]);
        if (has("trigger", 0.15) && (cells.calculation || chance.of(0.3))) this.addTrigger(row, cells);
        if (has("appearance", 0.25))
            cells.appearance = row.list && !row.other && chance.of(0.02) ? this.search(row) : chance.one(appearances);
        this.fillParameters(row, cells, has);
        return cells;
    }

    /** A question that looks its choices up in a file has a list of its own. */
    search(row) {
        this.lists.push(`tim${this.lists.length}`);
        row.search = true;
        row.type = `${row.select} ${this.lists.at(-1)}`;
        return `search('${this.lists.at(-1)}')`;
    }

    /** Names that stay the same when pyxform writes parameters in small letters. */
    plainNames() {
        const plain = this.questions.filter((name) => name === name.toLowerCase());
        return plain.length > 0 ? plain : ["khong_co"];
    }

    defaultOf(row) {
        if (row.select) return this.chance.one(["c1", "co", "c1 c2"]);
        return this.expressions.default(row.type);
    }

    addTrigger(row, cells) {
        const { chance } = this;
        const others = this.questions.filter((name) => name !== row.name && this.visible.has(name));
        if (others.length === 0) return;
        cells.trigger = `\${${chance.one(others)}}`;
        if (this.later && chance.of(0.2)) cells.trigger += `, \${${chance.one(others)}}`;
    }

    fillParameters(row, cells, has) {
        const { chance, expressions } = this;
        if (row.search) return;
        if (row.select === undefined) {
            let kind = parameters[row.type];
            if (this.later && row.type === "range" && chance.of(0.3)) kind = parameters.laterRange;
            if (this.later && row.type === "geotrace" && chance.of(0.3)) kind = parameters.laterGeo;
            if (kind && has("parameters", 0.5)) cells.parameters = chance.one(kind);
            return;
        }
        const file = row.select.endsWith("_file");
        if (has("parameters", 0.25))
            cells.parameters = chance
                .one(file ? parameters.file : parameters.select)
                .replace("§", chance.one(this.plainNames()));
        if (has("choice_filter", 0.3) && !row.other) {
            const column = file ? "xa" : chance.one(["cha", "muc"]);
            cells.choice_filter = chance.weighted([
                [5, `${column} = ${expressions.reference()}`],
                [2, `${column}=${expressions.reference()} and ${expressions.condition(2)}`],
                [1, `selected(${expressions.reference()}, name)`],
                [1, `${column} != '' or true()`],
                [1, `name != ${expressions.number(2)}`],
            ]);
        }
    }

    fillSection(row, cells) {
        const { chance } = this;
        if (row.section === "repeat") {
            if (chance.of(0.25))
                cells.repeat_count = chance.weighted([
                    [3, `\${${chance.one(this.questions)}}`],
                    [2, String(chance.between(1, 5))],
                    [2, this.expressions.number(1)],
                ]);
        } else if (
            chance.of(0.06) &&
            row.children.every((child) => child.select && !child.other && !child.select.endsWith("_file"))
        ) {
            this.columns.add("appearance");
            cells.appearance = chance.one(["table-list", "table-list w4"]);
            for (const child of row.children) child.type = `${child.select} ${row.children[0].list}`;
            row.table = true;
        }
        if (this.columns.has("appearance") && !cells.appearance && chance.of(0.4)) cells.appearance = "field-list";
        return cells;
    }

    /** A text column in every language of the form, or without one. */
    translate(cells, column, wanted = true, text = () => this.expressions.label()) {
        if (!wanted) return;
        this.columns.add(column);
        if (this.languages.length === 0 || !this.translated.has(column)) {
            cells[column] = text();
            return;
        }
        if (this.both && this.chance.of(0.3)) cells[column] = text();
        for (const language of this.languages)
            if (language === this.languages[0] || this.chance.of(0.9)) cells[`${column}::${language}`] = text();
    }

    surveyRows(tree, rows = [], inRepeat = false) {
        for (const row of tree) {
            if (row.section) {
                const cells = this.fill(row, inRepeat);
                const between = this.chance.of(0.8) ? "_" : " ";
                rows.push({ type: `begin${between}${row.section}`, name: row.name, ...cells });
                for (const child of row.children) if (row.table) child.plain = true;
                this.surveyRows(row.children, rows, inRepeat || row.section === "repeat");
                rows.push({ type: `end${between}${row.section}`, ...(this.chance.of(0.2) ? { name: row.name } : {}) });
            } else {
                const cells = this.fill(row, inRepeat);
                if (row.plain) for (const key of ["choice_filter", "appearance", "parameters"]) delete cells[key];
                rows.push({ type: row.type, ...(row.name ? { name: row.name } : {}), ...cells });
            }
            if (this.chance.of(0.02)) rows.push({});
        }
        return rows;
    }

    choiceRows() {
        const { chance } = this;
        const rows = [];
        const media = chance.of(0.1);
        const extra = chance.of(0.6);
        for (const list of this.lists) {
            const names =
                list === "moc"
                    ? ["1", "2", "3"]
                    : ["co", "khong", "c1", "c2", "khac", "1", "02", "other"].filter(() => chance.of(0.5));
            if (names.length === 0) names.push("co");
            for (const name of names) {
                const row = { list_name: list, name };
                this.translate(row, "label", this.languages.length > 0 || chance.of(0.97));
                if (media && chance.of(0.4)) this.translate(row, "image", true, () => "anh.png");
                if (extra && chance.of(0.8)) row.cha = chance.one(["01", "02", "a b", "<1>"]);
                if (extra && chance.of(0.5)) row.muc = chance.one(["x", "y"]);
                if (chance.of(0.01)) row["ghi chú"] = "bỏ qua";
                rows.push(row);
            }
        }
        return rows;
    }

    settingsRow() {
        const { chance } = this;
        const row = {};
        const maybe = (share, key, value) => chance.of(share) && (row[key] = value);
        maybe(0.5, "form_title", chance.one(["Phiếu hỏi", "A & B", "Hộ “gia đình”"]));
        maybe(0.5, "form_id", chance.one(["phieu", "phieu-1", "Phiếu 2026"]));
        maybe(0.3, "version", chance.one(["1", "2026.1"]));
        maybe(0.1, "style", chance.one(["pages", "theme-grid pages"]));
        maybe(0.15, "instance_name", this.expressions.text());
        maybe(0.06, "name", "phieu");
        maybe(0.05, "submission_url", "https://vi-du.gov.vn/nop");
        maybe(0.03, "public_key", "MIIB");
        maybe(0.04, "auto_send", "true");
        maybe(0.04, "auto_delete", "false");
        maybe(0.04, "client_editable", "yes");
        maybe(0.03, "instance_xmlns", "http://vi-du.gov.vn/phieu");
        maybe(0.05, "clean_text_values", this.later ? chance.one(["yes", "no"]) : "yes");
        maybe(0.03, "attribute::xyz", "1");
        maybe(0.03, "namespaces", 'esri="http://esri.com/xforms"');
        maybe(row.public_key ? 0 : 0.03, "omit_instanceID", "yes");
        if (this.languages.length > 0 && !this.both) maybe(0.6, "default_language", chance.one(this.languages));
        else maybe(0.05, "default_language", "vi");
        return row;
    }

    entityRows(rows, tree) {
        const { chance } = this;
        const candidates = this.later
            ? this.questions
            : tree.filter((row) => !row.section && this.questions.includes(row.name)).map((row) => row.name);
        if (candidates.length === 0) return [];
        const list = chance.one(["ho", "nguoi"]);
        const name = chance.one(candidates);
        const row = { list_name: list, label: `\${${name}}` };
        if (chance.of(0.3)) row.create_if = `\${${name}} != ''`;
        if (chance.of(0.15)) Object.assign(row, { entity_id: `\${${name}}`, update_if: "true()" });
        if (row.entity_id) rows.unshift({ type: "csv-external", name: list });
        let property = 0;
        for (const cells of rows) {
            if (!cells.name || !candidates.includes(cells.name) || /^(begin|end)/.test(cells.type) || !chance.of(0.4))
                continue;
            property += 1;
            cells.save_to = `thuoc_tinh${property}`;
        }
        return [row];
    }

    workbook() {
        const { chance } = this;
        this.choiceLists();
        const tree = this.section(0);
        if (this.questions.length === 0) tree.push({ type: "text", name: "cuoi" }) && this.questions.push("cuoi");
        const visible = (rows) =>
            rows.flatMap((row) =>
                row.section
                    ? visible(row.children)
                    : /calculate|hidden|^start|^end$|today|deviceid|username|email|phonenumber|simserial|imei|background/.test(
                            row.type,
                        )
                      ? []
                      : [row.name],
            );
        this.visible = new Set(visible(tree));
        this.expressions = new Expressions(chance, {
            names: this.questions,
            sections: this.sections,
            lists: this.lists,
            later: this.later,
        });
        const sheets = { survey: this.surveyRows(tree), choices: this.choiceRows() };
        const settings = chance.of(0.6) ? this.settingsRow() : {};
        if (Object.keys(settings).length > 0) sheets.settings = [settings];
        if (this.later && chance.of(0.08)) {
            const entities = this.entityRows(sheets.survey, tree);
            if (entities.length > 0) sheets.entities = entities;
        }
        return sheets;
    }
}

/** The sheets of a random workbook: lists of rows {column: text}. `later` allows what only newer pyxform knows. */
export function randomWorkbook(seed, { later = false } = {}) {
    const generator = new Generator(seed, { later });
    const sheets = generator.workbook();
    if (generator.chance.of(0.5)) addOddities(generator.chance, sheets, later);
    const mistake = generator.chance.of(0.1) ? breakWorkbook(generator.chance, sheets) : null;
    return { sheets, mistake, chance: generator.chance };
}
