import { decodeText as decodeLabelled, knowsCharset } from "../../../mail/index.ts";

/** Written in ASCII's bytes, with escapes: UTF-8 reads it, as signs that mean nothing. */
const ESCAPED = /^iso-2022-/i;

/**
 * Opened bytes as text. UTF-8 where they are that, since nearly everybody encrypts UTF-8 whatever stands outside; else the
 * first charset of those declared that is known; else Windows-1252, which reads every byte. LF line ends.
 */
export function decodeText(bytes: Uint8Array, declared: readonly (string | undefined)[] = []): string {
  const known = declared.find((charset) => charset !== undefined && knowsCharset(charset));
  const isEscaped = known !== undefined && ESCAPED.test(known.trim()) && bytes.includes(0x1b);
  return (isEscaped ? decodeLabelled(bytes, known) : decode(bytes, known)).replaceAll("\r\n", "\n");
}

function decode(bytes: Uint8Array, charset: string | undefined): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return decodeLabelled(bytes, charset ?? "windows-1252");
  }
}

const ARMOR_CHARSET = /^Charset:[ \t]*([^\s]{1,40})[ \t\r]*$/im;

/** What an armor header says of the text inside (RFC 4880, 6.2). Nothing protects it: it names a reading, and no more. */
export function armorCharset(armor: string): string | undefined {
  const head = armor.slice(0, 2000).split(/\r?\n[ \t]*\r?\n/, 1)[0] ?? "";
  return ARMOR_CHARSET.exec(head)?.[1];
}

const ENTITY = /^(?:content-type|mime-version|content-transfer-encoding):[^\n]*\n(?:[^\n]+\n)*\r?\n/i;

/** Whether opened bytes are a MIME entity, that is, begin with its headers and an empty line. */
export function isEntity(bytes: Uint8Array): boolean {
  return ENTITY.test(Buffer.from(bytes.subarray(0, 20_000)).toString("latin1"));
}
