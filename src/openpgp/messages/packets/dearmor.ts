/** One block of ASCII armor (RFC 9580, 6.2) with its bytes. */
export interface DearmoredBlock {
  /** `MESSAGE`, `SIGNATURE`, `PUBLIC KEY BLOCK`, … */
  readonly type: string;
  readonly bytes: Uint8Array;
}

const HEAD = /^-----BEGIN PGP ([A-Z ]{1,20})-----[ \t\r]*$/gm;
const HEADER_LINE = /^[A-Za-z][A-Za-z0-9-]*:(?: |$)/;
const CHECKSUM = /\n=[A-Za-z0-9+/]{4}[ \t\r\n]*$/;

/** What a byte is in a body: part of it, white space, padding, or nothing that belongs there (0). */
const LETTER = 1;
const BLANK = 2;
const PAD = 3;
const CLASSES = classes();

/**
 * Every block of a text, in order; undefined when one is damaged or cut off. Text around blocks is passed over. The CRC24 at
 * the end is not looked at (RFC 9580, 6.1), and blanks behind lines are taken as mail programs leave them. It goes through
 * the bytes once, since a mail may have forty million of them.
 */
export function dearmor(data: Uint8Array): readonly DearmoredBlock[] | undefined {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const text = bytes.toString("latin1");
  const blocks: DearmoredBlock[] = [];
  for (const match of text.matchAll(HEAD)) {
    const type = match[1] ?? "";
    if (type === "SIGNED MESSAGE") continue;
    const after = (match.index ?? 0) + match[0].length + 1;
    const end = text.indexOf(`\n-----END PGP ${type}-----`, after - 1);
    if (end < 0) return undefined;
    const written = text.slice(bodyStart(text, after, end), end + 1);
    const body = decode(written) ?? (written.includes("=3D") ? decode(unquoted(written)) : undefined);
    if (body === undefined) return undefined;
    blocks.push({ type, bytes: body });
  }
  return blocks;
}

/** Whether bytes may be armor at all: binary OpenPGP data starts with a byte above 127 (RFC 9580, 4.2), but for a mark of UTF-8. */
export function isBinary(data: Uint8Array): boolean {
  return (data[0] ?? 0) > 127 && !(data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf);
}

/**
 * Behind the armor headers and the empty line, which some mail programs take away, and others put behind each line. No line
 * of Base64 reads like a header.
 */
function bodyStart(text: string, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const lineEnd = text.indexOf("\n", at);
    const line = text.slice(at, lineEnd < 0 ? end : Math.min(lineEnd, end)).trimEnd();
    if (line !== "" && !HEADER_LINE.test(line)) return at;
    at = lineEnd < 0 ? end : lineEnd + 1;
  }
  return end;
}

/** As it stood before somebody on the way made it quoted-printable and did not say so: its `=` are signs of that, or escaped. */
function unquoted(body: string): string {
  return body.replace(/=3D/g, "=").replace(/=\r?\n(?=[A-Za-z0-9+/])/g, "");
}

/** Base64 as a whole: padding only at its end, nothing cut off, nothing else between. */
function decode(body: string): Uint8Array | undefined {
  const tail = CHECKSUM.exec(body.slice(-80));
  const length = tail ? body.length - Math.min(80, body.length) + tail.index + 1 : body.length;
  let letters = 0;
  let pads = 0;
  for (let index = 0; index < length; index += 1) {
    const kind = CLASSES[body.charCodeAt(index)];
    if (kind === LETTER && pads === 0) letters += 1;
    else if (kind === PAD) pads += 1;
    else if (kind !== BLANK) return undefined;
  }
  if (letters === 0 || pads > 2 || (letters + pads) % 4 !== 0) return undefined;
  return Buffer.from(body.slice(0, length), "base64");
}

function classes(): Uint8Array {
  const table = new Uint8Array(256);
  for (const letter of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
    table[letter.charCodeAt(0)] = LETTER;
  }
  for (const blank of " \t\r\n") table[blank.charCodeAt(0)] = BLANK;
  table["=".charCodeAt(0)] = PAD;
  return table;
}
