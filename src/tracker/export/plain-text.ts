import { isUtf8 } from "node:buffer";

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g;

/**
 * Text of a list as documents hold it. A list is held one character a byte: what is UTF-8 becomes so, other bytes are read
 * as latin-1; control characters, which no XML may hold, become U+FFFD.
 */
export function plainText(latin1: string): string {
  if (/^[\t\n\r\x20-\x7e]*$/.test(latin1)) return latin1;
  const bytes = Buffer.from(latin1, "latin1");
  return (isUtf8(bytes) ? bytes.toString("utf8") : latin1).replace(CONTROL, "\ufffd");
}
