/**
 * Bundles src/ into dist/plainspine-chat.js. The first line of the result names the hash of everything it was made
 * from, so that a test can tell a stale file without Node (see tests/widget/test_dist.py, which does the same sum).
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));

function sourceFiles() {
  const found = readdirSync(join(here, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(here.length + 1).replaceAll("\\", "/"));
  return [...found, "build.mjs", "package-lock.json", "tsconfig.json"].sort();
}

function sourcesHash() {
  const sum = createHash("sha256");
  for (const name of sourceFiles()) {
    sum.update(`${name}\0`).update(readFileSync(join(here, name))).update("\0");
  }
  return sum.digest("hex");
}

await build({
  absWorkingDir: here,
  entryPoints: ["src/element.ts"],
  outfile: "dist/plainspine-chat.js",
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome93", "firefox98", "safari15.4"],
  charset: "utf8",
  legalComments: "none",
  loader: { ".css": "text" },
  banner: { js: `// plainspine-chat sources-sha256:${sourcesHash()}` },
});
