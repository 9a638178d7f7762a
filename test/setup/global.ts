import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { type Azurite, startAzurite } from "../azure/azurite.ts";
import { type Certificate, createCertificate } from "../azure/certificate.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** One storage account for the whole run: each test uses a container of its own, and one test file the queue. */
    azurite: Azurite;
    certificate: Certificate;
  }
}

/** Starts what all tests share, and builds the bundle that the end-to-end tests run. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  build();
  const { remove, ...certificate } = await createCertificate();
  const { stop, ...azurite } = await startAzurite(certificate);
  provide("certificate", certificate);
  provide("azurite", azurite);
  return async () => {
    await stop();
    await remove();
  };
}

function build(): void {
  const script = fileURLToPath(new URL("../../scripts/build.ts", import.meta.url));
  execFileSync(process.execPath, [script], { stdio: ["ignore", "ignore", "inherit"] });
}
