// Bundles tests/*.test.ts and runs them with Node's own test runner.
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const names = (await readdir(join(HERE, "tests"))).filter((name) => name.endsWith(".test.ts"));
const folder = await mkdtemp(join(tmpdir(), "maillage-frontend-"));
try {
  await build({
    absWorkingDir: HERE,
    entryPoints: names.map((name) => `tests/${name}`),
    bundle: true,
    format: "esm",
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    platform: "node",
    sourcemap: "inline",
  });
  const files = names.map((name) => join(folder, name.replace(/\.ts$/, ".mjs")));
  process.exitCode = spawnSync(process.execPath, ["--test", ...files], {
    cwd: HERE,
    stdio: "inherit",
  }).status;
} finally {
  await rm(folder, { recursive: true });
}
