import { decodeReferences } from "./html-entities.ts";

/** A start or end tag. Names in lower case, values decoded; of two attributes of one name the first counts, as in browsers. */
export interface Tag {
  readonly name: string;
  readonly closing: boolean;
  readonly attributes: ReadonlyMap<string, string>;
}

export interface HtmlEvents {
  /** Text between tags, character references still in it. */
  text(raw: string): void;
  tag(tag: Tag): void;
  /** What stands inside an element whose content is no HTML: script, style, title and the like. */
  rawText(name: string, raw: string): void;
}

const SLASH = 47;
const EQUALS = 61;
const GREATER = 62;
const NO_ATTRIBUTES = new Map<string, string>();

/** Elements whose content ends at their end tag alone (HTML, 13.2.5). */
const RAW_TEXT = new Set(["script", "style", "title", "iframe", "noembed", "noframes", "xmp", "textarea"]);

/**
 * Reads HTML from left to right, each character once, and reports what it meets. A tag without an end goes to the end of
 * the text and is reported: two parts of a message must not make one tag, but what it would have loaded counts.
 */
export function readHtml(html: string, events: HtmlEvents): void {
  let at = 0;
  while (at < html.length) {
    const open = nextMarkup(html, at);
    if (open > at) events.text(html.slice(at, open));
    if (open >= html.length) return;
    if (html.startsWith("<!--", open)) at = behind(html, "-->", open + 2);
    else if ("!?".includes(html.charAt(open + 1))) at = behind(html, ">", open);
    else at = readTag(html, open, events);
  }
}

/** The next `<` that begins a tag, a comment or a declaration; others are text. */
function nextMarkup(html: string, from: number): number {
  for (let at = html.indexOf("<", from); at >= 0; at = html.indexOf("<", at + 1)) {
    if (beginsMarkup(html, at)) return at;
  }
  return html.length;
}

/** Whether a letter, `!`, `?`, or a slash and a letter follow. */
function beginsMarkup(html: string, at: number): boolean {
  const next = html.charCodeAt(at + 1);
  return isLetter(next) || next === 33 || next === 63 || (next === SLASH && isLetter(html.charCodeAt(at + 2)));
}

function isLetter(code: number): boolean {
  return (code | 32) >= 97 && (code | 32) <= 122;
}

function behind(html: string, end: string, from: number): number {
  const at = html.indexOf(end, from);
  return at < 0 ? html.length : at + end.length;
}

function readTag(html: string, open: number, events: HtmlEvents): number {
  const closing = html.charAt(open + 1) === "/";
  const nameStart = closing ? open + 2 : open + 1;
  const nameEnd = endOfName(html, nameStart);
  const name = html.slice(nameStart, nameEnd).toLowerCase();
  const attributes = html.charAt(nameEnd) === ">" ? NO_ATTRIBUTES : new Map<string, string>();
  const end = attributes === NO_ATTRIBUTES ? nameEnd + 1 : readAttributes(html, nameEnd, attributes);
  events.tag({ name, closing, attributes });
  if (closing || !RAW_TEXT.has(name)) return end;
  const contentEnd = endOfRawText(html, end, name);
  events.rawText(name, html.slice(end, contentEnd));
  return contentEnd;
}

/** Reads up to and with `>`. */
function readAttributes(html: string, from: number, into: Map<string, string>): number {
  for (let at = from; ; ) {
    while (isBlank(html, at) || html.charCodeAt(at) === SLASH) at += 1;
    if (at >= html.length) return at;
    if (html.charCodeAt(at) === GREATER) return at + 1;
    const nameEnd = endOfAttributeName(html, at);
    const name = html.slice(at, nameEnd).toLowerCase();
    at = behindBlanks(html, nameEnd);
    if (html.charCodeAt(at) === EQUALS) {
      const value = readValue(html, behindBlanks(html, at + 1));
      if (!into.has(name)) into.set(name, decodeReferences(value.text));
      at = value.end;
    } else if (!into.has(name)) into.set(name, "");
  }
}

function readValue(html: string, start: number): { text: string; end: number } {
  const quote = html.charAt(start);
  if (quote === '"' || quote === "'") {
    const close = html.indexOf(quote, start + 1);
    const end = close < 0 ? html.length : close;
    return { text: html.slice(start + 1, end), end: end + 1 };
  }
  let end = start;
  while (end < html.length && !isBlank(html, end) && html.charCodeAt(end) !== GREATER) end += 1;
  return { text: html.slice(start, end), end };
}

/** Where `</name` stands next; without one the element goes to the end. */
function endOfRawText(html: string, from: number, name: string): number {
  for (let at = html.indexOf("</", from); at >= 0; at = html.indexOf("</", at + 2)) {
    const after = at + 2 + name.length;
    if (html.slice(at + 2, after).toLowerCase() === name && (after >= html.length || isNameEnd(html, after))) return at;
  }
  return html.length;
}

function behindBlanks(html: string, from: number): number {
  let at = from;
  while (isBlank(html, at)) at += 1;
  return at;
}

function endOfName(html: string, from: number): number {
  let at = from;
  while (at < html.length && !isNameEnd(html, at)) at += 1;
  return at;
}

/** An equals sign in front belongs to the name, as in browsers. */
function endOfAttributeName(html: string, from: number): number {
  let at = from + 1;
  while (at < html.length && !isNameEnd(html, at) && html.charCodeAt(at) !== EQUALS) at += 1;
  return at;
}

/** Blank, tab, LF, FF or CR; nothing behind the end is. */
function isBlank(html: string, at: number): boolean {
  const code = html.charCodeAt(at);
  return code === 32 || code === 9 || code === 10 || code === 12 || code === 13;
}

function isNameEnd(html: string, at: number): boolean {
  const code = html.charCodeAt(at);
  return code === GREATER || code === SLASH || isBlank(html, at);
}
