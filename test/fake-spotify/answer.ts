/** What goes back over HTTP. A body that is a string goes as plain text, bytes as a JPEG, anything else as JSON. */
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

/** Thrown in the middle of a write, before anything was changed: the whole request is answered by this refusal. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly answer: Answer;

  constructor(status: number, message: string) {
    super(message);
    this.answer = refuse(status, message);
  }
}
