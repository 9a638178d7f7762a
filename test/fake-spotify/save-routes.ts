import { type Answer, answerOk, Refusal } from "./answer.ts";
import { openCatalogue } from "./catalogue.ts";
import type { Route, RouteContext } from "./routes.ts";
import { findSavable, type Savable } from "./saved-items.ts";
import { requireScopes } from "./scopes.ts";
import { SAVABLE_TYPES } from "./world.ts";

const MOST_IN_CALL = 40;
const URI = /^spotify:([a-z]+):([0-9A-Za-z]{22})$/;
/** The ids of users are names. */
const USER_URI = /^spotify:(user):([^:]+)$/;

/** Saving and following, which are one since 2026: everything by its URI, in the query string. */
export const SAVE_ROUTES: readonly Route[] = [
  {
    method: "PUT",
    path: "/me/library",
    answer: (context) => {
      const named = findToModify(context);
      for (const { save } of inSavingOrder(context, named)) {
        save();
      }
      return answerOk("");
    },
  },
  {
    method: "DELETE",
    path: "/me/library",
    answer: (context) => {
      for (const { savable } of findToModify(context)) {
        savable.remove();
      }
      return answerOk("");
    },
  },
  { method: "GET", path: "/me/library/contains", scope: "user-library-read", answer: answerContains },
];

interface Named {
  readonly uri: string;
  readonly savable: Savable;
}

function answerContains(context: RouteContext): Answer {
  return answerOk(findNamed(context).map(({ savable }) => savable.isSaved()));
}

/** All of them, before the first is touched: a call is done whole or refused whole. */
function findToModify(context: RouteContext): Named[] {
  const named = findNamed(context);
  requireScopes(
    context.scopes,
    named.map(({ savable }) => savable.scope),
  );
  return named;
}

function findNamed({ query, world, library }: RouteContext): Named[] {
  const uris = query.get("uris")?.split(",") ?? [];
  if (uris.length === 0) {
    throw new Refusal(400, "Missing required field: uris");
  }
  if (uris.length > MOST_IN_CALL) {
    throw new Refusal(400, "Too many uris");
  }
  const catalogue = openCatalogue(world);
  return uris.map((uri) => {
    const [, name, id = ""] = URI.exec(uri) ?? USER_URI.exec(uri) ?? [];
    const type = SAVABLE_TYPES.find((savable) => savable === name);
    if (type === undefined || !world.rules.savableTypes.includes(type)) {
      throw new Refusal(400, `Invalid uri: ${uri}`);
    }
    return { uri, savable: findSavable({ world, library, catalogue }, { type, id }) };
  });
}

/** Whatever is saved last comes to lie before the others. */
function inSavingOrder({ world }: RouteContext, named: readonly Named[]): Savable[] {
  const savables = (list: readonly Named[]) => list.map(({ savable }) => savable);
  switch (world.rules.savesInCall) {
    case "lastNewest":
      return savables(named);
    case "firstNewest":
      return savables(named.toReversed());
    case "sameSecondArbitrary":
      return savables(named.toSorted((a, b) => (a.uri < b.uri ? 1 : -1)));
  }
}
