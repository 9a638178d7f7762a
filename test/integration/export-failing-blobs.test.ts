import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { openContainer } from "../../src/lib/archive/container.ts";
import type { Kind } from "../../src/lib/archive/manifest.ts";
import { ArchiveError } from "../../src/lib/errors.ts";
import { connectionStringFor } from "../azure/azurite.ts";
import { type Fate, startProxy } from "../azure/proxy.ts";
import { testContainer } from "../azure/test-container.ts";
import { expectHonestOrNothing, manifestOf, runWithFaults } from "../export/fault-run.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "spotify-exporter-test-"));
});
afterAll(() => rm(root, { recursive: true }));

describe.each<Kind>(["library", "playlists"])("%s", (kind) => {
  test("any upload may be refused for ever, and nothing is listed", async () => {
    const network = await startNetwork();
    const writes = await network.countWrites(kind);
    expect(writes.length).toBeGreaterThan(6);

    for (const refused of writes) {
      network.befall(refused, { kind: "answer", status: 503, code: "ServerBusy" }, Number.POSITIVE_INFINITY);
      const run = await runWithFaults(kind, [], { root, archive: network.openNewContainer() });

      expect("error" in run.outcome && run.outcome.error, refused).toBeInstanceOf(ArchiveError);
      await expectHonestOrNothing(run);
      const left = await Array.fromAsync(run.archive.list(""), ({ name }) => name);
      expect(refused.includes("manifest.json") ? [] : left, refused).toEqual([]);
    }
  });

  test("any upload's answer may be lost, and the snapshot is whole", async () => {
    const network = await startNetwork();
    for (const lost of await network.countWrites(kind)) {
      network.befall(lost, { kind: "lose answer" }, 1);
      const run = await runWithFaults(kind, [], { root, archive: network.openNewContainer() });

      expect(manifestOf(run).status, lost).toBe("complete");
      await expectHonestOrNothing(run);
    }
  });
});

/** The blob service behind a network that can be told which upload to harm. */
async function startNetwork() {
  const pass: Fate = { kind: "pass" };
  let seen: string[] = [];
  let fault: { readonly upload: string; readonly fate: Fate; timesLeft: number } | undefined;

  const proxy = await startProxy({
    target: inject("azurite").url,
    certificate: inject("certificate"),
    chooseFate({ method, url }) {
      if (method !== "PUT") {
        return pass;
      }
      const upload = describeUpload(url);
      seen.push(upload);
      if (fault?.upload !== upload || fault.timesLeft <= 0) {
        return pass;
      }
      fault.timesLeft -= 1;
      return fault.fate;
    },
  });
  onTestFinished(() => proxy.stop());
  const openNewContainer = () => {
    seen = [];
    return openContainer(testContainer(connectionStringFor(proxy.url)));
  };

  return {
    openNewContainer,
    befall(upload: string, fate: Fate, times: number) {
      fault = { upload, fate, timesLeft: times };
    },
    /** What a run without faults uploads. */
    async countWrites(kind: Kind): Promise<readonly string[]> {
      manifestOf(await runWithFaults(kind, [], { root, archive: openNewContainer() }));
      return [...new Set(seen)];
    },
  };
}

/** What a PUT is for, the same in every run: the blob, and whether it brings a block or commits them. */
function describeUpload(url: string): string {
  const { pathname, searchParams } = new URL(url, "https://localhost");
  const [, , , ...blob] = pathname.split("/");
  return `${searchParams.get("comp") ?? searchParams.get("restype")} ${blob.join("/")}`;
}
