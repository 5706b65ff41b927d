import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { begin, type DeclaredView } from "./components/view";
import type { PageContext } from "./generated/shell";
import { views } from "longdan:views";

const byName = new Map<string, DeclaredView>();
for (const [path, declared] of Object.entries(views)) {
    if (!declared || declared.name !== path) {
        throw new Error(`ui/views/${path}.tsx must export default view("${path}", …)`);
    }
    byName.set(path, declared);
}

/** What the program calls: the HTML of a view. */
function render(name: string, documentJson: string, contextJson: string): string {
    const declared = byName.get(name);
    if (!declared) throw new Error(`there is no view "${name}" in the bundle`);
    const context = JSON.parse(contextJson) as PageContext;
    begin(context);
    const document = JSON.parse(documentJson) as never;
    const Root = () => declared.draw(document, context);
    return "<!doctype html>" + renderToString(h(Root, null));
}

Object.assign(globalThis, { render });
