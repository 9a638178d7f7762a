import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { deployments, infra, theOne } from "./deployments.ts";

const root = join(infra, "..");
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(await readFile(join(root, "package.json"), "utf8")));

const step = z.strictObject({
  name: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  env: z.record(z.string(), z.string()).optional(),
  run: z.string().optional(),
});
const workflow = z.looseObject({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.looseObject({
      environment: z.string().optional(),
      "timeout-minutes": z.number(),
      strategy: z.looseObject({ matrix: z.record(z.string(), z.array(z.number())) }).optional(),
      steps: z.array(step),
    }),
  ),
});

const folder = join(root, ".github/workflows");
const workflows = await Promise.all(
  (await readdir(folder)).toSorted().map(async (file) => {
    const text = await readFile(join(folder, file), "utf8");
    return { file, text, ...workflow.parse(parse(text)) };
  }),
);

describe.each(workflows)("$file", ({ text, jobs }) => {
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test("pins each action to a major version", () => {
    const actions = steps.map(({ uses }) => uses).filter((uses) => uses !== undefined);

    expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@v\d+$/.test(action))).toEqual([]);
  });

  test("runs only scripts that there are, and installs before it runs one", () => {
    const commands = steps.map(({ run }) => run ?? "");
    const wanted = commands.flatMap((run) => [...run.matchAll(/\bnpm (?:run )?(test|(?<=run )[\w:-]+)/g)]);

    expect(wanted.map(([, name = ""]) => name).filter((name) => !(name in scripts))).toEqual([]);
    const first = commands.findIndex((run) => /\b(npm test|npm run|azd up)\b/.test(run));
    expect(commands.indexOf("npm ci")).toBeLessThan(first);
  });

  test("uses no secret, and puts nothing of GitHub's into a command line", () => {
    expect(text).not.toMatch(/secrets\./);
    expect(steps.filter(({ run }) => /\$\{\{(?! matrix\.)/.test(run ?? ""))).toEqual([]);
  });
});

test("the tests run on each version of Node.js that the functions may run on, and Bicep is built and linted", () => {
  const ci = workflows.find(({ file }) => file === "ci.yml");
  const commands = Object.values(ci?.jobs ?? {}).flatMap(({ steps }) => steps.map(({ run }) => run));

  expect(ci?.permissions).toEqual({ contents: "read" });
  expect(ci?.jobs["test"]?.strategy?.matrix).toEqual({ node: [22, 24] });
  expect(commands).toEqual(
    expect.arrayContaining([
      "npm test",
      "az bicep build --file infra/main.bicep --stdout > /dev/null",
      "az bicep lint --file infra/main.bicep",
    ]),
  );
});

test("a deployment signs in by a token of its environment, and may do no more", () => {
  const deploy = workflows.find(({ file }) => file === "deploy.yml");

  expect(deploy?.permissions).toEqual({ contents: "read", "id-token": "write" });
  expect(deploy?.jobs["deploy"]?.environment).toBe("azure");
});

const hook = z.strictObject({ shell: z.enum(["sh", "pwsh"]), run: z.string() });
const azd = z
  .looseObject({
    infra: z.strictObject({ provider: z.literal("bicep"), path: z.string(), module: z.string() }),
    services: z.record(
      z.string(),
      z.strictObject({
        host: z.literal("function"),
        language: z.string(),
        project: z.string(),
        remoteBuild: z.boolean(),
      }),
    ),
    hooks: z.record(z.string(), z.strictObject({ windows: hook, posix: hook })),
  })
  .parse(parse(await readFile(join(root, "azure.yaml"), "utf8")));

test("azd finds the function app by its tag, and deploys what the build has staged as it is", async () => {
  const app = theOne(deployments.person.resources, "Microsoft.Web/sites");

  expect(app.body["tags"]).toMatchObject({ "azd-service-name": Object.keys(azd.services)[0] });
  expect(azd.services).toEqual({
    api: { host: "function", language: "js", project: "./dist/app", remoteBuild: false },
  });
  // azd refuses `remoteBuild: false` where such a file leaves out node_modules.
  expect(await readdir(join(root, "dist/app"))).not.toContain(".funcignore");
});

test("azd builds before each command that looks at what is staged, on every system", () => {
  expect(Object.keys(azd.hooks)).toEqual(["prerestore", "prepackage", "predeploy"]);
  for (const { windows, posix } of Object.values(azd.hooks)) {
    expect(windows).toEqual({ shell: "pwsh", run: "npm run build" });
    expect(posix).toEqual({ shell: "sh", run: "npm run build" });
  }
});
