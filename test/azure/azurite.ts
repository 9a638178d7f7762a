import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Certificate } from "./certificate.ts";

const account = "devstoreaccount1";
// The emulator's key is the same everywhere and public.
const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
const program = fileURLToPath(new URL("../../node_modules/azurite/dist/src/blob/main.js", import.meta.url));

/** The emulator of the blob service, reached with a key or with a token of the identity's stand-in. */
export interface Azurite {
  /** The blob service's URL, as `EXPORT_STORAGE_URL` wants it. */
  readonly url: string;
  readonly connectionString: string;
}

/** Starts Azurite on a free port, over HTTPS so that it takes tokens, with everything in memory. */
export async function startAzurite(certificate: Certificate): Promise<Azurite & { stop(): Promise<void> }> {
  const options = ["--blobPort", "0", "--inMemoryPersistence", "--silent", "--disableTelemetry"];
  const tlsOptions = ["--oauth", "basic", "--cert", certificate.certFile, "--key", certificate.keyFile];
  const child = spawn(process.execPath, [program, ...options, ...tlsOptions], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const killWithParent = () => child.kill("SIGKILL");
  process.once("exit", killWithParent);
  const url = `${await readAddress(child)}/${account}`;
  return {
    url,
    connectionString: connectionStringFor(url),
    async stop() {
      process.off("exit", killWithParent);
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** What to connect with where the service is reached under another URL: through a proxy, or with a wrong key. */
export function connectionStringFor(url: string, accountKey = key): string {
  const parts = {
    DefaultEndpointsProtocol: "https",
    AccountName: account,
    AccountKey: accountKey,
    BlobEndpoint: url,
  };
  return Object.entries(parts)
    .map(([name, value]) => `${name}=${value};`)
    .join("");
}

async function readAddress(child: ChildProcess): Promise<string> {
  if (child.stdout === null) {
    throw new Error("Azurite was started without a pipe");
  }
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    const address = /listens on (https:\S+)/.exec(line)?.[1];
    if (address !== undefined) {
      child.stdout.resume();
      return address;
    }
  }
  throw new Error(`Azurite did not start:\n${lines.join("\n")}`);
}
