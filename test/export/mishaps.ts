import fc from "fast-check";
import { PausedError } from "../../src/lib/errors.ts";
import { listNames } from "./archive-files.ts";
import { applyEdits, type Edit, type EditKind, editOf } from "./edit-history.ts";
import { KilledError, type MemoryMachine, startMemoryMachine } from "./memory-machine.ts";
import { createLivePlaylists, type LivePlaylist } from "./memory-spotify.ts";

const minuteMs = 60 * 1_000;

/** An edit of the playlist that stands at `of` in the list. */
interface PlaylistEdit {
  readonly of: number;
  readonly edit: Edit;
}

/** What befalls exports, so many requests after the mishap before it. */
export type Mishap = { readonly after: number } & (
  | ({ readonly does: "edit" } & PlaylistEdit)
  | {
      /** At the request, or where the next part would be written: when a playlist has been read and nobody knows. */
      readonly does: "kill at request" | "kill at part" | "pause";
      readonly minutes: number;
      /** Which kept answers are gone when the next run begins, as shares of how many there are. */
      readonly lost: readonly number[];
      readonly meanwhile: readonly PlaylistEdit[];
    }
);

/** Mishaps for two playlists, with edits of these kinds. */
export function makeMishaps(kinds: readonly EditKind[]): fc.Arbitrary<Mishap[]> {
  const after = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 10 }));
  const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
  const edit = fc.record({ of: fc.nat(1), edit: editOf(...kinds) });
  const edited = fc.tuple(after, edit).map(([after, edit]) => ({ after, does: "edit" as const, ...edit }));
  const ended = fc.record({
    after,
    does: fc.constantFrom("kill at request" as const, "kill at part" as const, "pause" as const),
    minutes: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 2_000 })),
    lost: fc.array(share, { maxLength: 2 }),
    meanwhile: fc.array(edit, { maxLength: 2 }),
  });
  return fc.array(fc.oneof(edited, ended), { maxLength: 10 });
}

/** Exports of playlists that mishaps befall. */
export function startUnluckyMachine(listed: readonly LivePlaylist[]) {
  const playlists = createLivePlaylists(listed);
  let mishaps: readonly Mishap[] = [];
  let waited = 0;
  let lost: readonly number[] = [];
  let meanwhile: readonly PlaylistEdit[] = [];
  let isDyingAtPart = false;
  let fresh = 1_000_000;

  function edit({ of, edit }: PlaylistEdit): void {
    playlists.edit(listed[of % listed.length]?.id ?? "", (numbers) => {
      const known = new Set(numbers);
      // Each edit numbers what it adds as if it were the first.
      return applyEdits(numbers, [edit]).map((number) => (known.has(number) ? number : fresh++));
    });
  }

  function befall(mishap: Mishap): void {
    if (mishap.does === "edit") {
      edit(mishap);
      return;
    }
    ({ lost, meanwhile } = mishap);
    isDyingAtPart = mishap.does === "kill at part";
    if (mishap.does === "kill at request") {
      throw new KilledError("killed");
    }
    if (mishap.does === "pause") {
      throw new PausedError("quota", new Date(machine.now() + mishap.minutes * minuteMs));
    }
  }

  const machine: MemoryMachine = startMemoryMachine(
    (path, query) => {
      for (let [next] = mishaps; next !== undefined && waited >= next.after; [next] = mishaps) {
        mishaps = mishaps.slice(1);
        waited = 0;
        befall(next);
      }
      waited += 1;
      return playlists.answer(path, query);
    },
    {
      beforeWrite(name) {
        if (isDyingAtPart && name.includes("/parts/")) {
          isDyingAtPart = false;
          throw new KilledError("killed");
        }
      },
    },
  );

  /** As when another run has gone on with the same answers, and has published and tidied up meanwhile. */
  async function loseAnswers(): Promise<void> {
    const names = await listNames(machine.state);
    const kept = names.filter((name) => name.includes("/answers/"));
    for (const share of lost) {
      await machine.state.remove(kept[Math.floor(share * kept.length)] ?? "");
    }
  }

  return {
    machine,
    numbersAt: playlists.numbersAt,
    schedule(next: readonly Mishap[]): void {
      mishaps = next;
      waited = 0;
      isDyingAtPart = false;
    },
    /** Runs until one publishes: each begins a minute after the last one was killed, or when its pause is over. */
    async runUntilPublished(concurrency: number) {
      for (;;) {
        try {
          return await machine.run("playlists", { concurrency });
        } catch (error) {
          if (!isKilled(error) && !(error instanceof PausedError)) {
            throw error;
          }
          await loseAnswers();
          meanwhile.forEach(edit);
          machine.sleep(minuteMs);
          if (error instanceof PausedError) {
            machine.sleep(Math.max(0, error.until.getTime() - machine.now()));
          }
        }
      }
    },
  };
}

/** A dead process fails at whatever it tries next. */
function isKilled(error: unknown): boolean {
  return error instanceof KilledError || (error instanceof Error && isKilled(error.cause));
}
