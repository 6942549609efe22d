import { decodeWords } from "postal-mime";

/** Encoded words of a header's value decoded (RFC 2047); everything else stays, control characters too. */
export function decodeHeaderWords(raw: string): string {
  return raw.includes("=?") ? decodeWords(raw) : raw;
}

/** On one line: a run of CR, LF and NUL becomes a space, so that nothing decoded can begin a header of ours. */
export function onOneLine(text: string): string {
  return text.replace(/[\r\n\0]+/g, " ");
}
