/**
 * Text of others for Discord, as plain text on one line: no markdown, no link, no mention. Control characters, which could also turn
 * the direction of what follows, are spaces.
 *
 * Discord takes a backslash before any sign for that sign itself. A mention is broken by a space of no width behind its `@`.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, " ")
    .replace(/[!-/:-@[-`{-~]/g, (sign) => (sign === "@" ? "@\u200B" : `\\${sign}`));
}

/** The beginning of a text, of at most so many characters, and a mark where something was left out. */
export function cutText(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

/**
 * As many texts as fit, and how many did not.
 *
 * @param joining.most how long the result may be, in UTF-16 units; every text is much shorter
 */
export function joinWithin(
  texts: readonly string[],
  joining: { readonly most: number; readonly separator: string },
): string {
  const { most, separator } = joining;
  let shown = "";
  for (const [index, text] of texts.entries()) {
    const next = index === 0 ? text : shown + separator + text;
    const left = texts.length - index - 1;
    if (next.length + countLeft(left, separator).length > most) {
      return shown + countLeft(left + 1, separator);
    }
    shown = next;
  }
  return shown;
}

function countLeft(left: number, separator: string): string {
  return left === 0 ? "" : `${separator}and ${left.toLocaleString("en-US")} more`;
}
