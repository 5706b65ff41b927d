// Random formulas and texts of workbooks, with references to other questions.

const words = ["Họ và tên", "Tuổi", "Hài lòng về thủ tục?", "Số nhà", "Xã", "Ngày cấp", "Điểm 1-10", "Ghi chú"];
const signs = [
    "a < b",
    "x & y",
    "“ngoặc cong”",
    "‘đơn’",
    '"kép"',
    "it's",
    "<b>đậm</b>",
    "&amp;",
    "100%",
    "# Đề mục",
    "a  b",
];
const dates = ["2026-01-31", "2026-01-31T08:00:00.000+07:00"];

/** What a formula may name: `names` of questions, `sections` of groups and repeats, `lists` of choices. */
export class Expressions {
    constructor(chance, { names, sections, lists, later }) {
        Object.assign(this, { chance, names, sections, lists, later });
    }

    reference() {
        const { chance, names, sections } = this;
        const pool = sections.length > 0 && chance.of(0.08) ? sections : names;
        if (pool.length === 0) return "1";
        const name = chance.one(pool);
        return chance.of(0.02) ? `\${last-saved#${name}}` : `\${${name}}`;
    }

    number(depth = 0) {
        const { chance } = this;
        const deeper = () => this.number(depth + 1);
        return chance.weighted([
            [5, () => this.reference()],
            [3, () => String(chance.between(0, 99))],
            [1, () => chance.one(["0.5", "-3", "1.25"])],
            [depth < 2 ? 2 : 0, () => `${deeper()} ${chance.one(["+", "-", "*", "div", "mod"])} ${deeper()}`],
            [depth < 2 ? 1 : 0, () => `(${deeper()}+${deeper()})`],
            [1, () => `sum(${this.reference()})`],
            [1, () => `count(${this.reference()})`],
            [0.5, () => `max(${this.reference()}, ${deeper()})`],
            [0.5, () => `int(${this.reference()} div 10)`],
            [0.5, () => `round(${this.reference()}, 2)`],
            [0.5, () => "position(..)"],
            [0.5, () => `count-selected(${this.reference()})`],
            [0.5, () => `string-length(${this.reference()})`],
            [0.3, () => "random()"],
            [0.3, () => `number(${this.reference()})`],
        ])();
    }

    text(depth = 0) {
        const { chance } = this;
        return chance.weighted([
            [4, () => this.reference()],
            [2, () => `'${chance.one(words)}'`],
            [1, () => `"${chance.one(["kép", "it's", ""])}"`],
            [depth < 2 ? 2 : 0, () => `concat(${this.text(depth + 1)}, ' ', ${this.text(depth + 1)})`],
            [depth < 2 ? 2 : 0, () => `if(${this.condition(depth + 1)}, ${this.text(depth + 1)}, '')`],
            [0.5, () => `join(', ', ${this.reference()})`],
            [0.5, () => `coalesce(${this.reference()}, ${this.reference()})`],
            [0.5, () => "uuid()"],
            [0.5, () => `pulldata('thon', 'ten', 'ma', ${this.reference()})`],
            [0.5, () => `jr:choice-name(${this.reference()}, '${this.reference()}')`],
            [this.lists.length ? 0.7 : 0, () => this.instance()],
            [
                this.sections.length ? 0.5 : 0,
                () => `indexed-repeat(${this.reference()}, \${${chance.one(this.sections)}}, 1)`,
            ],
            [0.5, () => `format-date(${chance.one(["today()", this.reference()])}, '%d/%m/%Y')`],
            [0.3, () => `substr(${this.reference()}, 0, 2)`],
        ])();
    }

    instance() {
        const { chance } = this;
        const filter = chance.of(0.8) ? `[name ${chance.one(["=", " = ", "!="]).trim()} ${this.reference()}]` : "";
        return `instance('${chance.one(this.lists)}')/root/item${filter}/label`;
    }

    condition(depth = 0) {
        const { chance } = this;
        const compared = () => chance.one(["=", "!=", "<", "<=", ">", ">="]);
        return chance.weighted([
            [4, () => `${this.reference()} ${compared()} ${this.number(2)}`],
            [2, () => `${this.reference()}${compared()}'${chance.one(["co", "khong", "1"])}'`],
            [2, () => `selected(${this.reference()}, '${chance.one(["co", "khac", "c1"])}')`],
            [
                depth < 2 ? 2 : 0,
                () => `${this.condition(depth + 1)} ${chance.one(["and", "or"])} ${this.condition(depth + 1)}`,
            ],
            [1, () => `not(${this.reference()} = '')`],
            [0.5, () => `(${this.reference()} > 1)  and  true()`],
            [0.5, () => `regex(${this.reference()}, '^[a-z]+$')`],
            [0.5, () => `${this.reference()} < today()`],
            [0.3, () => `../${chance.one(this.names)} = 1`],
            [0.3, () => `/data/${chance.one(this.names)} = 1`],
            [0.3, () => `boolean(${this.reference()})`],
        ])();
    }

    constraint() {
        const { chance } = this;
        return chance.weighted([
            [4, () => `. ${chance.one(["<", ">", "<=", ">=", "!="])} ${this.number(2)}`],
            [2, () => `.>=0 and . <= ${chance.between(1, 200)}`],
            [1, () => "regex(., '^[0-9]{9,12}$')"],
            [1, () => `not(selected(., 'khac') and count-selected(.) > 1)`],
            [1, () => `. <= today()`],
            [1, () => this.condition(1)],
        ])();
    }

    /** What people read: words, sometimes with answers in them. */
    label() {
        const { chance } = this;
        let text = chance.one(words);
        if (chance.of(0.15)) text += ` ${chance.one(signs)}`;
        if (chance.of(0.15)) text += ` ${this.reference()}`;
        if (chance.of(0.05)) text = `${this.reference()}: ${text} (${this.reference()})`;
        if (chance.of(0.02) && this.lists.length) text += ` ${this.instance()} nhé`;
        if (this.later && chance.of(0.06)) text += ` {{ ${this.number(1)} }}`;
        return text;
    }

    /** Another formula a default may be; null for a plain one. */
    default(type) {
        const { chance } = this;
        if (chance.of(0.2)) return chance.one(["today()", "now()", "uuid()", `1 + ${chance.between(1, 9)}`]);
        if (chance.of(0.15)) return this.reference();
        if (chance.of(0.05)) return `\${last-saved#${chance.one(this.names)}}`;
        if (type.startsWith("date")) return chance.one(dates);
        if (type === "time") return "08:30:00.000+07:00";
        if (type.startsWith("geo")) return "21.03 105.85 0 0";
        if (type === "image") return chance.one(["so-do.png", "jr://images/so-do.png"]);
        return chance.one(["1", "-1", "co", "hai mươi", "a-b", "3.5", "co khac", "12/2026", "x > 1", "a*b", "mod"]);
    }
}
