const REPLACEMENT = "\uFFFD";
const SYMBOLS_OF_CONTROLS = 0x2400;
const SYMBOL_OF_DELETE = "\u2421";

/** Joiners shape letters of Persian and Indic scripts and emoji; a soft hyphen is a hyphen that need not show. */
const HARMLESS = new Set(["\u200C", "\u200D", "\u00AD"]);

/** Controls but tab and the ends of lines, and whatever has no shape of its own: direction marks, zero widths, tags. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Text that shows what it holds: CR LF becomes LF, a control character its symbol (␀, ␛, ␍), a character that hides, joins
 * lines or turns the direction of text its number in brackets, as [U+202E]. Tab and LF stay.
 */
export function visibleText(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(INVISIBLE, (character) => {
    if (character === "\n" || character === "\t" || HARMLESS.has(character)) return character;
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCharCode(SYMBOLS_OF_CONTROLS + code);
    if (code === 0x7f) return SYMBOL_OF_DELETE;
    if (code >= 0xd800 && code <= 0xdfff) return REPLACEMENT;
    return `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
  });
}

/** Controls but tab, LF, form feed and a CR before LF; and the embeddings, overrides and isolates of direction. */
const ACTS = /(?![\t\n\f\r])\p{Cc}|\r(?!\n)|[\u202A-\u202E\u2066-\u2069]/u;

/** Whether a terminal might do something else than print the text, or print it in another order than it stands. */
export function actsWhenShown(text: string): boolean {
  return ACTS.test(text);
}
