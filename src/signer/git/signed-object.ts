import type { Parsed, Problem } from "../../kernel/index.ts";
import { type GitObject, hashOfId, isGitId } from "./git-object.ts";

/** A tag or commit taken apart: what it names, and, when it is signed, what was signed and by which signature. */
export interface SignedObject {
  readonly type: "tag" | "commit";
  /** Of a tag the object that it names, of a commit its tree. */
  readonly target: string;
  /** Of a tag what kind of object it names; `tree` for a commit. */
  readonly targetType: string;
  /** The name inside the tag, which the signature covers, unlike the ref that points to it; `` for a commit. */
  readonly name: string;
  /** The bytes that the signature covers. */
  readonly payload: Uint8Array;
  /** ASCII armor; undefined when the object is unsigned. */
  readonly signature: Uint8Array | undefined;
}

const BEGIN = "-----BEGIN PGP SIGNATURE-----";
const END = "-----END PGP SIGNATURE-----";

/**
 * Takes a tag or commit object apart as git does (gitformat-signature(5)): a tag's signature stands at its end, a commit's
 * in a header of its own. Anything that two readers might see differently is refused: a second signature, a header
 * twice, text behind the signature. Undefined with an error then.
 */
export function parseSignedObject(object: GitObject): Parsed<SignedObject | undefined> {
  const text = Buffer.from(object.content).toString("latin1");
  const problems: Problem[] = [];
  const refuse = (line: number, message: string): void => {
    problems.push({ code: `git-${object.type}`, severity: "error", message, place: { line, column: 1 } });
  };
  const gap = text.indexOf("\n\n");
  const head = (gap < 0 ? text.replace(/\n$/, "") : text.slice(0, gap)).split("\n");
  if (head.some((line) => line.includes("\0"))) refuse(1, "A header holds a zero byte.");
  const value = object.type === "tag" ? readTag(text, head, gap, refuse) : readCommit(object, text, head, gap, refuse);
  return { value: problems.length > 0 ? undefined : value, problems };
}

type Refuse = (line: number, message: string) => void;

function readTag(text: string, head: readonly string[], gap: number, refuse: Refuse): SignedObject {
  const target = after(head[0], "object ");
  const targetType = after(head[1], "type ");
  const name = after(head[2], "tag ");
  if (!isGitId(target)) refuse(1, 'A tag begins with "object ID".');
  if (targetType === "") refuse(2, 'Expected "type TYPE".');
  if (name === "") refuse(3, 'Expected "tag NAME".');
  for (const [index, line] of head.entries()) {
    if (index > 2 && !line.startsWith("tagger "))
      refuse(index + 1, "A tag has no header but object, type, tag and tagger.");
  }
  const { payload, signature } = splitTrailing(text, gap < 0 ? text.length : gap + 1, refuse);
  return {
    type: "tag",
    target,
    targetType,
    name,
    payload: bytes(payload),
    signature: signature === undefined ? undefined : bytes(signature),
  };
}

/** The signature is the last thing in the tag, and the only one. */
function splitTrailing(text: string, from: number, refuse: Refuse): { payload: string; signature: string | undefined } {
  const start = text.indexOf(`\n${BEGIN}\n`, from - 1) + 1;
  if (start === 0) {
    const other = /^-----BEGIN (?:SSH SIGNATURE|SIGNED MESSAGE|PGP MESSAGE)-----/m.exec(text.slice(from));
    if (other) refuse(lineAt(text, from + other.index), "Only OpenPGP signatures are taken.");
    return { payload: text, signature: undefined };
  }
  const signature = text.slice(start);
  requireOneBlock(signature, lineAt(text, start), refuse);
  return { payload: text.slice(0, start), signature };
}

function readCommit(
  object: GitObject,
  text: string,
  head: readonly string[],
  gap: number,
  refuse: Refuse,
): SignedObject {
  const header = hashOfId(object.id) === "sha1" ? "gpgsig" : "gpgsig-sha256";
  const target = after(head[0], "tree ");
  if (!isGitId(target)) refuse(1, 'A commit begins with "tree ID".');
  const kept: string[] = [];
  const signature: string[] = [];
  let inside = false;
  for (const [index, line] of head.entries()) {
    inside = inside && line.startsWith(" ");
    if (inside) {
      signature.push(line.slice(1));
    } else if (line.startsWith(`${header} `)) {
      if (signature.length > 0) refuse(index + 1, "A commit has one signature.");
      signature.push(line.slice(header.length + 1));
      inside = true;
    } else if (/^gpgsig/.test(line)) {
      refuse(index + 1, "The signature is over the names of another hash than this repository's.");
    } else if (index > 0 && line.startsWith("tree ")) {
      refuse(index + 1, "A commit has one tree.");
    } else {
      kept.push(line);
    }
  }
  const armor = signature.length === 0 ? undefined : `${signature.join("\n").replace(/\n+$/, "")}\n`;
  if (armor !== undefined) requireOneBlock(armor, 1, refuse);
  const payload = bytes(kept.join("\n") + (gap < 0 ? "\n" : text.slice(gap)));
  const common = { type: "commit", target, targetType: "tree", name: "" } as const;
  return { ...common, payload, signature: armor === undefined ? undefined : bytes(armor) };
}

function requireOneBlock(armor: string, line: number, refuse: Refuse): void {
  const end = armor.indexOf(`\n${END}`);
  if (!armor.startsWith(`${BEGIN}\n`)) refuse(line, "Only OpenPGP signatures are taken.");
  else if (end < 0) refuse(line, "The signature has no end.");
  else if (armor.slice(end + 1 + END.length).trim() !== "") refuse(line, "There is text behind the signature.");
  else if (armor.indexOf(BEGIN, 1) >= 0) refuse(line, "There is more than one signature.");
}

function after(line: string | undefined, word: string): string {
  return line?.startsWith(word) ? line.slice(word.length) : "";
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

function bytes(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}
