import type { Page } from "../web/page.ts";
import type { ConnectCookie } from "./browser-secret.ts";

/** What a browser asks. */
export interface ConnectRequest {
  /** Whole, as the host saw it. */
  readonly url: string;
  /** The `Cookie` header. */
  readonly cookies: string | null;
}

/** What it is answered. */
export interface ConnectAnswer {
  readonly page: Page;
  readonly cookie?: ConnectCookie;
  /** The header of that name. */
  readonly retryAfter?: string;
  /** What a log is told of a refusal, beside the page's title. */
  readonly reason?: string;
}
