// Makes small workbooks at random: questions of every common type in nested groups and repeats, with relevance,
// constraints, calculations and choice filters that read one another. The same seed gives the same workbook.

import { chance } from "../random.mjs";

const lists = {
    muc: { so: 4, cot: ["loai", "bac"] },
    viec: { so: 5, cot: ["loai", "bac"] },
};
const columns = [
    "type",
    "name",
    "label",
    "relevant",
    "required",
    "constraint",
    "calculation",
    "choice_filter",
    "repeat_count",
    "default",
    "trigger",
    "parameters",
    "read_only",
];

/** A workbook as Markdown. */
export function randomForm(seed) {
    const next = chance(seed);
    const draw = (below) => Math.floor(next() * below);
    const one = (all) => all[draw(all.length)];
    const perhaps = (share) => next() < share;

    const rows = [];
    /**
     * What expressions may read: name, kind (number, text, select, many, date), the repeats around it, and whether it is
     * always asked and changed by people alone.
     */
    const known = [];
    let names = 0;
    let around = [];
    let counted = 0;
    /** Groups around that may not be relevant. */
    let conditions = 0;

    const isNear = (each) => each.repeats.every((repeat, level) => around[level] === repeat);
    const near = (...kinds) => known.filter((each) => kinds.includes(each.kind) && isNear(each));
    const inside = (...kinds) =>
        known.filter((each) => kinds.includes(each.kind) && each.repeats.length > around.length && !isNear(each));
    const reference = (...kinds) => {
        const all = near(...kinds);
        return all.length ? "${" + one(all).name + "}" : null;
    };

    function gathered(depth) {
        const all = inside("number");
        const repeats = inside("number", "text", "select", "many", "date");
        if (!repeats.length) return null;
        const made = one(repeats);
        const choices = [`count(\${${made.repeats.at(-1)}})`, `count-non-empty(\${${made.name}})`];
        if (all.length) {
            const { name } = one(all);
            const filled = `\${${name}}[. != '']`;
            choices.push(`if(count(${filled}) > 0, sum(${filled}), 0)`, `max(\${${name}})`, `min(\${${name}})`);
            choices.push(`count(\${${name}}[. > ${number(depth - 1)}])`);
        }
        return one(choices);
    }

    function number(depth) {
        const kind = depth <= 0 ? draw(3) : draw(14);
        const fallback = String(one([0, 1, 2, 3, 5, 10, 18]));
        switch (kind) {
            case 0:
                return fallback;
            case 1:
            case 2:
                return reference("number") ?? fallback;
            case 3:
                return `(${number(depth - 1)} ${one(["+", "-", "*"])} ${number(depth - 1)})`;
            case 4:
                return `(${number(depth - 1)} ${one(["div", "mod"])} ${one([2, 3, 7])})`;
            case 5:
                return `if(${truth(depth - 1)}, ${number(depth - 1)}, ${number(depth - 1)})`;
            case 6:
                return `string-length(${text(depth - 1)})`;
            case 7: {
                const many = reference("many");
                return many ? `count-selected(${many})` : fallback;
            }
            case 8:
                return `number(coalesce(${reference("number") ?? "''"}, ${number(depth - 1)}))`;
            case 9:
                return `${one(["int", "round", "number", "abs"])}(${number(depth - 1)})`;
            case 10:
                return gathered(depth) ?? fallback;
            case 11:
                return around.length ? "position(..)" : fallback;
            case 12: {
                const date = reference("date");
                return date ? `(decimal-date-time(${date}) - decimal-date-time('2026-01-01'))` : fallback;
            }
            default:
                return `${one(["min", "max"])}(${number(depth - 1)}, ${number(depth - 1)})`;
        }
    }

    function text(depth) {
        const kind = depth <= 0 ? draw(2) : draw(10);
        const plain = one(["'a'", "'x y'", "'Hà'", "''", "'7'"]);
        switch (kind) {
            case 0:
                return plain;
            case 1:
                return reference("text", "select", "many", "date", "number") ?? plain;
            case 2:
                return `concat(${text(depth - 1)}, '-', ${text(depth - 1)})`;
            case 3:
                return `if(${truth(depth - 1)}, ${text(depth - 1)}, ${text(depth - 1)})`;
            case 4:
                return `substr(${text(depth - 1)}, ${draw(3)}${perhaps(0.5) ? ", " + (2 + draw(3)) : ""})`;
            case 5: {
                const select = near("select");
                if (!select.length) return plain;
                const { name } = one(select);
                return `jr:choice-name(\${${name}}, '\${${name}}')`;
            }
            case 6: {
                const many = reference("many");
                return many ? `selected-at(${many}, ${draw(3)})` : plain;
            }
            case 7: {
                const date = reference("date");
                return date ? `format-date(${date}, '${one(["%d/%m/%Y", "%Y-%b", "%e.%n"])}')` : plain;
            }
            case 8: {
                const all = inside("text", "select", "number", "date");
                if (!all.length) return plain;
                const made = one(all);
                if (perhaps(0.5) || made.repeats.length > 1) return `join(', ', \${${made.name}})`;
                return `indexed-repeat(\${${made.name}}, \${${made.repeats.at(-1)}}, ${1 + draw(2)})`;
            }
            default:
                return `coalesce(${text(depth - 1)}, ${text(depth - 1)})`;
        }
    }

    function truth(depth, here) {
        const kind = depth <= 0 ? draw(4) : draw(13);
        const comparison = () => one(["=", "!=", "<", "<=", ">", ">="]);
        switch (kind) {
            case 0: {
                const select = reference("select");
                return select ? `${select} ${one(["=", "!="])} '${one(["m1", "m2", "v1", "v3"])}'` : "1 = 1";
            }
            case 1: {
                const many = reference("many");
                return many ? `selected(${many}, '${one(["m1", "m2", "v1", "v3"])}')` : "true()";
            }
            case 2:
                return `${here && perhaps(0.7) ? "." : (reference("number") ?? number(depth - 1))} ${comparison()} ${number(depth - 1)}`;
            case 3: {
                const made = reference("text", "select", "many", "date", "number");
                return made ? `${made} ${one(["=", "!="])} ''` : "1 = 2";
            }
            case 4:
            case 5:
                return `(${truth(depth - 1, here)} ${one(["and", "or"])} ${truth(depth - 1, here)})`;
            case 6:
                return `not(${truth(depth - 1, here)})`;
            case 7:
                return `${one(["contains", "starts-with", "ends-with"])}(${text(depth - 1)}, ${text(depth - 1)})`;
            case 8:
                return `regex(${here ? "." : text(depth - 1)}, '^[${one(["a-z", "0-9", "A-Z"])}].*$')`;
            case 9: {
                const [first, second] = [reference("date"), reference("date")];
                return first ? `${first} ${comparison()} ${perhaps(0.5) ? second : "date('2026-11-01')"}` : "2 > 1";
            }
            case 10:
                return `${text(depth - 1)} ${one(["=", "!="])} ${text(depth - 1)}`;
            case 11:
                return `boolean(${number(depth - 1)})`;
            default:
                return `${number(depth - 1)} ${comparison()} ${number(depth - 1)}`;
        }
    }

    function add(row) {
        rows.push(row);
        return row;
    }

    function label() {
        const made = perhaps(0.25) && reference("number", "text", "select", "many", "date");
        return `Câu ${names}` + (made ? ` (${made})` : "");
    }

    function question(kind = draw(12)) {
        const name = "q" + ++names;
        const row = { name, label: label() };
        if (perhaps(0.3)) row.relevant = truth(2);
        if (perhaps(0.3)) row.required = perhaps(0.5) ? "yes" : truth(2);
        let gives = "text";
        if (kind < 3) {
            row.type = one(["integer", "integer", "decimal"]);
            gives = "number";
            if (perhaps(0.2)) row.default = draw(9) + (row.type === "decimal" ? ".5" : "");
            else if (perhaps(0.1) && !row.relevant && !conditions)
                row.default = number(1) + (row.type === "decimal" ? " + 0.5" : " + 0");
        } else if (kind === 3) {
            row.type = "text";
            if (perhaps(0.2)) row.default = one(["abc", "Hà Nội", "12"]);
        } else if (kind < 6) {
            const list = one(Object.keys(lists));
            row.type = `select_one ${list}`;
            if (perhaps(0.4)) row.choice_filter = filter();
            gives = "select";
        } else if (kind < 8) {
            const list = one(Object.keys(lists));
            row.type = `select_multiple ${list}`;
            if (perhaps(0.3)) row.choice_filter = filter();
            gives = "many";
        } else if (kind === 8) {
            row.type = "date";
            gives = "date";
        } else if (kind === 9) {
            row.type = "range";
            row.parameters = one(["start=0 end=10 step=1", "start=5 end=20 step=5", "start=0 end=2 step=0.5"]);
            gives = "number";
        } else {
            row.type = "calculate";
            delete row.required;
            gives = one(["number", "text", "truth"]);
            row.calculation = gives === "number" ? number(3) : gives === "text" ? text(3) : truth(3);
            if (gives === "truth") gives = "text";
            const started = near("select", "many", "number", "text").filter(
                (each) => each.steady && each.repeats.length === around.length,
            );
            if (perhaps(0.2) && !row.relevant && !conditions && started.length)
                row.trigger = "${" + one(started).name + "}";
        }
        if (row.type !== "calculate" && perhaps(0.25)) row.constraint = truth(2, true);
        if (row.type !== "calculate" && !row.default && !row.choice_filter && perhaps(0.05)) row.read_only = truth(1);
        add(row);
        const steady = row.type !== "calculate" && !row.relevant && !row.default && !conditions;
        known.push({ name, kind: gives, repeats: [...around], steady });
    }

    function filter() {
        const select = reference("select");
        const many = reference("many");
        const all = [`bac <= ${number(1)}`, `loai = 'a' or ${truth(1)}`];
        if (select) all.push(`loai = if(${select} = 'm1', 'a', 'b')`, `name != ${select}`);
        if (many) all.push(`selected(${many}, name) or bac > 2`, `not(selected(${many}, name))`);
        return one(all);
    }

    function block(depth, most) {
        const count = 2 + draw(most);
        for (let at = 0; at < count; ++at) {
            const kind = depth < 3 ? draw(10) : 9;
            if (kind === 0) {
                const name = "g" + ++names;
                const row = add({ type: "begin_group", name, label: label(), relevant: perhaps(0.5) ? truth(2) : "" });
                if (row.relevant) ++conditions;
                block(depth + 1, 3);
                if (row.relevant) --conditions;
                add({ type: "end_group" });
            } else if (kind === 1 && around.length < 2) {
                const name = "r" + ++names;
                const row = { type: "begin_repeat", name, label: label(), relevant: perhaps(0.3) ? truth(2) : "" };
                const counts = counted > 0 || perhaps(0.4);
                if (counts) {
                    const made = reference("number");
                    row.repeat_count = made
                        ? `if(${made} > 3, 3, if(${made} > 0, int(${made}), ${draw(2)}))`
                        : String(1 + draw(3));
                }
                add(row);
                around.push(name);
                if (counts) ++counted;
                if (row.relevant) ++conditions;
                block(depth + 1, 3);
                if (counts) --counted;
                if (row.relevant) --conditions;
                around = around.slice(0, -1);
                add({ type: "end_repeat" });
            } else question();
        }
    }

    [0, 3, 4, 6, 8].forEach((kind) => perhaps(0.8) && question(kind));
    block(0, 9);
    const line = (cells) => "| | " + cells.join(" | ") + " |";
    const choices = Object.entries(lists).flatMap(([list, { so }]) =>
        Array.from({ length: so }, (_, at) =>
            line([list, list[0] + (at + 1), `Ý ${at + 1}`, at % 2 ? "b" : "a", String(at + 1)]),
        ),
    );
    return [
        "| survey |",
        line(columns),
        ...rows.map((row) => line(columns.map((column) => row[column] ?? ""))),
        "| choices |",
        line(["list_name", "name", "label", "loai", "bac"]),
        ...choices,
        "| settings |",
        line(["form_id", "version"]),
        line([`ngau_nhien_${seed}`, "1"]),
        "",
    ].join("\n");
}
