import type { Distribution, IntakeSettings } from "../../../distribution/index.ts";
import { SamedayError } from "../../../kernel/index.ts";
import type { ReplyDraft } from "../../handling/contract.ts";
import type { KeyFinding } from "../../keys/index.ts";
import { oneLine } from "../fields.ts";
import type { Letter } from "../letter.ts";
import type { Correspondence } from "./correspondence.ts";
import type { KeyForAnswer } from "./key-for.ts";
import { askForKey, askToResend, type Writer } from "./texts.ts";

/** From whom an answer is, as its headers have it. */
export interface Sender extends Writer {
  readonly from: Letter["from"];
  readonly replyTo: string | undefined;
}

/**
 * A person writes from their own address where that is one of the project, else from the role's. Answers go to the role in
 * both cases, because that is the address whose key the reporter has.
 */
export function senderFor(definition: Distribution, intake: IntakeSettings, by: string): Sender {
  const person = definition.people.find(({ id }) => id === by);
  if (!person) throw new SamedayError("NOT_ALLOWED", "Only people of the definition answer.");
  const { title } = definition;
  const { name, email } = person;
  if (domainOf(email) === domainOf(intake.address)) {
    return { name, title, from: { name, address: email }, replyTo: intake.address };
  }
  return { name, title, from: { name: `${name}, ${title}`, address: intake.address }, replyTo: undefined };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}

/** How an answer leaves when nobody sets anything aside. */
export interface Plan {
  readonly how: ReplyDraft["how"];
  /** The text that asks, where that is what can be sent. */
  readonly asking: string | undefined;
  readonly because: string;
}

/** Encrypted in, encrypted out: what the report came as and what keys there are decide. */
export function planFor(
  correspondence: Correspondence,
  finding: KeyFinding & Partial<Pick<KeyForAnswer, "cameLater">>,
  writer: Writer,
  roleFingerprint: string,
  signs = true,
): Plan {
  const { found } = finding;
  const { cameLater } = finding;
  const later = cameLater
    ? ` It came with a mail of ${cameLater.toISOString().slice(0, 10)} and not with the report, and nothing shows that one person wrote both: make sure that it is theirs.`
    : "";
  const notes = `${later}${notesOn(finding)}${warningsOn(correspondence)}`;
  if (found) {
    // Which key it is stands beside these words, wherever they are shown.
    const because = `The reporter's key is known; we can read the answer, too.${notes}`;
    return { how: "encrypted", asking: undefined, because };
  }
  if (!correspondence.cameEncrypted) {
    const because = "The report came in clear and no key is known, so the answer leaves in clear";
    return {
      how: "clear",
      asking: undefined,
      because: `${because}${signs ? ", signed." : ", unsigned: the role key is with people."}${notes}`,
    };
  }
  const isUnreadable = correspondence.answered?.contents.judgement?.reply === "ask_resend";
  const asking = isUnreadable ? askToResend(writer, roleFingerprint, signs) : askForKey(writer, roleFingerprint, signs);
  const what = isUnreadable
    ? "It could not be read. This asks for it again, in clear, and holds nothing of it."
    : "The report came encrypted and no usable key is known. This asks for the key, in clear, and holds nothing of the report.";
  return { how: "ask-for-key", asking, because: `${what}${notes}` };
}

/** For people: which keys were there and are not used, and who gave no answer. */
function notesOn({ passedOver, silent, revoked }: KeyFinding): string {
  const notes = [
    ...revoked.map(({ fingerprint }) => `The key on file, ${fingerprint}, has been revoked.`),
    ...passedOver.map(({ fingerprint, from, why }) => `${fingerprint} (${from}) is not used: ${why}.`),
    ...silent.map((name) => `No answer from: ${name}.`),
  ];
  return notes.map((note) => ` ${note}`).join("");
}

/** What a person has to decide before they send. */
function warningsOn({ answered, reporter }: Correspondence): string {
  const judgement = answered?.contents.judgement;
  const conflict = judgement?.flags.includes("key_conflict")
    ? " Another key than the one on file came with this mail; it is not used."
    : "";
  const manual = judgement?.reply === "manual" ? ` Make sure that ${reporter} is who should read this.` : "";
  return `${conflict}${manual}`;
}

/** Inside an encrypted answer, the reporter's own words; in clear, the case's name and nothing of theirs. */
export function subjectFor({ caseId, answered }: Correspondence, ours: string, isEncrypted: boolean): string {
  const neutral = `[${caseId}] Your message to ${ours}`;
  if (!isEncrypted) return neutral;
  const theirs = answered?.contents.shown.headers.find(({ name }) => name === "Subject")?.text ?? "";
  const tag = new RegExp(`^(?:\\s*(?:re|aw|sv|fwd?|antw)\\s*:|\\s*\\[${caseId}\\])+`, "i");
  const words = oneLine(theirs.replace(tag, ""), 200);
  return /^[.…\s]*$/.test(words) ? neutral : `[${caseId}] Re: ${words}`;
}
