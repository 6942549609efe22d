import { isUtf8 } from "node:buffer";
import { decodeUtf32, isUtf32 } from "./utf32.ts";

/** What 0x80 to 0x9F are in Windows-1252 (WHATWG Encoding, index windows-1252). */
const WINDOWS_1252 =
  "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F" +
  "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

/** Labels that mail programs write and the Encoding Standard does not list, each with an encoding that holds it. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["cp932", "shift_jis"],
  ["ms932", "shift_jis"],
  ["cp936", "gbk"],
  ["ms936", "gbk"],
  ["cp949", "euc-kr"],
  ["ms949", "euc-kr"],
  ["cp950", "big5"],
  ["cp874", "windows-874"],
  ["cp65001", "utf-8"],
  ["cp50220", "iso-2022-jp"],
  ["cp50221", "iso-2022-jp"],
  ["iso-2022-jp-1", "iso-2022-jp"],
  ["iso-2022-jp-2", "iso-2022-jp"],
  ["iso-2022-jp-ms", "iso-2022-jp"],
  ["eucjp", "euc-jp"],
  ["euckr", "euc-kr"],
]);

const ASCII_NAMES = new Set(["", "us-ascii", "ascii", "ansi_x3.4-1968"]);
const MAX_LABEL = 40;

/** Decoders by label; undefined for labels that nobody knows. Bounded, because senders invent labels. */
const decoders = new Map<string, TextDecoder | undefined>();
const MAX_DECODERS = 200;

/**
 * Bytes as text, never throwing. Without a charset, with ASCII or with one that is not known the bytes are UTF-8 where they
 * can be and Windows-1252 otherwise: the two that people meant, and neither runs anything (so UTF-7 stays as it stands).
 */
export function decodeText(bytes: Uint8Array, charset: string | undefined): string {
  const label = normalLabel(charset);
  if (isUtf32(label)) return decodeUtf32(bytes, label);
  const decoder = ASCII_NAMES.has(label) ? undefined : decoderFor(label);
  if (decoder === undefined) return decodeUnlabelled(bytes);
  return decoder.encoding === "windows-1252" ? decodeWindows1252(bytes) : decoder.decode(bytes);
}

/** Whether a charset's label can be followed. */
export function knowsCharset(charset: string | undefined): boolean {
  const label = normalLabel(charset);
  return ASCII_NAMES.has(label) || isUtf32(label) || decoderFor(label) !== undefined;
}

/** UTF-8 where the bytes can be that, else Windows-1252, in which every byte is something. */
export function decodeUnlabelled(bytes: Uint8Array): string {
  return isUtf8(bytes)
    ? asBuffer(bytes)
        .toString("utf8")
        .replace(/^\uFEFF/, "")
    : decodeWindows1252(bytes);
}

/** Each byte as the character of that number: for comparing bytes as strings. */
export function latin1(bytes: Uint8Array): string {
  return asBuffer(bytes).toString("latin1");
}

/** By our own table: some releases of Node take Windows-1252 for Latin-1, and text then holds control characters. */
function decodeWindows1252(bytes: Uint8Array): string {
  const text = latin1(bytes);
  if (!/[\x80-\x9f]/.test(text)) return text;
  const units = Buffer.alloc(bytes.length * 2);
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    const code = byte >= 0x80 && byte <= 0x9f ? WINDOWS_1252.charCodeAt(byte - 0x80) : byte;
    units[2 * index] = code & 0xff;
    units[2 * index + 1] = code >> 8;
  }
  return units.toString("utf16le");
}

/** The same bytes, not a copy of them. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The character that a number from 0x80 to 0x9F means where people count in Windows-1252, as HTML does. */
export function windows1252(code: number): string {
  return WINDOWS_1252.charAt(code - 0x80);
}

function normalLabel(charset: string | undefined): string {
  return (charset ?? "").trim().toLowerCase();
}

function decoderFor(label: string): TextDecoder | undefined {
  if (label.length > MAX_LABEL) return undefined;
  if (decoders.has(label)) return decoders.get(label);
  const decoder = decoderNamed(ALIASES.get(label) ?? label) ?? decoderNamed(likelyLabel(label));
  if (decoders.size < MAX_DECODERS) decoders.set(label, decoder);
  return decoder;
}

function decoderNamed(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label);
  } catch {
    return undefined;
  }
}

/** As other languages write the same: `ISO8859_7`, `win-1251`, `latin-2`, `euc_jp`. */
function likelyLabel(label: string): string {
  return label
    .replaceAll("_", "-")
    .replace(/^iso-?8859-?(?=\d)/, "iso-8859-")
    .replace(/^(?:win|ms|cp|ibm)-?(?=125\d$)/, "windows-")
    .replace(/^latin-(?=\d)/, "latin");
}
