import { decodeWords } from "postal-mime";

/** A word in Base64. */
const WORD = /=\?([^?\s]{1,60})\?b\?([^?\s]*)\?=/gi;

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
  let open: { readonly charset: string; readonly data: string[] } | undefined;
  const close = (): string => {
    const word = open ? `=?${open.charset}?B?${joinBase64(open.data)}?=` : "";
    open = undefined;
    return word;
  };
  for (const match of raw.matchAll(WORD)) {
    const [whole, charset = "", data = ""] = match;
    const between = raw.slice(end, match.index);
    const isNext = open?.charset.toLowerCase() === charset.toLowerCase() && between.trim() === "";
    if (!isNext) joined += close() + between;
    open ??= { charset, data: [] };
    open.data.push(data);
    end = match.index + whole.length;
  }
  return joined + close() + raw.slice(end);
}

function joinBase64(data: readonly string[]): string {
  if (data.length === 1) return data.join("");
  return Buffer.concat(data.map((one) => Buffer.from(one, "base64"))).toString("base64");
}

/** On one line: a run of CR, LF and NUL becomes a space, so that nothing decoded can begin a header of ours. */
export function onOneLine(text: string): string {
  return text.replace(/[\r\n\0]+/g, " ");
}
