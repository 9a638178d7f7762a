/** What goes back over HTTP. A body that is a string goes as plain text, anything else as JSON. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export function answerOk(body: unknown): Answer {
  return { status: 200, body };
}

/** A refusal in the API's words. The token endpoint speaks differently, see `TokenService`. */
export function refuse(status: number, message: string, reason?: string): Answer {
  return { status, body: { error: { status, message, ...(reason === undefined ? undefined : { reason }) } } };
}
