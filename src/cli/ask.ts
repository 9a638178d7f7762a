import { createInterface } from "node:readline/promises";

/**
 * Asks whether to go on, on a terminal. Anything but a yes is a no.
 *
 * @param streams.signal ends the question, with its own reason
 */
export async function askWhetherTo(
  question: string,
  {
    input,
    output,
    signal,
  }: {
    readonly input: NodeJS.ReadStream;
    readonly output: NodeJS.WriteStream;
    readonly signal: AbortSignal;
  },
): Promise<boolean> {
  const lines = createInterface({ input, output });
  // Whoever closes the input says no.
  const closed = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
  try {
    const answer = await Promise.race([lines.question(`${question} [y/N] `, { signal }), closed]);
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    lines.close();
  }
}
