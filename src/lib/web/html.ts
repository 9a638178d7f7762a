/** Markup that is safe to send: made by {@link html} alone. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

type Piece = string | number | Html | readonly Html[];

/** Makes markup of a template. What is put into it is text, and escaped, unless it is markup itself. */
export function html(template: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(String.raw({ raw: template }, ...pieces.map(toMarkup)));
}

function toMarkup(piece: Piece): string {
  if (piece instanceof Html) {
    return piece.markup;
  }
  return isList(piece) ? piece.map(({ markup }) => markup).join("") : escapeText(String(piece));
}

function isList(piece: Piece): piece is readonly Html[] {
  return Array.isArray(piece);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Fit for text and for attributes in quotes. Control characters, which could turn the direction of what follows, are spaces. */
function escapeText(text: string): string {
  return text
    .replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu, " ")
    .replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
