import { describe, expect, test } from "vitest";
import { findSealFault, renderManifest, sealManifest } from "../../src/lib/archive/manifest-seal.ts";
import { makeManifest } from "../manifest.ts";

describe("a seal", () => {
  test("is the last field, the SHA-256 of the text without it", () => {
    const sealed = sealManifest(makeManifest({ account: { id: "me", display_name: "Žofie 🎧" } }));
    expect(sealed.seal).toBe("8ab9b8c4daef00f41065a545a8091e75266abf5e2affad39b27ac3f8b243bdb3");
    expect(Object.keys(sealed).at(-1)).toBe("seal");
    expect(findSealFault(renderManifest(sealed))).toBeUndefined();
  });

  test("replaces the one that was there", () => {
    const manifest = makeManifest();
    expect(sealManifest(sealManifest(manifest))).toEqual(sealManifest(manifest));
  });

  const text = renderManifest(sealManifest(makeManifest()));
  test.each<[string, string, string]>([
    ["a value is another", text.replace('"reused": 0', '"reused": 1'), "does not fit its seal"],
    ["a field is gone", text.replace(/ {2}"status": "complete",\n/, ""), "does not fit its seal"],
    ["it is in capitals", text.replace(/"seal": ".*"/, (seal) => seal.toUpperCase()), "has no seal"],
    ["its key is another", text.replace('"seal"', '"sear"'), "has no seal"],
    ["it is no text", text.replace(/"seal": ".*"/, '"seal": null'), "does not fit its seal"],
    ["a blank is too much", text.replace('"status": ', '"status":  '), "is not laid out"],
    ["the last line has no end", text.slice(0, -1), "is not laid out"],
    ["a letter is escaped", text.replace('"complete"', '"\\u0063omplete"'), "is not laid out"],
    ["a field is there twice", text.replace("{\n", '{\n  "id": "other",\n'), "is not laid out"],
    [
      "a field stands after it",
      text.replace(/(,\n {2}"exporter": \{[^}]*\})(,\n {2}"seal": ".*")/, "$2$1"),
      "does not fit its seal",
    ],
  ])("shows where %s", (_, changed, fault) => {
    expect(changed).not.toBe(text);
    expect(findSealFault(changed)).toContain(fault);
  });
});

describe("a manifest from before there were seals", () => {
  test("has no fault where it has just the fields of that time", () => {
    expect(findSealFault(renderManifest(makeManifest()))).toBeUndefined();
  });

  test("has one where it has a field of later, lacks one, or is laid out otherwise", () => {
    const later = makeManifest({ changes: { since: "?", manifestSha256: "?", sections: {} } });
    const { exporter: _, ...lacking } = makeManifest();
    expect(findSealFault(renderManifest(later))).toContain("has no seal");
    expect(findSealFault(`${JSON.stringify(lacking, undefined, 2)}\n`)).toContain("has no seal");
    expect(findSealFault(JSON.stringify(makeManifest()))).toContain("is not laid out");
  });
});
