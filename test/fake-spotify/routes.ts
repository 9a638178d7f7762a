import { type Answer, Refusal, refuse } from "./answer.ts";
import type { FakeLibrary } from "./library.ts";
import { requireScopes } from "./scopes.ts";
import type { Shape } from "./shape.ts";
import type { World } from "./world.ts";

/** What an endpoint knows when it is asked. */
export interface RouteContext {
  /** That of the user whose access token it is. */
  readonly library: FakeLibrary;
  /** What that user allowed. */
  readonly scopes: readonly string[];
  readonly world: World;
  readonly shape: Shape;
  readonly query: URLSearchParams;
  /** The address asked for, without its query: what page links are made from. */
  readonly href: string;
  /** What stood in the path in place of `:id`; empty for a path without it. */
  readonly id: string;
  /** Unlike any other request's. */
  readonly requestIndex: number;
  readonly body: string;
  readonly contentType: string | undefined;
}

export interface Route {
  readonly method: string;
  /** Below `/v1`; a segment `:id` stands for any one segment. */
  readonly path: string;
  /** The apps that have this endpoint; all of them unless told. */
  readonly shapes?: readonly Shape[];
  /** What the user must have allowed. @default nothing, or what the answer itself looks for */
  readonly scope?: string;
  readonly answer: (context: RouteContext) => Answer;
}

export interface RouteRequest extends Omit<RouteContext, "id"> {
  readonly method: string;
  readonly path: string;
}

/** The first route that fits answers. What no route knows is 404, unlike a removed endpoint, which is a route of its own. */
export function answerFrom(routes: readonly Route[], request: RouteRequest): Answer {
  for (const route of routes) {
    if (route.method !== request.method || !(route.shapes?.includes(request.shape) ?? true)) {
      continue;
    }
    const id = matchPath(route.path, request.path);
    if (id !== undefined) {
      return answerOrRefuse(route, { ...request, id });
    }
  }
  return refuse(404, "Service not found");
}

function answerOrRefuse(route: Route, context: RouteContext): Answer {
  try {
    requireScopes(context.scopes, route.scope === undefined ? [] : [route.scope]);
    return route.answer(context);
  } catch (error) {
    if (error instanceof Refusal) {
      return error.answer;
    }
    throw error;
  }
}

/** The id in the path, `""` where the template has none, `undefined` where the path is another. */
function matchPath(template: string, path: string): string | undefined {
  const expected = template.split("/");
  const segments = path.split("/");
  if (expected.length !== segments.length) {
    return undefined;
  }
  let id = "";
  for (const [index, segment] of segments.entries()) {
    if (expected[index] === ":id") {
      id = decodeURIComponent(segment);
    } else if (expected[index] !== segment) {
      return undefined;
    }
  }
  return id;
}
