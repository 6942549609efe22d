/** A name as the file system has it: text where it is UTF-8, else its bytes. */
export type RawPath = string | Buffer;

/** UTF-8 as it is; a byte that belongs to no character as `\xNN`. */
export function shownName(name: Buffer): string {
  const text = name.toString("utf8");
  if (!text.includes("\uFFFD")) return text;
  let shown = "";
  let at = 0;
  while (at < name.length) {
    const length = characterLength(name, at);
    shown +=
      length === 0
        ? `\\x${(name[at] ?? 0).toString(16).padStart(2, "0")}`
        : name.subarray(at, at + length).toString("utf8");
    at += Math.max(1, length);
  }
  return shown;
}

export function joined(directory: RawPath, name: RawPath): RawPath {
  if (typeof directory === "string" && typeof name === "string") return `${directory}/${name}`;
  return Buffer.concat([bytes(directory), Buffer.from("/"), bytes(name)]);
}

function bytes(path: RawPath): Buffer {
  return typeof path === "string" ? Buffer.from(path) : path;
}

/** Bytes of the character that begins here, 0 when none does (RFC 3629). */
function characterLength(name: Buffer, at: number): number {
  const first = name[at] ?? 0;
  const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  const piece = name.subarray(at, at + length);
  return length > 0 && piece.length === length && Buffer.from(piece.toString("utf8")).equals(piece) ? length : 0;
}
