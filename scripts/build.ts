import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
const functions = readdirSync(`${root}src/functions`).filter((file) => file.endsWith(".ts"));

await build({
  absWorkingDir: root,
  entryPoints: [
    { in: "src/cli/main.ts", out: "cli" },
    { in: "functions", out: "functions" },
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
