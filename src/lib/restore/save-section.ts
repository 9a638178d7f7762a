import { toEntry } from "../snapshot/entry.ts";
import { sectionTitles } from "../snapshot/section-titles.ts";
import { ItemsRefusedError, SpotifyError } from "../spotify/spotify-error.ts";
import { mostUrisInSave } from "../spotify/writer.ts";
import { toChunks } from "./chunks.ts";
import type { SavingOrder } from "./note.ts";
import type { Step } from "./plan.ts";
import type { RestorableSection } from "./saved-state.ts";
import { sendPastRefusals } from "./send-past-refusals.ts";
import type { RestoreWork } from "./work.ts";

type SaveStep = Extract<Step, { readonly type: "save" }>;

/**
 * Saves what is missing in a section, the oldest first, since Spotify puts what is saved last on top. What one request saves is taken
 * to come out in its order, too; after the first one that is looked up, and turned if it is the other way round.
 */
export async function saveSection({ section, uris, atOnce }: SaveStep, work: RestoreWork): Promise<void> {
  const awaitNextSecond = section === "artists" ? async () => {} : work.startSpacing();
  const saving: Saving = { section, awaitNextSecond, work };
  const wanted = work.substitutes.resolve(uris);
  const rest = section === "artists" ? await probeArtists(wanted, work) : wanted;
  for (const chunk of toChunks<string>(rest, atOnce)) {
    await work.claim.renew();
    const saved = await saveTogether(chunk, saving);
    // Of likes alone is it known that their list is in the order of saving.
    if (section === "tracks" && work.journal.memory().order === undefined && saved.length > 1) {
      await learnOrder(saved, saving);
    }
    work.tellDone(1);
  }
}

interface Saving {
  readonly section: RestorableSection;
  readonly awaitNextSecond: () => Promise<void>;
  readonly work: RestoreWork;
}

async function saveTogether(
  uris: readonly string[],
  { section, awaitNextSecond, work }: Saving,
): Promise<readonly string[]> {
  const { writer, substitutes, report, journal } = work;
  const saved = await sendPastRefusals(uris, {
    async send(some) {
      await awaitNextSecond();
      await writer.saveItems(toSent(some, journal.memory().order));
    },
    replace: (uri) => substitutes.replace(uri, sectionTitles[section]),
  });
  report.saved[section] = (report.saved[section] ?? 0) + saved.length;
  return saved;
}

function toSent(uris: readonly string[], order: SavingOrder | undefined): readonly string[] {
  return order === "first on top" ? uris.toReversed() : uris;
}

/** Looks up once in which order Spotify has put what one request has saved. */
async function learnOrder(saved: readonly string[], { awaitNextSecond, work }: Saving): Promise<void> {
  const { spotify, writer, report, journal } = work;
  const isSaved = new Set(saved);
  const newest = await spotify.readSavedTracks(0);
  const found = newest.items.map((entry) => toEntry("tracks", entry).uri).filter((uri) => isSaved.has(uri));
  if (found.length < 2) {
    return;
  }
  const order = findOrder(saved, found);
  if (order === "first on top") {
    // Nothing newer has been saved yet, so they can still be put in order.
    await writer.unsaveItems(saved);
    await awaitNextSecond();
    await writer.saveItems(toSent(saved, order));
    report.notes.push(
      "Spotify puts the first of what one request saves on top, so all were saved the other way round.",
    );
  } else if (order === "neither") {
    report.notes.push(
      `Spotify does not keep the order of what one request saves, so within each ${mostUrisInSave} the order is not what it was. ` +
        "With --exact-order, each takes a request of its own.",
    );
  }
  // Last, so that whoever is killed before learns it anew.
  await journal.note({ type: "order", order });
}

/** @param found what of it stands on the first page of the list, newest first */
function findOrder(saved: readonly string[], found: readonly string[]): SavingOrder {
  const isFound = new Set(found);
  const sent = saved.filter((uri) => isFound.has(uri));
  const isAlike = (those: readonly string[]) => those.every((uri, place) => uri === found[place]);
  if (isAlike(sent.toReversed())) {
    return "last on top";
  }
  return isAlike(sent) ? "first on top" : "neither";
}

/**
 * Spotify names no artists among what can be saved this way, though it is reported to take them. So the first one goes alone, and
 * where it is refused the second, which tells an artist that is gone from artists who are not taken.
 *
 * @returns those that are still to be followed
 * @throws {SpotifyError} where none is taken
 */
async function probeArtists(uris: readonly string[], work: RestoreWork): Promise<readonly string[]> {
  const { writer, journal, report } = work;
  const refused: string[] = [];
  for (const [place, uri] of uris.entries()) {
    try {
      await writer.saveItems([uri]);
      report.saved.artists = (report.saved.artists ?? 0) + 1;
      for (const gone of refused) {
        await work.substitutes.replace(gone, sectionTitles.artists);
      }
      work.tellDone(1);
      return uris.slice(place + 1);
    } catch (error) {
      if (!(error instanceof ItemsRefusedError)) {
        throw error;
      }
      refused.push(uri);
      if (refused.length === 2 || refused.length === uris.length) {
        await journal.note({ type: "unsupported", section: "artists" });
        throw new SpotifyError(`Spotify does not let this app follow artists. ${error.message}`, {
          status: error.status ?? 400,
          cause: error,
        });
      }
    }
  }
  return [];
}
