import type { CaseMessageAnswer } from "../../api/index.ts";
import { FLAGS, type Flag, isNote, LEFT_CLOSED } from "../../cases/index.ts";
import { countOf } from "../count-of.ts";
import { printable } from "../printable.ts";
import { line } from "./line.ts";
import type { Look } from "./look.ts";
import { inWords } from "./when.ts";

const DIRECTIONS = { in: "in ", out: "out", note: "note" } as const;

/** A message in a few lines, by the number that other commands take. */
export function messageHead(message: CaseMessageAnswer, number: number, look: Look, caseId: string): string[] {
  const { direction, at, by, delivery, judgement, parts } = message;
  // What the line before says in words.
  const flags = judgement?.flags.filter((flag) => flag !== "sealed_for_people") ?? [];
  const left = delivery === null ? "" : `, ${delivery.replace("-", " ")}`;
  return [
    `${String(number).padStart(3)}  ${DIRECTIONS[direction].padEnd(4)} ${inWords(at, look.zone)}  ${line(by)}${left}`,
    `     ${cryptoWords(message, `sameday cases open ${caseId} --message ${number}`)}`,
    ...flags.map((flag) => `     ${line(Object.hasOwn(FLAGS, flag) ? FLAGS[flag as Flag] : flag)}`),
    ...(judgement && judgement.command !== "" ? [`     ${line(judgement.command)}`] : []),
    ...(judgement ? judgement.attachments.map((file, index) => `     ${attachmentLine(file, index + 1)}`) : []),
    ...sealedLines(message),
    ...(parts.length > 1 ? [`     ${countOf(parts.length, "part", "parts")}`] : []),
  ];
}

/** Who opened a message that the desk cannot read, and where they differ. */
function sealedLines({ sealed }: CaseMessageAnswer): string[] {
  if (!sealed) return [];
  const last = new Map(sealed.statements.map((statement) => [statement.person, statement]));
  const said = [...last.values()].map(({ person, opened, signature, attachments }) => {
    const facts = opened === "yes" ? `opened it; signature ${signature}, files ${attachments}` : `could not: ${opened}`;
    return `     ${line(person)} ${line(facts)}`;
  });
  const differ = sealed.contradictions.map(({ first, other, differs }) => {
    return `     CONTRADICTION between ${line(first)} and ${line(other)}: ${line(differs.join("; "))}`;
  });
  return [...said, ...differ];
}

/** A whole message: what stands in it is set off, so that nothing in it can pass for words of the desk. */
export function messagePage(message: CaseMessageAnswer, number: number, look: Look, caseId: string): string {
  return [
    ...messageHead(message, number, look, caseId),
    ...message.headers.map(({ name, text, protected: kept }) => {
      return `     ${line(name)}: ${line(text)}${kept ? " (protected)" : ""}`;
    }),
    // Of what people open, the desk's own view says nothing that they do not know better.
    ...message.parts
      .filter(({ what }) => !(message.sealed && isNote(what)))
      .flatMap((part, index) => partLines(part, index + 1)),
  ].join("\n");
}

/** What the desk says in the place of something has no protection to speak of. */
function partLines({ what, text, encrypted, signers }: CaseMessageAnswer["parts"][0], number: number): string[] {
  if (isNote(what)) return ["", `part ${number}: ${printable(text)}`];
  return [
    "",
    `part ${number}: ${line(what)}, ${encrypted ? "encrypted" : "in clear"}, ${signedWords(signers)}`,
    printable(text).replace(/^/gm, "  | "),
  ];
}

/** What protects a message, in words. */
function cryptoWords({ direction, judgement, encryptedTo, parts }: CaseMessageAnswer, opening: string): string {
  if (direction === "note") return "A note among us; it went nowhere.";
  if (direction === "out" || !judgement) {
    const signers = [...new Set(parts.flatMap((part) => part.signers))];
    const secrecy = encryptedTo.length > 0 ? `Encrypted to ${encryptedTo.join(", ")}` : "In clear";
    // Of what people made on their own machines the desk has no part that it could read.
    return parts.length === 0 ? `${secrecy}.` : `${secrecy}, ${signedWords(signers)}.`;
  }
  if (judgement.flags.includes("sealed_for_people")) {
    const isForRecord = judgement.disposition === "log_only";
    return `Encrypted; the desk has no key.${isForRecord ? "" : ` Nobody has opened it yet: ${opening}.`}`;
  }
  const { layer, decrypted, signature, signer, signerMatchesFrom } = judgement.crypto;
  const secrecy =
    decrypted === null
      ? clearWords(judgement)
      : decrypted
        ? `Encrypted (${layer})`
        : `Encrypted (${layer}), not opened`;
  const who = signer === null ? "" : ` by ${signer}${signerMatchesFrom === false ? ", which is not the sender's" : ""}`;
  return `${secrecy}; signature: ${signature.replace("_", " ")}${who}.`;
}

function clearWords({ flags }: NonNullable<CaseMessageAnswer["judgement"]>): string {
  const closed = LEFT_CLOSED.some((flag) => flags.includes(flag));
  return closed ? "In clear, but for something in it that looks encrypted and was not opened" : "Not encrypted";
}

function attachmentLine(
  { name, mediaType, bytes, encrypted, signers, secret }: NonNullable<CaseMessageAnswer["judgement"]>["attachments"][0],
  index: number,
): string {
  const kept = secret ? ", holds a secret key and is not handed out" : "";
  return `attachment ${index}: ${line(name)} (${line(mediaType)}, ${bytes} bytes), ${
    encrypted ? "encrypted" : "in clear"
  }, ${signedWords(signers)}${kept}`;
}

function signedWords(signers: readonly string[]): string {
  return signers.length === 0 ? "not signed" : `signed by ${line(signers.join(", "))}`;
}
