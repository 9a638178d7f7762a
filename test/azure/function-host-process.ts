import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import Module from "node:module";
import { inspect } from "node:util";
import { z } from "zod";

/*
 * Loads the bundle as the Node.js worker of Azure Functions does, by the real programming model of `@azure/functions`, and serves its
 * HTTP functions over HTTPS as the host does: routes under /api, keys, and cookies from their parts. Its timers run when they are asked
 * for at /admin/functions, with the key.
 * Called with the bundle, a certificate and its key. Prints where it listens, then a line of JSON for each line that is logged.
 */

const [bundle = "", certFile = "", keyFile = "", functionKey = ""] = process.argv.slice(2);

const httpTrigger = z.object({
  type: z.literal("httpTrigger"),
  authLevel: z.enum(["anonymous", "function", "admin"]),
  methods: z.array(z.string()),
});
const metadata = z.object({ name: z.string(), bindings: z.record(z.string(), z.unknown()) });

const timerTrigger = z.object({ type: z.literal("timerTrigger") });

interface RegisteredFunction<Trigger> {
  readonly metadata: z.infer<typeof metadata>;
  readonly inputName: string;
  readonly trigger: Trigger;
  readonly callback: unknown;
}
type HttpFunction = RegisteredFunction<z.infer<typeof httpTrigger>>;
type TimerFunction = RegisteredFunction<z.infer<typeof timerTrigger>>;

/** What of the programming model a host calls. */
interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: unknown): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<unknown>;
}
interface ProgrammingModel {
  getInvocationModel(context: unknown): InvocationModel;
}

const functions = new Map<string, HttpFunction>();
const timers = new Map<string, TimerFunction>();
let model: ProgrammingModel | undefined;

const core = {
  version: "0.0.0",
  hostVersion: "4.0.0",
  setProgrammingModel(given: ProgrammingModel) {
    model = given;
  },
  registerFunction(given: unknown, callback: unknown) {
    const known = metadata.parse(given);
    for (const [inputName, binding] of Object.entries(known.bindings)) {
      const trigger = httpTrigger.safeParse(binding);
      if (trigger.success) {
        functions.set(known.name, { metadata: known, inputName, trigger: trigger.data, callback });
      }
      const timer = timerTrigger.safeParse(binding);
      if (timer.success) {
        timers.set(known.name, { metadata: known, inputName, trigger: timer.data, callback });
      }
    }
    return { dispose() {} };
  },
  registerHook: () => ({ dispose() {} }),
  log() {},
};

const { require: requireAnything } = Module.prototype;
Module.prototype.require = Object.assign(function requireAsWorker(this: NodeJS.Module, id: string): unknown {
  return id === "@azure/functions-core" ? core : Reflect.apply(requireAnything, this, [id]);
}, requireAnything);

await import(bundle);

const server = createServer(
  { cert: readFileSync(certFile), key: readFileSync(keyFile) },
  (request, response) => {
    serve(request, response).catch((error: unknown) => {
      // As the host does: nothing of the failure reaches the client.
      print({ level: "error", line: String(error instanceof Error ? error.stack : error) });
      response.writeHead(500).end();
    });
  },
);
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(
    `listening on ${typeof address === "object" && address !== null ? address.port : ""}\n`,
  );
});

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", `https://${request.headers.host}`);
  const given = [request.headers["x-functions-key"], url.searchParams.get("code")];
  const timer = timers.get(/^\/admin\/functions\/(\w+)$/.exec(url.pathname)?.[1] ?? "");
  if (timer !== undefined && given.includes(functionKey)) {
    await run(timer);
    response.writeHead(202).end();
    return;
  }
  const found = functions.get(/^\/api\/(\w+)$/.exec(url.pathname)?.[1] ?? "");
  if (found === undefined) {
    response.writeHead(404).end();
    return;
  }
  if (found.trigger.authLevel !== "anonymous" && !given.includes(functionKey)) {
    response.writeHead(401).end();
    return;
  }
  if (!found.trigger.methods.includes(request.method ?? "")) {
    response.writeHead(405).end();
    return;
  }
  await send(response, await invoke(found, { url, request }));
}

const answered = z.object({
  returnValue: z.object({
    http: z.object({
      statusCode: z.string(),
      headers: z.record(z.string(), z.string()),
      cookies: z.array(
        z.object({
          name: z.string(),
          value: z.string(),
          path: z.object({ value: z.string() }).optional(),
          secure: z.object({ value: z.boolean() }).optional(),
          httpOnly: z.object({ value: z.boolean() }).optional(),
          sameSite: z.string().optional(),
          maxAge: z.object({ value: z.number() }).optional(),
        }),
      ),
      body: z.object({ bytes: z.instanceof(Uint8Array) }),
    }),
  }),
});
type HttpAnswer = z.infer<typeof answered>["returnValue"]["http"];

async function invoke(
  { metadata, inputName, callback }: HttpFunction,
  { url, request }: { readonly url: URL; readonly request: IncomingMessage },
): Promise<HttpAnswer> {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([key, value]) => [key, String(value)]),
  );
  const http = {
    url: url.href,
    method: request.method,
    headers,
    query: Object.fromEntries(url.searchParams),
  };
  const invocation = openInvocation(metadata, { name: inputName, data: { http } });
  const { context, inputs } = await invocation.getArguments();
  const result = await invocation.invokeFunction(context, inputs, callback);
  return answered.parse(await invocation.getResponse(context, result)).returnValue.http;
}

/** Runs what a timer starts to its end. A failure is logged, as the host logs it. */
async function run({ metadata, inputName, callback }: TimerFunction): Promise<void> {
  const invocation = openInvocation(metadata, { name: inputName, data: { json: "{}" } });
  const { context, inputs } = await invocation.getArguments();
  await invocation.invokeFunction(context, inputs, callback).catch((error: unknown) => {
    print({ level: "error", line: inspect(error, { depth: 10 }) });
  });
}

function openInvocation({ name, bindings }: z.infer<typeof metadata>, input: unknown): InvocationModel {
  if (model === undefined) {
    throw new Error("the bundle has set no programming model");
  }
  return model.getInvocationModel({
    invocationId: randomUUID(),
    metadata: { name, bindings },
    request: { inputData: [input], triggerMetadata: {} },
    log: (level: string, _category: string, line: string) => print({ level, line }),
    state: undefined,
  });
}

async function send(response: ServerResponse, answer: HttpAnswer): Promise<void> {
  const cookies = answer.cookies.map(({ name, value, maxAge, path, secure, sameSite, httpOnly }) =>
    [
      `${name}=${encodeURIComponent(value)}`,
      ...(maxAge === undefined ? [] : [`max-age=${maxAge.value}`]),
      ...(path === undefined ? [] : [`path=${path.value}`]),
      ...(secure?.value ? ["secure"] : []),
      ...(sameSite === "lax" || sameSite === "strict" ? [`samesite=${sameSite}`] : []),
      ...(httpOnly?.value ? ["httponly"] : []),
    ].join("; "),
  );
  response
    .writeHead(Number(answer.statusCode), { ...answer.headers, "set-cookie": cookies })
    .end(answer.body.bytes);
}

function print(logged: { readonly level: string; readonly line: string }): void {
  process.stdout.write(`${JSON.stringify(logged)}\n`);
}
