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
    if (/^<(?:[a-z!?]|\/[a-z])/i.test(html.slice(at, at + 3))) return at;
  }
  return html.length;
}

function behind(html: string, end: string, from: number): number {
  const at = html.indexOf(end, from);
  return at < 0 ? html.length : at + end.length;
}

function readTag(html: string, open: number, events: HtmlEvents): number {
  const closing = html.charAt(open + 1) === "/";
  const nameStart = closing ? open + 2 : open + 1;
  const nameEnd = endOfRun(html, nameStart, isNameEnd);
  const name = html.slice(nameStart, nameEnd).toLowerCase();
  const attributes = new Map<string, string>();
  const end = readAttributes(html, nameEnd, attributes);
  events.tag({ name, closing, attributes });
  if (closing || !RAW_TEXT.has(name)) return end;
  const contentEnd = endOfRawText(html, end, name);
  events.rawText(name, html.slice(end, contentEnd));
  return contentEnd;
}

/** Reads up to and with `>`. */
function readAttributes(html: string, from: number, into: Map<string, string>): number {
  let at = from;
  for (;;) {
    at = endOfRun(html, at, (character) => !isBlank(character) && character !== "/");
    if (at >= html.length) return at;
    if (html.charAt(at) === ">") return at + 1;
    const nameEnd = endOfRun(html, at + 1, (character) => isNameEnd(character) || character === "=");
    const name = html.slice(at, nameEnd).toLowerCase();
    const equals = endOfRun(html, nameEnd, (character) => !isBlank(character));
    let value = "";
    at = equals;
    if (html.charAt(equals) === "=") {
      const start = endOfRun(html, equals + 1, (character) => !isBlank(character));
      const quote = html.charAt(start);
      const quoted = quote === '"' || quote === "'";
      const end = quoted ? indexOrEnd(html, quote, start + 1) : endOfRun(html, start, (c) => isBlank(c) || c === ">");
      value = html.slice(quoted ? start + 1 : start, end);
      at = quoted ? end + 1 : end;
    }
    if (!into.has(name)) into.set(name, decodeReferences(value));
  }
}

/** Where `</name` stands next; without one the element goes to the end. */
function endOfRawText(html: string, from: number, name: string): number {
  for (let at = html.indexOf("</", from); at >= 0; at = html.indexOf("</", at + 2)) {
    const after = at + 2 + name.length;
    if (html.slice(at + 2, after).toLowerCase() === name && (after >= html.length || isNameEnd(html.charAt(after))))
      return at;
  }
  return html.length;
}

function endOfRun(html: string, from: number, ends: (character: string) => boolean): number {
  let at = from;
  while (at < html.length && !ends(html.charAt(at))) at += 1;
  return at;
}

function indexOrEnd(html: string, text: string, from: number): number {
  const at = html.indexOf(text, from);
  return at < 0 ? html.length : at;
}

function isBlank(character: string): boolean {
  return character === " " || character === "\n" || character === "\t" || character === "\r" || character === "\f";
}

function isNameEnd(character: string): boolean {
  return isBlank(character) || character === "/" || character === ">";
}
