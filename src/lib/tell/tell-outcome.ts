import type { Task } from "./event.ts";
import type { Teller } from "./teller.ts";
import { type Outcome, toFailureEvent, toOutcomeEvent } from "./to-event.ts";

/**
 * Does a backup and tells how it ended; errors rise as they would without. Where there was nothing to do, there is nothing to
 * tell, and a failure that will be tried again is not told yet.
 */
export async function tellOutcome<Result extends Outcome | undefined>(
  {
    task,
    teller,
    isTriedAgain = false,
    now = () => new Date(),
  }: {
    readonly task: Task;
    readonly teller: Teller;
    readonly isTriedAgain?: boolean;
    readonly now?: () => Date;
  },
  work: () => Promise<Result>,
): Promise<Result> {
  let outcome: Result;
  try {
    outcome = await work();
  } catch (error) {
    await (isTriedAgain ? undefined : teller.tell(toFailureEvent(task, error)));
    throw error;
  }
  const event = outcome === undefined ? undefined : toOutcomeEvent(task, outcome, now());
  await (event === undefined ? undefined : teller.tell(event));
  return outcome;
}
