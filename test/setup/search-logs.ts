import { afterAll, expect } from "vitest";
import { fakeSecrets } from "./secrets.ts";

/*
 * Azure's clients log to the standard error of the process. Here nobody reads that, but it is searched: however much they are asked
 * to log, they may tell no secret.
 */

const withSecrets: string[] = [];
const write = process.stderr.write;

function search(this: NodeJS.WriteStream, ...given: readonly unknown[]): unknown {
  const [text] = given;
  if (typeof text !== "string" || !text.startsWith("azure:")) {
    return Reflect.apply(write, this, given);
  }
  if (fakeSecrets.test(text)) {
    withSecrets.push(text);
  }
  return true;
}

Object.defineProperty(process.stderr, "write", { value: search, configurable: true, writable: true });

afterAll(() => {
  expect(withSecrets).toEqual([]);
});
