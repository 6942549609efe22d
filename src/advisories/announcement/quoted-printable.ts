/** Lines of mail have at most this many characters (RFC 2045, section 6.7). */
const LONGEST = 76;

/** Whether a text passes every mail server as it is: ASCII, short lines, nothing that a server changes (RFC 3156, section 3). */
export function isSevenBit(text: string): boolean {
  return text
    .split("\n")
    .every((line) => /^[\t\x20-\x7e]*$/.test(line) && line.length <= LONGEST && !/[ \t]$|^From |^\.$/.test(line));
}

/**
 * Text (UTF-8, lines end in LF) as quoted-printable with CR LF, so that a signature over it survives: blanks at a line's end
 * and a leading "From " are encoded too (RFC 3156, section 3).
 */
export function quotedPrintable(text: string): string {
  return text.split("\n").map(encodeLine).join("\r\n");
}

function encodeLine(line: string): string {
  const atoms = atomsOf(line);
  let done = "";
  let current = "";
  for (const [at, atom] of atoms.entries()) {
    const room = at === atoms.length - 1 ? LONGEST : LONGEST - 1;
    if (current.length + atom.length > room) {
      done += `${current}=\r\n`;
      current = "";
    }
    current += atom;
  }
  return done + current;
}

/** What may not be cut apart: a character as it is, or an encoded byte. */
function atomsOf(line: string): readonly string[] {
  const bytes = Buffer.from(line, "utf8");
  return Array.from(bytes, (byte, at) => {
    const last = at === bytes.length - 1;
    const first = at === 0 && (line.startsWith("From ") || line === ".");
    const plain = byte === 0x20 || byte === 0x09 ? !last : byte > 0x20 && byte < 0x7f && byte !== 0x3d && !first;
    return plain ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  });
}
