import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { BlobServiceClient } from "@azure/storage-blob";
import type { TestProject } from "vitest/node";
import { type Azurite, startAzurite } from "../azure/azurite.ts";
import { type Certificate, createCertificate, trustCertificate } from "../azure/certificate.ts";
import { findBlobsWithSecrets } from "./secrets.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** One storage account for the whole run: each test uses a container of its own, and one test file the queue. */
    azurite: Azurite;
    certificate: Certificate;
  }
}

/** Starts what all tests share, and builds the bundle that the end-to-end tests run. In the end no blob may hold a secret. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  build();
  const { remove, ...certificate } = await createCertificate();
  const { stop, ...azurite } = await startAzurite(certificate);
  provide("certificate", certificate);
  provide("azurite", azurite);
  trustCertificate(certificate);
  return async () => {
    const service = BlobServiceClient.fromConnectionString(azurite.connectionString);
    const withSecrets = await findBlobsWithSecrets(service).finally(async () => {
      await stop();
      await remove();
    });
    if (withSecrets.length > 0) {
      throw new Error(`These blobs hold secrets of the tests:\n${withSecrets.join("\n")}`);
    }
  };
}

function build(): void {
  const script = fileURLToPath(new URL("../../scripts/build.ts", import.meta.url));
  execFileSync(process.execPath, [script], { stdio: ["ignore", "ignore", "inherit"] });
}
