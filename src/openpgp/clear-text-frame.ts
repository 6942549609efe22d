import { SamedayError } from "../kernel/index.ts";

const BEGIN_TEXT = "-----BEGIN PGP SIGNED MESSAGE-----";
const BEGIN_SIGNATURE = "-----BEGIN PGP SIGNATURE-----";
const END_SIGNATURE = "-----END PGP SIGNATURE-----";
const HASH_HEADER = /^Hash: [A-Za-z0-9,/ -]+$/;
/** What RFC 9580, section 7.2 leaves out of the hash; other white space is text. */
const TRAILING_BLANKS = /[ \t]+$/;
/** GnuPG cuts longer lines (20,000 bytes) before it hashes them. */
const LONGEST_LINE = 19_000;

/**
 * Refuses everything that is not exactly one clear-signed message (RFC 9580, section 7) with white space around it:
 * text outside the signed part is how a reader is shown one thing and the verifier another.
 * The frame only is looked at; what was signed is for gpgv to say. Line ends of mail and of browsers (CR LF) become LF,
 * which the signature does not see. Throws SIGNATURE_BAD.
 */
export function requireSingleClearText(message: Uint8Array): Uint8Array {
  const text = Buffer.from(message).toString("latin1").replaceAll("\r\n", "\n");
  if (text.includes("\0")) throw bad("The signed text holds a NUL byte.");
  const lines = text.split("\n").map((line) => line.replace(TRAILING_BLANKS, ""));
  const begin = lines.indexOf(BEGIN_TEXT);
  if (begin < 0) throw bad("There is no signature: the text is not clear-signed.");
  if (lines.slice(0, begin).some((line) => line !== "")) throw bad("There is text before the signed part.");
  requireHashHeadersOnly(lines, begin + 1);
  const signature = lines.indexOf(BEGIN_SIGNATURE, begin);
  const end = lines.indexOf(END_SIGNATURE, signature);
  if (signature < 0 || end < 0) throw bad("The signature is cut off.");
  if (lines.slice(end + 1).some((line) => line !== "")) throw bad("There is text after the signed part.");
  const stray = lines.findIndex(
    (line, index) => line.startsWith("-----") && index !== begin && index !== signature && index !== end,
  );
  if (stray >= 0) throw bad(`Line ${stray + 1} breaks the frame of the signed text.`);
  if (lines.some((line) => line.length > LONGEST_LINE))
    throw bad("The signed text has a line of more than 19,000 bytes.");
  return Buffer.from(text, "latin1");
}

function requireHashHeadersOnly(lines: readonly string[], from: number): void {
  let index = from;
  while (HASH_HEADER.test(lines[index] ?? "")) index += 1;
  if (lines[index] !== "") throw bad("The signed text has a header other than Hash.");
}

function bad(message: string): SamedayError {
  return new SamedayError("SIGNATURE_BAD", message);
}
