import { type Answer, answerOk, refuse } from "./answer.ts";
import type { RouteContext } from "./routes.ts";

export interface PageLimits {
  readonly defaultLimit: number;
  readonly maximumLimit: number;
}

export const USUAL_LIMITS: PageLimits = { defaultLimit: 20, maximumLimit: 50 };

export interface Paged<Item> {
  readonly items: readonly Item[];
  readonly toSent: (item: Item) => unknown;
  readonly limits?: PageLimits;
}

/** One page by offset. Only an empty list has a page at its end: elsewhere `offset >= total` is a failure of Spotify's. */
export function answerPage<Item>(context: RouteContext, paged: Paged<Item>): Answer {
  const limit = readLimit(context.query, paged.limits ?? USUAL_LIMITS);
  if (limit === undefined) {
    return refuse(400, "Invalid limit");
  }
  const offset = readWholeNumber(context.query.get("offset") ?? "0");
  if (offset === undefined) {
    return refuse(400, "Invalid offset");
  }
  if (offset > 0 && offset >= paged.items.length) {
    return refuse(500, "Server error");
  }
  return answerOk(toPage(context, { ...paged, limit, offset }));
}

/** The body of a page; also what a playlist's own answer embeds. */
export function toPage<Item>(
  { href, query }: Pick<RouteContext, "href" | "query">,
  { items, toSent, limit, offset }: Paged<Item> & { readonly limit: number; readonly offset: number },
) {
  const total = items.length;
  const link = (at: number) => linkTo(href, query, { offset: String(at), limit: String(limit) });
  return {
    href: link(offset),
    items: items.slice(offset, offset + limit).map(toSent),
    limit,
    next: offset + limit < total ? link(offset + limit) : null,
    offset,
    previous: offset > 0 ? link(Math.max(0, offset - limit)) : null,
    total,
  };
}

/** A page of the followed artists, the one list that goes by cursor: the id of the last artist had. */
export function answerCursorPage<Item extends { readonly id: string }>(
  { href, query }: RouteContext,
  { items, toSent }: Paged<Item>,
): Answer {
  const limit = readLimit(query, USUAL_LIMITS);
  if (limit === undefined) {
    return refuse(400, "Invalid limit");
  }
  const after = query.get("after");
  const start = after === null ? 0 : items.findIndex((item) => item.id === after) + 1;
  if (after !== null && start === 0) {
    return refuse(400, "Invalid after");
  }
  const page = items.slice(start, start + limit);
  const cursor = start + limit < items.length ? (page.at(-1)?.id ?? null) : null;
  return answerOk({
    artists: {
      cursors: { after: cursor },
      href: linkTo(href, query, { limit: String(limit) }),
      items: page.map(toSent),
      limit,
      next: cursor === null ? null : linkTo(href, query, { after: cursor, limit: String(limit) }),
      total: items.length,
    },
  });
}

/** Spotify's links forget `additional_types`: who follows them gets its episodes as tracks from the second page on. */
function linkTo(href: string, query: URLSearchParams, position: Readonly<Record<string, string>>): string {
  const linked = new URLSearchParams(query);
  linked.delete("additional_types");
  for (const [name, value] of Object.entries(position)) {
    linked.set(name, value);
  }
  return `${href}?${linked}`;
}

function readLimit(query: URLSearchParams, limits: PageLimits): number | undefined {
  const asked = query.get("limit");
  if (asked === null) {
    return limits.defaultLimit;
  }
  const limit = readWholeNumber(asked);
  return limit === undefined || limit < 1 || limit > limits.maximumLimit ? undefined : limit;
}

function readWholeNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
