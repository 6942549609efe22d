import { CR, LF } from "./lines.ts";

const REPLACEMENT = "\uFFFD";
const SYMBOLS_OF_CONTROLS = 0x2400;
const SYMBOL_OF_DELETE = "\u2421";

/** Joiners shape letters of Persian and Indic scripts and emoji; a soft hyphen is a hyphen that need not show. */
const HARMLESS = new Set(["\u200C", "\u200D", "\u00AD"]);

/** Controls and whatever has no shape of its own: direction marks, zero widths, tags, half characters. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Symbols by code unit, each worked out once; null where the unit is shown as it is. */
const symbols: (string | null)[] = new Array(0x10000);

/**
 * Text that shows what it holds: CR LF becomes LF, a control character its symbol (␀, ␛, ␍), a character that hides, joins
 * lines or turns the direction of text its number in brackets, as [U+202E]. Tab and LF stay.
 * Measured first and then written, since a text can be thirty million control characters.
 */
export function visibleText(text: string): string {
  if (!INVISIBLE.test(text)) return text;
  let length = 0;
  for (let at = 0; at < text.length; at += 1) length += symbolAt(text, at)?.length ?? 1;
  const units = Buffer.alloc(2 * length);
  let to = 0;
  const write = (unit: number): void => {
    units[to++] = unit & 0xff;
    units[to++] = unit >> 8;
  };
  for (let at = 0; at < text.length; at += 1) {
    const symbol = symbolAt(text, at);
    if (symbol === null) write(text.charCodeAt(at));
    else for (let index = 0; index < symbol.length; index += 1) write(symbol.charCodeAt(index));
  }
  return units.toString("utf16le");
}

/** What the code unit at `at` is shown as; null for itself, and nothing for the second half of what has one symbol. */
function symbolAt(text: string, at: number): string | null {
  const unit = text.charCodeAt(at);
  if (unit === CR && text.charCodeAt(at + 1) === LF) return "";
  if (isHighHalf(unit) && isLowHalf(text.charCodeAt(at + 1))) return symbolOfPair(text.slice(at, at + 2));
  if (isLowHalf(unit) && isHighHalf(text.charCodeAt(at - 1)))
    return symbolOfPair(text.slice(at - 1, at + 1)) === null ? null : "";
  let symbol = symbols[unit];
  if (symbol === undefined) {
    symbol = symbolOf(String.fromCharCode(unit));
    symbols[unit] = symbol;
  }
  return symbol;
}

function symbolOfPair(pair: string): string | null {
  return INVISIBLE.test(pair) ? symbolOf(pair) : null;
}

function symbolOf(character: string): string | null {
  if (character === "\n" || character === "\t" || HARMLESS.has(character) || !INVISIBLE.test(character)) return null;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCharCode(SYMBOLS_OF_CONTROLS + code);
  if (code === 0x7f) return SYMBOL_OF_DELETE;
  if (isHighHalf(code) || isLowHalf(code)) return REPLACEMENT;
  return `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
}

function isHighHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowHalf(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Controls but tab, LF, form feed and a CR before LF; and the embeddings, overrides and isolates of direction. */
const ACTS = /(?![\t\n\f\r])\p{Cc}|\r(?!\n)|[\u202A-\u202E\u2066-\u2069]/u;

/** Whether a terminal might do something else than print the text, or print it in another order than it stands. */
export function actsWhenShown(text: string): boolean {
  return ACTS.test(text);
}
