import fc from "fast-check";
import { expect, test } from "vitest";
import { toSnapshotFolder, toSnapshotId } from "../../src/lib/archive/snapshot.ts";

test.each([
  ["2026-11-22T02:00:00.000Z", "2026-11-22T02-00-00Z"],
  ["2026-11-22T02:00:00.999Z", "2026-11-22T02-00-00Z"],
  ["2026-11-22T01:30:00.000+02:00", "2026-11-21T23-30-00Z"],
  ["2027-01-01T00:00:00.000Z", "2027-01-01T00-00-00Z"],
])("a snapshot begun at %s is called %s", (at, id) => {
  expect(toSnapshotId(new Date(at))).toBe(id);
});

test("a snapshot lies in a folder of its own under its kind", () => {
  expect(toSnapshotFolder("playlists", "2026-11-22T02-00-00Z")).toBe("playlists/2026-11-22T02-00-00Z");
});

test("in the order of their names, snapshots are in the order of their beginnings", () => {
  const moment = fc.date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true });
  fc.assert(
    fc.property(moment, moment, (one, other) => {
      const [former, latter] = one <= other ? [one, other] : [other, one];
      expect(toSnapshotId(former) <= toSnapshotId(latter)).toBe(true);
    }),
  );
});
