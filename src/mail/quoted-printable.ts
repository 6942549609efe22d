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
    const next = current === "" ? firstOf(atoms, at) : atom;
    if (current.length + next.length > room) {
      done += `${current}=\r\n`;
      current = firstOf(atoms, at);
    } else current += next;
  }
  return done + current;
}

/** What begins a line of the mail, which need not begin one of the text: servers change "From " and a lone dot there. */
function firstOf(atoms: readonly string[], at: number): string {
  const atom = atoms[at] ?? "";
  const loneDot = atom === "." && at === atoms.length - 1;
  return loneDot || atoms.slice(at, at + 5).join("") === "From " ? encoded(atom.charCodeAt(0)) : atom;
}

/** What may not be cut apart: a character as it is, or an encoded byte. */
function atomsOf(line: string): readonly string[] {
  const bytes = Buffer.from(line, "utf8");
  return Array.from(bytes, (byte, at) => {
    const last = at === bytes.length - 1;
    const plain = byte === 0x20 || byte === 0x09 ? !last : byte > 0x20 && byte < 0x7f && byte !== 0x3d;
    return plain ? String.fromCharCode(byte) : encoded(byte);
  });
}

const encoded = (byte: number): string => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
