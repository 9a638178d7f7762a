/** `m:ss` in milliseconds; a length without minutes is in seconds. */
export function toDurationMs(length: string): number {
  return length.split(":").reduce((seconds, part) => seconds * 60 + Number(part), 0) * 1_000;
}
