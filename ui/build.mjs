// Builds ui/dist: server.js (all views, for JavaScriptCore), assets/ (hashed style, scripts, fonts), manifest.json.
//   node build.mjs [--watch]
import esbuild from "esbuild";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const root = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(root, "dist");
const address = "/assets/";
const limits = { style: 20_000, scripts: 50_000 };

function files(folder, ending) {
    return fs
        .readdirSync(folder, { withFileTypes: true })
        .flatMap((entry) => {
            const full = path.join(folder, entry.name);
            return entry.isDirectory() ? files(full, ending) : full.endsWith(ending) ? [full] : [];
        })
        .sort();
}

const common = {
    bundle: true,
    minify: true,
    write: true,
    logLevel: "warning",
    target: "es2020",
    legalComments: "none",
};

async function buildAssets() {
    const islands = files(path.join(root, "islands"), ".ts").filter((file) => !file.endsWith(".d.ts"));
    const result = await esbuild.build({
        ...common,
        entryPoints: [path.join(root, "styles/main.css"), path.join(root, "assets/mark.svg"), ...islands],
        outdir: path.join(dist, "assets"),
        entryNames: "[name]-[hash]",
        assetNames: "[name]-[hash]",
        publicPath: address,
        format: "iife",
        loader: { ".woff2": "file", ".svg": "copy" },
        metafile: true,
        target: ["es2018", "chrome80", "safari13"],
    });
    const assets = { style: "", icon: "", islands: {}, preload: [] };
    const sizes = { style: 0, scripts: 0 };
    const kept = new Set();
    for (const [output, { entryPoint }] of Object.entries(result.metafile.outputs)) {
        const full = path.resolve(output);
        const name = path.basename(full);
        kept.add(name);
        const compressed = gzipSync(fs.readFileSync(full), { level: 9 }).length;
        if (entryPoint?.endsWith("main.css")) {
            assets.style = address + name;
            sizes.style += compressed;
        } else if (name.endsWith(".svg")) {
            assets.icon = address + name;
        } else if (entryPoint) {
            assets.islands[path.basename(entryPoint, ".ts")] = address + name;
            sizes.scripts += compressed;
        } else if (/pro-(latin|vietnamese)-400-normal/.test(name)) {
            assets.preload.push(address + name);
        }
    }
    for (const name of fs.readdirSync(path.join(dist, "assets"))) {
        if (!kept.has(name)) fs.rmSync(path.join(dist, "assets", name));
    }
    for (const part of Object.keys(limits)) {
        if (sizes[part] > limits[part])
            throw new Error(`${part}: ${sizes[part]} bytes compressed, over ${limits[part]}`);
    }
    assets.preload.sort();
    return { assets, sizes };
}

function virtualModules(assets) {
    return {
        name: "longdan",
        setup(build) {
            build.onResolve({ filter: /^longdan:/ }, (found) => ({ path: found.path, namespace: "longdan" }));
            build.onLoad({ filter: /^longdan:views$/, namespace: "longdan" }, () => {
                const views = files(path.join(root, "views"), ".tsx").filter((file) => hasView(file));
                const names = views.map((file) => path.relative(path.join(root, "views"), file).replace(/\.tsx$/, ""));
                const imports = views.map((file, i) => `import view${i} from ${JSON.stringify(file)};`);
                const entries = names.map((name, i) => `${JSON.stringify(name)}: view${i}`);
                return {
                    contents: `${imports.join("\n")}\nexport const views = {${entries.join(", ")}};`,
                    resolveDir: root,
                    watchDirs: [...new Set(views.map((file) => path.dirname(file)))],
                };
            });
            build.onLoad({ filter: /^longdan:assets$/, namespace: "longdan" }, () => ({
                contents: `export const assets = ${JSON.stringify(assets)};`,
            }));
        },
    };
}

// Parts that several views of a folder share stand beside them and export no view.
function hasView(file) {
    return /export default view\(/.test(fs.readFileSync(file, "utf8"));
}

async function buildServer(assets) {
    await esbuild.build({
        ...common,
        minify: false,
        minifySyntax: true,
        entryPoints: [path.join(root, "server.ts")],
        outfile: path.join(dist, "server.next.js"),
        format: "iife",
        platform: "neutral",
        mainFields: ["module", "main"],
        jsx: "automatic",
        jsxImportSource: "preact",
        plugins: [virtualModules(assets)],
    });
    // In one step, so that a running program never reads half a bundle.
    fs.renameSync(path.join(dist, "server.next.js"), path.join(dist, "server.js"));
}

async function build() {
    fs.mkdirSync(path.join(dist, "assets"), { recursive: true });
    const { assets, sizes } = await buildAssets();
    fs.writeFileSync(path.join(dist, "manifest.json"), JSON.stringify(assets, null, 2) + "\n");
    await buildServer(assets);
    console.log(`ui: style ${sizes.style} and scripts ${sizes.scripts} bytes compressed`);
}

await build();
if (process.argv.includes("--watch")) {
    let timer;
    for (const folder of ["assets", "components", "generated", "islands", "styles", "text", "views"]) {
        for (const each of [folder, ...folders(path.join(root, folder)).map((full) => path.relative(root, full))]) {
            fs.watch(path.join(root, each), () => {
                clearTimeout(timer);
                timer = setTimeout(() => build().catch((error) => console.error(error.message)), 100);
            });
        }
    }
}

function folders(folder) {
    return fs
        .readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .flatMap((entry) => [path.join(folder, entry.name), ...folders(path.join(folder, entry.name))]);
}
