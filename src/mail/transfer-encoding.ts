import { CR, endOfText, isBlank, nextLine } from "./lines.ts";

const EQUALS = 61;
const BASE64_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** The value of each byte as a digit of base64; -1 for other bytes. */
const BASE64_DIGITS = new Int8Array(256).fill(-1);
for (const [value, byte] of Buffer.from(BASE64_ALPHABET).entries()) BASE64_DIGITS[byte] = value;
const IDENTITY = new Set(["", "7bit", "8bit", "binary"]);

/** Whether a Content-Transfer-Encoding can be followed (RFC 2045, 6). Given in lower case. */
export function knowsEncoding(encoding: string): boolean {
  return IDENTITY.has(encoding) || encoding === "base64" || encoding === "quoted-printable";
}

/** Whether a body as it stands is its content. */
export function isIdentity(encoding: string): boolean {
  return IDENTITY.has(encoding);
}

/**
 * A body after its transfer encoding; what cannot be decoded is left out (base64) or left as it stands. A body that says
 * base64 and begins as something else is taken as it stands, so that its words are read. Never throws.
 */
export function decodeTransfer(body: Uint8Array, encoding: string): Uint8Array {
  if (encoding === "base64") return isMislabelled(body) ? body : decodeBase64(body);
  return encoding === "quoted-printable" ? decodeQuotedPrintable(body) : body;
}

/** Whether a body is what its encoding allows, so that nothing of it was lost on the way. */
export function isIntact(body: Uint8Array, encoding: string): boolean {
  if (encoding === "base64") return isBase64(body);
  return encoding !== "quoted-printable" || isQuotedPrintable(body);
}

/** Where a body says what it is: a word of greeting, or a head line of armor. */
const BEGINNING = 60;

/**
 * More than one in eight of the first bytes, and more than one, are none that base64 has; blanks within a line count, and
 * nothing behind padding. */
function isMislabelled(body: Uint8Array): boolean {
  const start = Buffer.from(body.subarray(0, BEGINNING)).toString("latin1").trim().split("=", 1)[0] ?? "";
  const [line = ""] = start.split(/\r?\n/);
  // What a list writes below a short body makes it none that was never encoded.
  if (/^(?:[A-Za-z0-9+/]{4}){4,}$/.test(line)) return false;
  const foreign = start.replace(/[ \t]*\r?\n[ \t]*/g, "").replace(/[A-Za-z0-9+/]/g, "").length;
  return foreign > 1 && foreign * 8 > start.length;
}

/** Padding ends the data (RFC 2045, 6.8): what lists and scanners write below is none of it. */
function decodeBase64(body: Uint8Array): Uint8Array {
  const result = new Uint8Array(Math.floor((body.length * 3) / 4));
  let to = 0;
  let bits = 0;
  let waiting = 0;
  for (let index = 0; index < body.length && body[index] !== EQUALS; index += 1) {
    const digit = BASE64_DIGITS[body[index] ?? 0] ?? -1;
    if (digit < 0) continue;
    bits = ((bits << 6) | digit) & 0xfff;
    waiting += 6;
    if (waiting < 8) continue;
    waiting -= 8;
    result[to++] = bits >> waiting;
  }
  return result.subarray(0, to);
}

function isBase64(body: Uint8Array): boolean {
  let digits = 0;
  let padding = 0;
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index] ?? 0;
    if (byte === EQUALS) padding += 1;
    else if (byte > 32) {
      if (padding > 0 || BASE64_DIGITS[byte] === -1) return false;
      digits += 1;
    }
  }
  return padding <= 2 && (digits + padding) % 4 === 0;
}

/** Line by line, since blanks before a line's end are none of the content (RFC 2045, 6.7, rule 3). */
function decodeQuotedPrintable(body: Uint8Array): Uint8Array {
  const result = new Uint8Array(body.length);
  let to = 0;
  for (let at = 0; at < body.length; ) {
    const next = nextLine(body, at);
    const lineEnd = endOfText(body, at, next);
    let end = lineEnd;
    while (end > at && isBlank(body[end - 1])) end -= 1;
    const soft = end > at && body[end - 1] === EQUALS;
    if (soft) end -= 1;
    for (let from = at; from < end; from += 1) {
      const octet = octetAt(body, from, end);
      if (octet === undefined) result[to++] = body[from] ?? 0;
      else {
        result[to++] = octet;
        from += 2;
      }
    }
    if (!soft) for (let from = lineEnd; from < next; from += 1) result[to++] = body[from] ?? 0;
    at = next;
  }
  return result.subarray(0, to);
}

function isQuotedPrintable(body: Uint8Array): boolean {
  for (let at = body.indexOf(EQUALS); at >= 0; at = body.indexOf(EQUALS, at + 1)) {
    if (octetAt(body, at, body.length) !== undefined) continue;
    let after = at + 1;
    while (isBlank(body[after]) || body[after] === CR) after += 1;
    if (after < body.length && body[after] !== 10) return false;
  }
  return true;
}

/** The byte that `=XX` at `at` stands for. */
function octetAt(body: Uint8Array, at: number, end: number): number | undefined {
  if (body[at] !== EQUALS || at + 2 >= end) return undefined;
  const high = hexDigit(body[at + 1]);
  const low = hexDigit(body[at + 2]);
  return high === undefined || low === undefined ? undefined : high * 16 + low;
}

function hexDigit(byte: number | undefined): number | undefined {
  if (byte === undefined) return undefined;
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : undefined;
}
