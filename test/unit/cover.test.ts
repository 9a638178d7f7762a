import { expect, test } from "vitest";
import { findImageType, isSetByUser, toCoverFile } from "../../src/lib/covers/cover.ts";

test.each([
  ["https://image-cdn-ak.spotifycdn.com/image/ab67706c0000da84b00dfe8579a707b4074c91c5", true],
  ["https://i.scdn.co/image/ab67706c0000bebbe8a632f8532710eba52de848", true],
  ["https://pl.scdn.co/images/pl/default/a705ea088c587f03f309b71e8216ba6367646cea", true],
  ["https://mosaic.scdn.co/640/ab67616d0000b273aab67616d0000b273bab67616d0000b273cab67616d0000b273d", false],
  ["https://i.scdn.co/image/ab67616d0000b2732e8ed79e177ff6011076f5f0", false],
  ["", false],
])("a mosaic and an album's image are Spotify's own, any other the user has set: %s", (url, expected) => {
  expect(isSetByUser(url)).toBe(expected);
});

test("an image is told by its first bytes and named by its content", () => {
  const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0);
  const type = findImageType(jpeg);

  expect(type?.contentType).toBe("image/jpeg");
  expect(type && toCoverFile(jpeg, type)).toMatch(/^covers\/[0-9a-f]{64}\.jpg$/);
  expect(findImageType(Buffer.from("<html>"))).toBeUndefined();
});
