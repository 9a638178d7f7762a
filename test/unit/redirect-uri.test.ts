import { expect, test } from "vitest";
import { toRedirectUri } from "../../src/lib/connect/redirect-uri.ts";

test.each([
  ["https://my-app.azurewebsites.net/api/connect?code=key", "https://my-app.azurewebsites.net/api/callback"],
  ["http://my-app.azurewebsites.net/api/connect", "https://my-app.azurewebsites.net/api/callback"],
  ["https://backup.example.org:8443/api/connect", "https://backup.example.org:8443/api/callback"],
  ["http://localhost:7071/api/connect", "http://127.0.0.1:7071/api/callback"],
  ["http://127.0.0.1:7071/api/connect", "http://127.0.0.1:7071/api/callback"],
  ["http://[::1]:7071/api/connect", "http://[::1]:7071/api/callback"],
])("who asks at %s comes back to %s", (asked, expected) => {
  expect(toRedirectUri(asked)).toBe(expected);
});
