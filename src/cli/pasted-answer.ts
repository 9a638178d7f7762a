import { createInterface } from "node:readline";
import { ConsentError } from "../lib/errors.ts";
import { type AnswerSource, readAnswer, toLoopbackUri } from "./consent-answer.ts";

/**
 * Takes the answer from a user who agrees on another machine: there nobody listens where Spotify sends the browser, which shows an
 * error then, with the answer in its address bar.
 */
export function askForAddress({
  port,
  input,
  say,
}: {
  readonly port: number;
  readonly input: NodeJS.ReadableStream;
  readonly say: (message: string) => void;
}): AnswerSource {
  const lines = createInterface({ input });

  async function awaitCode(state: string, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    say(
      "When you have agreed, the browser shows an error, since the page is on no machine. Copy the whole address from its address " +
        `bar (it begins with ${toLoopbackUri(port)}?code=), paste it here and press Enter:`,
    );
    const answer = Promise.withResolvers<string>();
    lines.on("line", (line) => {
      if (line.trim() === "") {
        return;
      }
      const read = readAnswer(toQuery(line), state);
      switch (read.type) {
        case "code":
          answer.resolve(read.code);
          break;
        case "refused":
          answer.reject(read.error);
          break;
        case "foreign":
          say(
            "That is not the address of this login's answer. Paste the whole address, with code and state:",
          );
      }
    });
    lines.on("close", () =>
      answer.reject(new ConsentError("No address was pasted. Nothing was stored; run login --manual again.")),
    );
    signal.addEventListener("abort", () => answer.reject(signal.reason));
    return answer.promise;
  }

  return { redirectUri: toLoopbackUri(port), awaitCode, close: () => lines.close() };
}

/** Takes a whole address, or what follows its question mark. */
function toQuery(line: string): URLSearchParams {
  return new URLSearchParams(
    line
      .trim()
      .replace(/^[^?]*\?/, "")
      .replace(/#.*$/, ""),
  );
}
