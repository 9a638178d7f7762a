import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Certificate } from "./certificate.ts";

const account = "devstoreaccount1";
// The emulator's key is the same everywhere and public.
const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
const programs = new URL("../../node_modules/azurite/dist/src/", import.meta.url);

/** The emulator of the blob and the queue service, reached with a key or with a token of the identity's stand-in. */
export interface Azurite {
  /** The blob service's URL, as `EXPORT_STORAGE_URL` wants it. */
  readonly url: string;
  /** The queue service's URL, as `AzureWebJobsStorage__queueServiceUri` wants it. */
  readonly queueUrl: string;
  /** For both services. */
  readonly connectionString: string;
}

/** Starts Azurite on free ports, over HTTPS so that it takes tokens, with everything in memory. */
export async function startAzurite(certificate: Certificate): Promise<Azurite & { stop(): Promise<void> }> {
  const [blob, queue] = await Promise.all([
    startService("blob", certificate),
    startService("queue", certificate),
  ]);
  return {
    url: blob.url,
    queueUrl: queue.url,
    connectionString: connectionStringFor(blob.url) + queueEndpoint(queue.url),
    async stop() {
      await Promise.all([blob.stop(), queue.stop()]);
    },
  };
}

/** What to connect with where the blob service is reached under another URL: through a proxy, or with a wrong key. */
export function connectionStringFor(url: string, accountKey = key): string {
  return `${accountString(accountKey)}BlobEndpoint=${url};`;
}

/** The same for the queue service. */
export function queueConnectionStringFor(url: string, accountKey = key): string {
  return accountString(accountKey) + queueEndpoint(url);
}

function accountString(accountKey: string): string {
  return `DefaultEndpointsProtocol=https;AccountName=${account};AccountKey=${accountKey};`;
}

function queueEndpoint(url: string): string {
  return `QueueEndpoint=${url};`;
}

async function startService(
  service: "blob" | "queue",
  { certFile, keyFile }: Certificate,
): Promise<{ url: string; stop(): Promise<void> }> {
  const program = fileURLToPath(new URL(`${service}/main.js`, programs));
  const options = [`--${service}Port`, "0", "--inMemoryPersistence", "--silent", "--disableTelemetry"];
  const tlsOptions = ["--oauth", "basic", "--cert", certFile, "--key", keyFile];
  const child = spawn(process.execPath, [program, ...options, ...tlsOptions], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const killWithParent = () => child.kill("SIGKILL");
  process.once("exit", killWithParent);
  return {
    url: `${await readAddress(child)}/${account}`,
    async stop() {
      process.off("exit", killWithParent);
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
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
