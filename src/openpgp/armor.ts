import { type Parsed, type Problem, SamedayError } from "../kernel/index.ts";

const HEAD = /^-----BEGIN PGP ([A-Z ]+)-----$/;
const HEADER_LINE = /^[A-Za-z][A-Za-z0-9-]*: /;
const BASE64_LINE = /^[A-Za-z0-9+/]+={0,2}$/;
/** Base64 as a whole: padding only at its end, nothing cut off. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$/;
const CHECKSUM_LINE = /^=[A-Za-z0-9+/]{4}$/;

/** One block of ASCII armor (RFC 9580, section 6.2) with its bytes. */
export interface ArmorBlock {
  /** `PUBLIC KEY BLOCK`, `SIGNATURE`, … */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Whether the bytes hold armor: binary OpenPGP data starts with a byte above 127 (RFC 9580, section 4.2). */
export function isArmored(data: Uint8Array): boolean {
  if (isBinary(data)) return false;
  return Buffer.from(data.subarray(0, 65_536)).includes("-----BEGIN PGP ");
}

/** A mark of UTF-8 in front of a text is none of a packet. */
function isBinary(data: Uint8Array): boolean {
  return (data[0] ?? 0) > 127 && !(data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf);
}

/** Every armor block of a text, in order. Text around the blocks is passed over; the optional CRC24 is not believed. */
export function parseArmor(text: string): Parsed<readonly ArmorBlock[]> {
  const blocks: ArmorBlock[] = [];
  const problems: Problem[] = [];
  const lines = text.split("\n").map((line) => line.trimEnd());
  for (let index = 0; index < lines.length; index += 1) {
    const type = HEAD.exec(lines[index] ?? "")?.[1];
    if (type === undefined) continue;
    const start = index;
    const refuse = (message: string, at: number): void => {
      problems.push({ code: "armor-malformed", severity: "error", message, place: { line: at + 1, column: 1 } });
    };
    const end = lines.indexOf(`-----END PGP ${type}-----`, start);
    if (end < 0) {
      refuse(`The ${type} has no end line.`, start);
      break;
    }
    let body = start + 1;
    while (HEADER_LINE.test(lines[body] ?? "")) body += 1;
    if (lines[body] === "") body += 1;
    const data = lines.slice(body, end).filter((line) => line !== "");
    if (CHECKSUM_LINE.test(data.at(-1) ?? "")) data.pop();
    const wrong = data.findIndex((line) => !BASE64_LINE.test(line));
    if (wrong >= 0) refuse(`The ${type} holds something that is not base64.`, body + wrong);
    else if (data.length === 0) refuse(`The ${type} is empty.`, start);
    else if (!BASE64.test(data.join(""))) refuse(`The ${type} is cut off or has padding inside.`, end);
    else blocks.push({ type, bytes: Buffer.from(data.join(""), "base64") });
    index = end;
  }
  return { value: blocks, problems };
}

/**
 * Key files as gpgv wants them: binary. Binary input comes back as it is; of armored input every public key block is joined.
 * Throws INPUT_INVALID when armor is broken, when what it holds is no packet, and when there is no public key: one damaged
 * block of several would leave machines without a key that they need.
 */
export function toBinaryKeys(data: Uint8Array): Uint8Array {
  if (isBinary(data)) return data;
  const { value, problems } = parseArmor(Buffer.from(data).toString("latin1"));
  const [first] = problems;
  if (first)
    throw new SamedayError("INPUT_INVALID", `The key file is damaged in line ${first.place.line}: ${first.message}`);
  const keys = value.filter((block) => block.type === "PUBLIC KEY BLOCK");
  if (keys.length === 0) throw new SamedayError("INPUT_INVALID", "The key file holds no public key.");
  if (!keys.every((block) => isBinary(block.bytes))) {
    throw new SamedayError("INPUT_INVALID", "The key file is damaged: what it holds is no OpenPGP packet.");
  }
  return Buffer.concat(keys.map((block) => block.bytes));
}
