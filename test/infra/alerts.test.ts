import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { functionTimeoutMs } from "../../src/lib/function-app.ts";
import { deployedAt } from "./bicep-functions.ts";
import { findAt } from "./bicep-values.ts";
import { deployments, infra, ofType, theOne } from "./deployments.ts";

const rules = ofType(deployments.everything.resources, "Microsoft.Insights/scheduledQueryRules");
const minutes: Readonly<Record<string, number>> = { PT15M: 15, PT2H: 120, PT6H: 360, P2D: 2_880 };

test("there is an alert for a failed run, for a backup that is overdue and for a consent that ends", () => {
  expect(rules.map(({ name }) => name.replace(/-\w{13}$/, ""))).toEqual([
    "export-failed",
    "no-backup",
    "consent-ends",
  ]);
});

describe.each(rules.map((rule) => [rule.name.replace(/-\w{13}$/, ""), rule.body] as const))(
  "%s",
  (_, body) => {
    const frequency = minutes[String(findAt(body, "properties.evaluationFrequency"))] ?? 0;
    const window = minutes[String(findAt(body, "properties.windowSize"))] ?? 0;

    test("keeps to what Azure can do: two days back, and a state where it asks at least twice a day", () => {
      expect(window).toBeGreaterThanOrEqual(frequency);
      expect(window).toBeLessThanOrEqual(2 * 24 * 60);
      expect(findAt(body, "properties.autoMitigate")).toBe(true);
      expect(frequency).toBeGreaterThan(0);
      expect(frequency).toBeLessThanOrEqual(12 * 60);
    });

    test("asks the logs of the function app, and tells whoever is named", () => {
      const { resources } = deployments.everything;
      expect(findAt(body, "properties.scopes")).toEqual([
        theOne(resources, "Microsoft.Insights/components").id,
      ]);
      expect(findAt(body, "properties.actions.actionGroups")).toEqual([
        theOne(resources, "Microsoft.Insights/actionGroups").id,
      ]);
    });

    test("looks back in its query no further than its window", () => {
      const hours = [...queryOf(body).matchAll(/ago\((\d+)h\)/g)].map(([, hour]) => Number(hour));

      expect(Math.max(0, ...hours) * 60).toBeLessThanOrEqual(window);
    });
  },
);

test("without an address the alerts are in the portal alone", () => {
  const { resources } = deployments.person;

  expect(ofType(resources, "Microsoft.Insights/actionGroups")).toEqual([]);
  for (const { body } of ofType(resources, "Microsoft.Insights/scheduledQueryRules")) {
    expect(findAt(body, "properties.actions.actionGroups")).toEqual([]);
  }
});

test("a failed run is seen however long it ran, though it is logged under the time when it began", () => {
  const body = ruleBody("export-failed");
  const windowMs = (minutes[String(findAt(body, "properties.windowSize"))] ?? 0) * 60_000;
  const frequencyMs = (minutes[String(findAt(body, "properties.evaluationFrequency"))] ?? 0) * 60_000;

  expect(windowMs).toBeGreaterThan(functionTimeoutMs + frequencyMs + 10 * 60_000);
});

test("the queries name functions that there are", async () => {
  const folder = join(infra, "../src/functions");
  const known = (await readdir(folder)).map((file) => file.replace(/\.ts$/, ""));
  const failed = [...queryOf(ruleBody("export-failed")).matchAll(/'(\w+)'/g)].map(([, name]) => name);
  const checked = [...queryOf(ruleBody("no-backup")).matchAll(/name == '(\w+)'/g)].map(([, name]) => name);

  expect(failed).toEqual(["exportLibrary", "exportPlaylists", "continueExport"]);
  expect(checked).toEqual(["checkBackups"]);
  expect([...failed, ...checked].filter((name) => !known.includes(name ?? ""))).toEqual([]);
});

test("a check that has not run is told only when it has had its time since the deployment", () => {
  expect(queryOf(ruleBody("no-backup"))).toContain(`now() > datetime(${deployedAt}) + 36h`);
});

test("what the alerts look for in requests and traces is never sampled away", async () => {
  const host = z
    .object({
      logging: z.object({
        applicationInsights: z.object({ samplingSettings: z.object({ excludedTypes: z.string() }) }),
      }),
    })
    .parse(JSON.parse(await readFile(join(infra, "../host.json"), "utf8")));

  expect(host.logging.applicationInsights.samplingSettings.excludedTypes.split(";")).toEqual(
    expect.arrayContaining(["Request", "Trace"]),
  );
});

function ruleBody(name: string) {
  return theOne(deployments.everything.resources, "Microsoft.Insights/scheduledQueryRules", name).body;
}

function queryOf(body: Parameters<typeof findAt>[0]): string {
  return String(findAt(body, "properties.criteria.allOf.0.query"));
}
