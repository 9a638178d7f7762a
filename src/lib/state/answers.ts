import { createHash } from "node:crypto";
import { text } from "node:stream/consumers";
import { z } from "zod";
import type { Archive } from "../archive/archive.ts";
import { toSnapshotId } from "../archive/snapshot.ts";
import { ArchiveError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { ApiGet } from "../spotify/request.ts";
import { SpotifyError } from "../spotify/spotify-error.ts";
import { hashName } from "./hash-name.ts";
import { findChain, isFresh, type KeptAnswer, parseAnswerName, toRunFolder } from "./kept-answer.ts";
import type { Pause } from "./pauses.ts";
import { type Question, toQuestion } from "./question.ts";
import { removeAll } from "./remove-all.ts";
import { createReplay } from "./replay.ts";

/**
 * What Spotify has answered to a run that has not published yet, so that the next run goes on where this one was killed or
 * paused.
 */
export interface Answers {
  /** When the run began whose answers are used: a snapshot is as of its first question. */
  readonly startedAt: Date;
  /** Whether there are answers of an unfinished run. */
  readonly isGoingOn: boolean;
  /** Asks through `get`, unless the answer is there already; keeps what comes, before it is given. */
  recall(get: ApiGet): ApiGet;
  /** How many answers were given again. */
  countReused(): number;
  /** Forgets the answers that this run could use, its own, and those that are too old for anybody. */
  finish(): Promise<void>;
}

const answerSchema = z.union([
  z.object({ question: z.string(), body: z.unknown() }),
  z.object({ question: z.string(), refusal: z.object({ status: z.number(), message: z.string() }) }),
]);
type Answer = z.infer<typeof answerSchema>;

export interface AnswersOptions {
  /** Where in the archive the answers of the kind lie. */
  readonly folder: string;
  /** Only runs of the same mode are gone on with. */
  readonly mode: string;
  readonly pauses: readonly Pause[];
  /** The start of the newest snapshot: a run that began no later has published, and only failed to tidy up. */
  readonly publishedAt: Date | undefined;
  readonly now: () => Date;
  readonly log: Log;
}

/** Finds the answers of unfinished runs. */
export async function openAnswers(
  archive: Archive,
  { folder, mode, pauses, publishedAt, now, log }: AnswersOptions,
): Promise<Answers> {
  const found: KeptAnswer[] = [];
  for await (const { name } of archive.list(`${folder}/`)) {
    found.push(...parseAnswerName(name));
  }
  const canGoOn = ({ startedAt }: { readonly startedAt: Date }, lastAt: Date) =>
    (publishedAt === undefined || publishedAt < startedAt) &&
    isFresh({ startedAt, lastAt }, { pauses, now: now() });
  const chain = findChain(found, { mode, isFresh: canGoOn }).map(({ folder }) => folder);
  const adopted = chain.flatMap((folder) =>
    found.filter(({ run }) => run.folder === folder).sort((a, b) => a.number - b.number),
  );
  const last = adopted.at(-1)?.run;
  const startedAt = last?.startedAt ?? now();
  const run = toRunFolder({ startedAt, mode, ...(last === undefined ? {} : { parent: last.id }) });
  const replay = createReplay(adopted);
  const written: string[] = [];
  let reused = 0;

  async function load({ name }: KeptAnswer, question: Question): Promise<Answer | undefined> {
    try {
      const answer = parseAnswer(await text(archive.read(name)));
      return answer.question === question.text ? answer : undefined;
    } catch (error) {
      if (!(error instanceof ArchiveError || error instanceof SyntaxError || error instanceof z.ZodError)) {
        throw error;
      }
      // Another run may have finished and tidied up, or the file is damaged: what is not there is asked again.
      log.warn("a kept answer cannot be used, so Spotify is asked again", { name, reason: error.message });
      return undefined;
    }
  }

  async function keep(answer: Answer): Promise<void> {
    const number = String(written.length).padStart(6, "0");
    const name = `${folder}/${run.folder}/${toSnapshotId(now())}_${number}_${hashName(answer.question)}.json`;
    written.push(name);
    await archive.write(name, renderAnswer(answer), { contentType: "application/json" });
  }

  function recall(get: ApiGet): ApiGet {
    return async (path, query = {}) => {
      const question = toQuestion(path, query);
      const kept = replay.take(question);
      const answer = kept === undefined ? undefined : await load(kept, question);
      if (answer !== undefined) {
        reused += 1;
        return reveal(answer);
      }
      replay.noteAsked(question);
      try {
        const body = await get(path, query);
        await keep({ question: question.text, body });
        return body;
      } catch (error) {
        if (error instanceof SpotifyError && isRefusalOf(question, error.status)) {
          await keep({ question: question.text, refusal: { status: error.status, message: error.message } });
        }
        throw error;
      }
    };
  }

  function finish(): Promise<void> {
    const isOld = ({ run: { startedAt }, answeredAt }: KeptAnswer) => !canGoOn({ startedAt }, answeredAt);
    const names = [...adopted, ...found.filter(isOld)].map(({ name }) => name);
    return removeAll(archive, [...new Set([...names, ...written])]);
  }

  return { startedAt, isGoingOn: adopted.length > 0, recall, countReused: () => reused, finish };
}

function reveal(answer: Answer): unknown {
  if ("refusal" in answer) {
    throw new SpotifyError(answer.refusal.message, { status: answer.refusal.status });
  }
  return answer.body;
}

/** A refusal of one playlist will be the same again. Others are of the app or the consent, which the user can mend at once. */
function isRefusalOf({ isOfPlaylist }: Question, status: number | undefined): status is number {
  return isOfPlaylist && (status === 403 || status === 404);
}

/** An answer as a file: a line, and the line's hash. */
async function* renderAnswer(answer: Answer): AsyncGenerator<string, void> {
  const line = JSON.stringify(answer);
  yield `${line}\n${hashLine(line)}\n`;
}

function parseAnswer(file: string): Answer {
  const [line = "", hash, end] = file.split("\n");
  if (hash !== hashLine(line) || end !== "") {
    throw new SyntaxError("It is not what was written.");
  }
  return answerSchema.parse(JSON.parse(line));
}

function hashLine(line: string): string {
  return createHash("sha256").update(line).digest("hex");
}
