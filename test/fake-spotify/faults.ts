import type { Answer } from "./answer.ts";

export interface FakeRequest {
  readonly service: "api" | "token" | "image";
  /** Counted from 1 among the requests to the same service, refused and broken ones included. */
  readonly index: number;
  readonly method: string;
  /** For the API what follows `/v1`, else the whole path. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Empty until it is read. */
  readonly body: string;
}

/** What the server does in place of answering as it should. */
export type Misbehaviour =
  /** Any answer at all: an error, JSON of another form, a page that is not JSON. */
  | ({ readonly kind: "answer" } & Answer)
  | {
      readonly kind: "rate-limit";
      readonly retryAfter?: number | string | undefined;
      readonly reason?: string;
    }
  /** The connection is reset before anything came. */
  | { readonly kind: "reset" }
  /**
   * The true answer breaks off in the middle: short of its Content-Length, or in chunks that never end, or in chunks
   * that end as if all were said, so that only the JSON tells.
   */
  | { readonly kind: "truncated"; readonly how: "content-length" | "chunked" | "chunked-ended" }
  /** Silence, at once or in the middle of the body, until the client gives up or the server stops. */
  | { readonly kind: "hang"; readonly when: "before-headers" | "half-body" }
  /** The true answer with another body. */
  | { readonly kind: "edited"; readonly edit: (body: unknown) => unknown }
  /** Something happens first, then the answer is true: the library changes, the access tokens die. */
  | { readonly kind: "event"; readonly happen: () => void };

export interface Fault {
  /** @default "api" */
  readonly service?: FakeRequest["service"];
  /** Which of the service's requests it befalls. All of them unless told. */
  readonly when?: (request: FakeRequest) => boolean;
  /** How many requests it befalls, `Infinity` for all. @default 1 */
  readonly times?: number;
  /**
   * What became of the request itself, which matters where it writes: `done` took effect though its answer is lost,
   * `undone` changed nothing. What begins with the true answer (`truncated`, `edited`, `hang` in the middle of the
   * body, `event`) is always `done`.
   * @default "undone"
   */
  readonly effect?: "done" | "undone";
  readonly does: Misbehaviour;
}

/** What a fault does to the one request that it befalls. */
export interface BefallingFault {
  readonly effect: "done" | "undone";
  readonly does: Exclude<Misbehaviour, { kind: "event" }>;
}

/** What Spotify says, in plain text, to every request of an app whose owner has no Premium. */
export const PREMIUM_REQUIRED: Misbehaviour = {
  kind: "answer",
  status: 403,
  body: "Active premium subscription required for the owner of the app.",
};

/** What Spotify says, in plain text, to a user who is not on the app's allow-list. */
export const USER_NOT_REGISTERED: Misbehaviour = {
  kind: "answer",
  status: 403,
  body: "User not registered in the Developer Dashboard.",
};

/** A page whose `total` is not the number of entries there are. */
export function lieAboutTotal(lie: (total: number) => number): Misbehaviour {
  return { kind: "edited", edit: (body) => editTotal(body, lie) };
}

function editTotal(body: unknown, lie: (total: number) => number): unknown {
  if (typeof body !== "object" || body === null) {
    return body;
  }
  if ("total" in body && typeof body.total === "number") {
    return { ...body, total: lie(body.total) };
  }
  // A playlist and the followed artists hold their page one level down.
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      ["items", "tracks", "artists"].includes(name) ? editTotal(value, lie) : value,
    ]),
  );
}

/** The faults that are still to come, in the order in which they were scripted. */
export class FaultScript {
  #faults: { readonly fault: Fault; timesLeft: number }[] = [];

  add(fault: Fault): void {
    this.#faults.push({ fault, timesLeft: fault.times ?? 1 });
  }

  clear(): void {
    this.#faults = [];
  }

  /** Lets happen all events that this request brings about, and returns the first misbehaviour that answers it. */
  meet(request: FakeRequest): BefallingFault | undefined {
    for (const armed of this.#faults) {
      const { service = "api", when = () => true, does, effect = "undone" } = armed.fault;
      if (armed.timesLeft <= 0 || service !== request.service || !when(request)) {
        continue;
      }
      armed.timesLeft -= 1;
      if (does.kind !== "event") {
        return { does, effect: needsTrueAnswer(does) ? "done" : effect };
      }
      does.happen();
    }
    return undefined;
  }
}

function needsTrueAnswer(does: Misbehaviour): boolean {
  return (
    does.kind === "truncated" || does.kind === "edited" || (does.kind === "hang" && does.when === "half-body")
  );
}
