import { decodeWords } from "postal-mime";

const WORD = /=\?([^?\s]{1,60})\?([bq])\?([\x21-\x3e\x40-\x7e]*)\?=/gi;

/** Encoded words of a header's value decoded (RFC 2047); everything else stays, control characters too. */
export function decodeHeaderWords(raw: string): string {
  return raw.includes("=?") ? decodeWords(joinWords(raw)) : raw;
}

/**
 * Neighbours of one charset as one word. Each should hold whole characters (RFC 2047, 5), but programs that cut at a number
 * of bytes are many, and pad what they cut.
 */
function joinWords(raw: string): string {
  let joined = "";
  let end = 0;
  let open: { readonly charset: string; readonly words: RegExpExecArray[] } | undefined;
  const close = (): string => {
    const joined = open ? oneWord(open.charset, open.words) : "";
    open = undefined;
    return joined;
  };
  for (const match of raw.matchAll(WORD)) {
    const [whole, charset = ""] = match;
    const between = raw.slice(end, match.index);
    const isNext = open?.charset.toLowerCase() === charset.toLowerCase() && between.trim() === "";
    if (!isNext) joined += close() + between;
    open ??= { charset, words: [] };
    open.words.push(match);
    end = match.index + whole.length;
  }
  return joined + close() + raw.slice(end);
}

function oneWord(charset: string, words: readonly RegExpExecArray[]): string {
  const [first] = words;
  if (words.length === 1 && first) return first[0];
  const bytes = words.map(([, , encoding = "", data = ""]) =>
    encoding.toLowerCase() === "b" ? Buffer.from(data, "base64") : bytesOfQ(data),
  );
  return `=?${charset}?B?${Buffer.concat(bytes).toString("base64")}?=`;
}

/** RFC 2047, 4.2. */
function bytesOfQ(data: string): Buffer {
  const text = data.replaceAll("_", " ");
  return Buffer.from(
    text.replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
}

/** On one line: a run of CR, LF and NUL becomes a space, so that nothing decoded can begin a header of ours. */
export function onOneLine(text: string): string {
  return text.replace(/[\r\n\0]+/g, " ");
}
