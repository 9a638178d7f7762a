import { hash } from "node:crypto";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A made-up id of Spotify's form, 22 characters of base62: the same seed always gives the same one. */
export function makeSpotifyId(seed: string): string {
  const bytes = hash("sha256", seed, "buffer").subarray(0, 22);
  return Buffer.from(bytes.map((byte) => BASE62.charCodeAt(byte % 62))).toString("latin1");
}

export function makeSnapshotId(seed: string): string {
  return hash("sha256", seed, "base64").slice(0, 32);
}

/** 40 hexadecimal digits, as in the addresses of Spotify's images. */
export function makeImageId(seed: string): string {
  return hash("sha1", seed, "hex");
}

/** A number from 0 to `below - 1` that hangs on the id alone, for the figures nobody looks at. */
export function numberFrom(id: string, below: number): number {
  let sum = 7;
  for (const character of id) {
    sum = (sum * 31 + character.charCodeAt(0)) % 1_000_003;
  }
  return sum % below;
}

/** An ISRC of the right form whose country code `ZZ` was never given to anyone, so that none is mistaken for a real one. */
export function makeIsrc(id: string): string {
  const year = String(numberFrom(`year ${id}`, 100)).padStart(2, "0");
  return `ZZFAK${year}${String(numberFrom(id, 100_000)).padStart(5, "0")}`;
}
