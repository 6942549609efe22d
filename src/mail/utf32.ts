const REPLACEMENT = 0xfffd;
const LAST_CODE = 0x10ffff;

/** Labels of UTF-32, which the Encoding Standard leaves out and some programs write; the byte order of each, if it says one. */
const LABELS: ReadonlyMap<string, "little" | "big" | undefined> = new Map([
  ["utf-32", undefined],
  ["utf32", undefined],
  ["iso-10646-ucs-4", undefined],
  ["utf-32le", "little"],
  ["utf-32be", "big"],
]);

/** Whether a label in lower case is one of UTF-32. */
export function isUtf32(label: string): boolean {
  return LABELS.has(label);
}

/** Bytes in UTF-32 as text, by their byte order mark where they have one, else by the label, else big-endian (Unicode, D101). */
export function decodeUtf32(bytes: Uint8Array, label: string): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.floor(bytes.length / 4);
  const mark = count > 0 ? view.getUint32(0, true) : 0;
  const isMarked = mark === 0xfeff || mark === 0xfffe0000;
  const little = isMarked ? mark === 0xfeff : LABELS.get(label) === "little";
  const units = Buffer.alloc(count * 4);
  let length = 0;
  for (let index = isMarked ? 1 : 0; index < count; index += 1) {
    length += writeCode(units, length, view.getUint32(index * 4, little));
  }
  return units.toString("utf16le", 0, length);
}

/** As one or two units of UTF-16; the number of bytes that it took. */
function writeCode(units: Buffer, at: number, code: number): number {
  if (code <= 0xffff || code > LAST_CODE) {
    const isCharacter = code <= LAST_CODE && (code < 0xd800 || code > 0xdfff);
    return units.writeUInt16LE(isCharacter ? code : REPLACEMENT, at) - at;
  }
  units.writeUInt16LE(0xd800 + ((code - 0x10000) >> 10), at);
  return units.writeUInt16LE(0xdc00 + ((code - 0x10000) & 0x3ff), at + 2) - at;
}
