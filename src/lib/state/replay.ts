import { hashName } from "./hash-name.ts";
import type { KeptAnswer } from "./kept-answer.ts";
import type { Question } from "./question.ts";

/** Gives kept answers again in such an order that a reading made of them and of new ones is as sound as a new one. */
export interface Replay {
  /** The next answer to the question that may be used. */
  take(question: Question): KeptAnswer | undefined;
  /** Spotify is asked itself. */
  noteAsked(question: Question): void;
}

/**
 * Answers to one question come in the order in which they were given, each once, so that a run that is gone on with goes the
 * way of the first, its repeated readings included. A reading is checked by openings: a playlist's object or a
 * collection's first page. So two rules hold for each subject:
 *
 * * An answer older than the opening that was used last is not used: it may be of an earlier version.
 * * Once Spotify was asked something itself, no kept opening is used: it could not tell what changed before that. And once
 *   it was asked for an opening, nothing that is kept is.
 *
 * And a third for playlists, whose pages are checked against the version that was listed before them: once Spotify was
 * asked for the list, nothing that is kept of any playlist is used.
 *
 * @param answers in the order in which they were given
 */
export function createReplay(answers: readonly KeptAnswer[]): Replay {
  const queues = new Map<string, { readonly answer: KeptAnswer; readonly place: number }[]>();
  for (const [place, answer] of answers.entries()) {
    queues.set(answer.key, [...(queues.get(answer.key) ?? []), { answer, place }]);
  }
  const openedAt = new Map<string, number>();
  const asked = new Set<string>();
  let isListAsked = false;

  return {
    take({ text, subject, isOpening, isOfPlaylist }) {
      const queue = queues.get(hashName(text)) ?? [];
      const opened = openedAt.get(subject) ?? -1;
      while ((queue[0]?.place ?? Number.POSITIVE_INFINITY) < opened) {
        queue.shift();
      }
      if ((isOpening && asked.has(subject)) || (isOfPlaylist && isListAsked)) {
        return undefined;
      }
      const next = queue.shift();
      if (next !== undefined && isOpening) {
        openedAt.set(subject, next.place);
      }
      return next?.answer;
    },
    noteAsked({ subject, isOpening, isOfList }) {
      asked.add(subject);
      isListAsked ||= isOfList;
      if (isOpening) {
        openedAt.set(subject, Number.POSITIVE_INFINITY);
      }
    },
  };
}
