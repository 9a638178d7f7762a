import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
const functions = readdirSync(`${root}src/functions`).filter((file) => file.endsWith(".ts"));

/** All that is deployed, and nothing else: whatever lies here goes into the function app. */
const app = `${root}dist/app`;
rmSync(app, { recursive: true, force: true });

await build({
  absWorkingDir: root,
  entryPoints: [
    { in: "src/cli/main.ts", out: "cli" },
    { in: "functions", out: "app/functions" },
  ],
  outdir: "dist",
  bundle: true,
  minify: true,
  keepNames: true,
  sourcemap: "linked",
  sourcesContent: false,
  platform: "node",
  target: "node22",
  // jsonc-parser's CommonJS variant is UMD, whose requires a bundler cannot see.
  mainFields: ["module", "main"],
  format: "esm",
  legalComments: "linked",
  // The Functions host provides this module; a copy in the bundle would register functions that nobody sees.
  external: ["@azure/functions-core"],
  // CommonJS dependencies call require(), which an ES module does not have. Without this no function is registered.
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
  plugins: [
    {
      // The entry point of the function app is the list of the files in src/functions, so that a new one needs no other place.
      name: "functions",
      setup(plugin) {
        plugin.onResolve({ filter: /^functions$/ }, () => ({ path: "functions", namespace: "functions" }));
        plugin.onLoad({ filter: /.*/, namespace: "functions" }, () => ({
          contents: functions.map((file) => `import "./src/functions/${file}";`).join("\n"),
          resolveDir: root,
        }));
      },
    },
  ],
});

copyFileSync(`${root}host.json`, `${app}/host.json`);
const { name, version }: { name: string; version: string } = JSON.parse(
  readFileSync(`${root}package.json`, "utf8"),
);
// It names no dependencies, since the bundle holds them: azd and Azure have nothing to install.
writeFileSync(
  `${app}/package.json`,
  `${JSON.stringify({ name, version, private: true, type: "module", main: "functions.js" }, null, 2)}\n`,
);
