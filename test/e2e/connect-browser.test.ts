import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { writeText } from "../export/archive-files.ts";
import { makeManifest } from "../manifest.ts";
import { launchChromium, missingChromium } from "./chromium.ts";
import { type ConnectableApp, otherUser, startConnectableApp } from "./connectable-app.ts";

if (missingChromium !== undefined) {
  process.stderr.write(`Not tested: ${missingChromium}\n`);
}

describe.skipIf(missingChromium !== undefined)("in a real browser", () => {
  let connectable: ConnectableApp;
  let chromium: Browser;
  beforeAll(async () => {
    connectable = await startConnectableApp();
    chromium = await launchChromium();
  });
  beforeEach(() => connectable.reset());
  afterAll(async () => {
    await chromium.close();
    await connectable.stop();
  });

  /** A page of a browser of its own, which must find nothing wrong with any page that it is shown. */
  async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await chromium.newContext({ ignoreHTTPSErrors: true, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    onTestFinished(async () => {
      await context.close();
      expect(complaints.filter((text) => !/status of 4\d\d|favicon/.test(text))).toEqual([]);
    });
    return page;
  }

  async function openConnect(page: Page, query = ""): Promise<void> {
    const { app } = connectable;
    await page.goto(`${app.url}/api/connect?code=${app.key}${query}`);
  }

  test("a user copies the redirect URI, goes on to Spotify, agrees and is connected", async () => {
    const { app, vault, fake } = connectable;
    const page = await openPage();

    await openConnect(page);
    await expectReadable(page);
    expect(await page.locator("pre").textContent()).toBe(`https://${app.host}/api/callback`);
    await page.getByRole("link", { name: "Continue to Spotify" }).click();
    await page.waitForURL("**/api/callback?**");

    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Connected to Spotify");
    await expectReadable(page);
    expect(vault.secrets.get("Spotify-RefreshToken")).toBe(fake.credentials.refreshToken);
    expect(await page.context().cookies()).toEqual([]);

    await page.reload();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain(
      "no question of this browser",
    );
  });

  test("the cookie is for the answer alone, and no script can see it", async () => {
    const { app } = connectable;
    const page = await openPage();

    await openConnect(page);

    expect(await page.context().cookies()).toEqual([
      expect.objectContaining({
        httpOnly: true,
        secure: true,
        sameSite: "Lax",
        path: "/api/callback",
        domain: "127.0.0.1",
      }),
    ]);
    expect(await page.context().cookies(`${app.url}/api/status`)).toEqual([]);
    expect(await page.evaluate("document.cookie")).toBe("");
  });

  test("an answer that is brought to another browser is refused there", async () => {
    const page = await openPage();
    const other = await openPage();
    await openConnect(page);
    const link = (await page.getByRole("link", { name: "Continue to Spotify" }).getAttribute("href")) ?? "";
    const agreed = await fetch(link, { redirect: "manual" });

    await openConnect(other);
    const response = await other.goto(agreed.headers.get("location") ?? "");

    expect(response?.status()).toBe(400);
    await expectReadable(other);
    expect(connectable.vault.secrets.get("Spotify-RefreshToken")).toBe("not-set");
  });

  test.each([
    ["light", { colorScheme: "light", viewport: { width: 1100, height: 800 } }],
    ["dark", { colorScheme: "dark", viewport: { width: 1100, height: 800 } }],
    ["on a phone", { colorScheme: "light", viewport: { width: 320, height: 640 } }],
  ] as const)("the pages can be read %s, whatever the names in them", async (_, options) => {
    const { archive, fake } = connectable;
    const id = "2026-11-22T02-00-00Z";
    const account = { id: "alice", display_name: `${"Wolfeschlegelsteinhausenbergerdorff".repeat(2)} <b>` };
    await writeText(archive, `library/${id}/manifest.json`, JSON.stringify(makeManifest({ id, account })));
    fake.tokens.signedIn = otherUser.id;
    const page = await openPage(options);

    await openConnect(page);
    await expectReadable(page);
    await page.getByRole("link", { name: "Continue to Spotify" }).click();
    await page.waitForURL("**/api/callback?**");

    await expectReadable(page);
    expect(await page.locator("main").textContent()).toContain(otherUser.displayName);
    await openConnect(page, "&account=another");
    await page.getByRole("link", { name: "Continue to Spotify" }).click();
    await page.waitForURL("**/api/callback?**");
    await expectReadable(page);
    expect(await page.locator("dd strong").textContent()).toBe(otherUser.displayName);
  });
});

/** Nothing sticks out to the side, and all text stands out from its ground as accessibility asks (WCAG AA: 4.5 to 1). */
async function expectReadable(page: Page): Promise<void> {
  expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  expect(await page.evaluate("document.documentElement.lang")).toBe("en");
  expect(await page.evaluate(weakestContrast)).toBeGreaterThanOrEqual(4.5);
}

/** Runs in the page. */
const weakestContrast = `(() => {
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (color) => parse(color).slice(0, 3)
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const groundOf = (element) => {
    const color = getComputedStyle(element).backgroundColor;
    return parse(color)[3] === 0 ? groundOf(element.parentElement) : color;
  };
  const texts = [...document.querySelectorAll("main *")].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()));
  return Math.min(...texts.map((element) => {
    const [a, b] = [luminance(getComputedStyle(element).color), luminance(groundOf(element))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }));
})()`;
