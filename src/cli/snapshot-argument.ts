import { InvalidArgumentError } from "commander";
import {
  expressionForms,
  parseSnapshotExpression,
  type SnapshotExpression,
} from "../lib/snapshot/choose-snapshot.ts";

/** An argument that names a snapshot, as commander wants it: told with the argument's name, as wrong use. */
export function parseSnapshotArgument(text: string): SnapshotExpression {
  const expression = parseSnapshotExpression(text);
  if (expression === undefined) {
    throw new InvalidArgumentError(`It must be ${expressionForms}.`);
  }
  return expression;
}
