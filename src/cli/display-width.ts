const characters = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What fills two columns: East Asian wide and fullwidth characters as in Unicode's Annex 11, and pictures. */
const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{1F200}-\u{1F265}\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}|\uFE0F/u;

/** Accents, joiners and other characters that fill no column of their own. */
const unseen = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/gu;

/** The beginning of a text that would fill more columns than that, with an ellipsis behind it. */
export function cutToWidth(text: string, columns: number): string {
  if (toDisplayWidth(text) <= columns) {
    return text;
  }
  let cut = "";
  for (const { segment } of characters.segment(text)) {
    if (toDisplayWidth(cut + segment) >= columns) {
      break;
    }
    cut += segment;
  }
  return `${cut}…`;
}

/** How many columns of a terminal a text fills, as far as terminals agree. */
export function toDisplayWidth(text: string): number {
  let width = 0;
  for (const { segment } of characters.segment(text)) {
    width += wide.test(segment) ? 2 : [...segment.replace(unseen, "")].length;
  }
  return width;
}
