import Module from "node:module";

/*
 * Preloaded before the bundle, this stands in for the Node.js worker of Azure Functions: as that does, it gives the
 * module `@azure/functions-core` to whoever requires it. It prints what was registered, in JSON, when the process ends.
 */

const registered: unknown[] = [];

const core = {
  version: "0.0.0",
  hostVersion: "0.0.0",
  setProgrammingModel() {},
  registerFunction(metadata: unknown, callback: unknown) {
    registered.push({ metadata, isCallable: typeof callback === "function" });
    return { dispose() {} };
  },
  registerHook: () => ({ dispose() {} }),
  log() {},
};

const { require: requireAnything } = Module.prototype;

Module.prototype.require = Object.assign(function requireAsWorker(this: NodeJS.Module, id: string): unknown {
  return id === "@azure/functions-core" ? core : Reflect.apply(requireAnything, this, [id]);
}, requireAnything);

process.once("exit", () => {
  process.stdout.write(JSON.stringify(registered));
});
