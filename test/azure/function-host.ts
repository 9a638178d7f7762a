import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Certificate } from "./certificate.ts";

/** The built function app behind a host of its own process, which speaks HTTPS on this machine. */
export interface FunctionHost {
  /** As in `https://127.0.0.1:1234`. */
  readonly url: string;
  readonly host: string;
  /** What the auth level `function` wants. */
  readonly key: string;
  /** Every line that was logged, and what went wrong. */
  readonly logged: readonly string[];
  stop(): Promise<void>;
}

/** How Azure's clients are made to log whatever they log. */
export const mostVerbose = { AZURE_LOG_LEVEL: "verbose", DEBUG: "*" } as const;

const root = join(import.meta.dirname, "../..");

/** @param environment the app settings; the process has no other variables */
export async function startFunctionHost({
  environment,
  certificate,
  cwd,
}: {
  readonly environment: Readonly<Record<string, string>>;
  readonly certificate: Certificate;
  readonly cwd: string;
}): Promise<FunctionHost> {
  const key = "fake-function-key";
  const child = spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      "--import",
      join(import.meta.dirname, "vault-name.ts"),
      join(import.meta.dirname, "function-host-process.ts"),
      join(root, "dist/app/functions.js"),
      certificate.certFile,
      certificate.keyFile,
      key,
    ],
    {
      cwd,
      env: { NODE_EXTRA_CA_CERTS: certificate.certFile, ...mostVerbose, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const logged: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => logged.push(text));
  const listening = Promise.withResolvers<string>();
  createInterface(child.stdout).on("line", (line) => {
    const port = /^listening on (\d+)$/.exec(line)?.[1];
    if (port === undefined) {
      logged.push(line);
    } else {
      listening.resolve(port);
    }
  });
  const ended = once(child, "close");
  ended.then(() => listening.reject(new Error(`the function host ended:\n${logged.join("\n")}`)));
  const host = `127.0.0.1:${await listening.promise}`;
  return {
    url: `https://${host}`,
    host,
    key,
    logged,
    async stop() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
