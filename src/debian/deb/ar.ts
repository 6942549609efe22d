import type { Parsed, Problem } from "../../kernel/index.ts";
import { errorAt, quote } from "../problems.ts";

export interface ArMember {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const MAGIC = "!<arch>\n";
const HEADER_SIZE = 60;
const HEADER_END = "`\n";
/** A .deb has three members; some carry a few private ones whose names begin with an underscore (deb(5)). */
const MOST_MEMBERS = 32;
const START = { line: 1, column: 1 };

/** The members of an ar archive as views of its bytes (deb(5)). What follows a fault is not read. */
export function parseAr(archive: Uint8Array): Parsed<readonly ArMember[]> {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const members: ArMember[] = [];
  const fail = (message: string): Parsed<readonly ArMember[]> => ({ value: members, problems: [fault(message)] });
  if (bytes.toString("latin1", 0, MAGIC.length) !== MAGIC) return fail("The file is no ar archive.");
  let at = MAGIC.length;
  while (at < bytes.length) {
    if (members.length === MOST_MEMBERS) return fail("The archive has more members than a .deb may have.");
    const header = bytes.toString("latin1", at, at + HEADER_SIZE);
    if (header.length < HEADER_SIZE || !header.endsWith(HEADER_END)) return fail("A member's header is damaged.");
    const name = header.slice(0, 16).trimEnd().replace(/\/$/, "");
    const digits = header.slice(48, 58).trimEnd();
    if (!/^\d+$/.test(digits)) return fail(`The size of the member ${quote(name)} is no number.`);
    const from = at + HEADER_SIZE;
    const to = from + Number(digits);
    if (to > bytes.length) return fail(`The file ends inside its member ${quote(name)}.`);
    members.push({ name, bytes: bytes.subarray(from, to) });
    at = to + (to % 2);
  }
  return { value: members, problems: [] };
}

function fault(message: string): Problem {
  return errorAt(START, "deb-ar", message);
}
