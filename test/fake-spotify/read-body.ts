import type { z } from "zod";
import { Refusal } from "./answer.ts";

/** The body as the schema has it. Throws Spotify's refusal of what is no JSON, or other JSON. */
export function readJson<Schema extends z.ZodType>(body: string, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(parseJson(body));
  if (!parsed.success) {
    throw new Refusal(400, `Malformed body: ${parsed.error.issues[0]?.path.join(".")}`);
  }
  return parsed.data;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal(400, "Error parsing JSON.");
  }
}
