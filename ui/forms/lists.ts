// Lists beside the answers (choices, files): made into nodes when somebody first asks.
import type { List, Table, Tree } from "./plan";
import type { Item } from "./values";

function item(name: string, value: string, parent: Item | null): Item {
    return { name, value, parent, children: [], attributes: [] };
}

function fromTable({ root, item: each, columns, rows }: Table, parent: Item): Item {
    const list = item(root, "", parent);
    for (const row of rows) {
        const made = item(each, "", list);
        row.forEach((cell, column) => {
            if (cell !== null) made.children.push(item(columns[column]!, cell, made));
        });
        list.children.push(made);
    }
    return list;
}

function fromTree([name, content, attributes = {}]: Tree, parent: Item): Item {
    const made = item(name, typeof content === "string" ? content : "", parent);
    for (const key in attributes) made.attributes.push(item(key, attributes[key]!, made));
    if (typeof content === "object") made.children = content.map((child) => fromTree(child, made));
    return made;
}

/** The node that instance() gives: the element around the list's root. */
export function listNode(list: List): Item {
    const made = item("", "", null);
    made.children = ["tree" in list ? fromTree(list.tree, made) : fromTable(list, made)];
    return made;
}
