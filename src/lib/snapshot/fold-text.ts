/**
 * A text as it is compared: whoever searches need not type accents, capitals, typographic quotes or white space as the title
 * has them. The upper case first, because letters that differ in lower case alone, as `ß` and `ss` or the two forms of a sigma, then
 * meet.
 */
export function foldText(text: string): string {
  return (
    text
      // Before the decomposition, which makes an accent and a blank of some of them.
      .replace(/[‘’‚‛′´`ʼ]/g, "'")
      .replace(/[“”„‟″«»]/g, '"')
      .normalize("NFKD")
      .replace(/\p{M}+/gu, "")
      .toUpperCase()
      .toLowerCase()
      .replaceAll("ς", "σ")
      .replace(/\s+/g, " ")
      .trim()
  );
}
