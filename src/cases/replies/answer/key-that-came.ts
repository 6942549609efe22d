import { addressesIn, readMail } from "../../../mail/index.ts";
import type { Certificate } from "../../../openpgp/index.ts";
import type { HandlingContext } from "../../handling/context.ts";
import { type IntakeState, judge } from "../../intake/index.ts";
import type { PassedOver } from "../../keys/index.ts";
import { readRawMessage } from "../../records/index.ts";
import { sealedView } from "../../sealed-mode/messages/statements-of.ts";
import { formatStatement } from "../../sealed-mode/words/statement.ts";
import { type Correspondence, isIncoming } from "./correspondence.ts";

/** Mails that are opened again for a key that came along and is not on file. */
const MOST_OPENED = 5;

/** Who answers, by what is known, and the key that they name themselves because they know that it is the reporter's. */
export interface Choosing {
  readonly by: string;
  readonly state: IntakeState;
  readonly named: string | undefined;
}

/** A key that came with a mail of the case and may be used for an answer, though it is not on file. */
export async function cameKey(
  context: HandlingContext,
  correspondence: Correspondence,
  choosing: Choosing,
): Promise<Certificate | undefined> {
  const stated = await keyInStatements(context, correspondence);
  const isOther = choosing.named !== undefined && choosing.named !== stated?.fingerprint;
  return stated && !isOther ? stated : ((await keyInMail(context, correspondence, choosing)) ?? stated);
}

/** When the key came, where that was not with the report itself: then nothing shows that one person wrote both. */
export function cameAfterReport(correspondence: Correspondence, { fingerprint }: Certificate): Date | undefined {
  const bringer = bringers(correspondence).find((one) => keyNamedIn(one) === fingerprint);
  return bringer === undefined || bringer === correspondence.messages.find(isIncoming) ? undefined : bringer.at;
}

/** Where people open mail on their own machines: the key that the leading statement of the first message names that has one. */
async function keyInStatements(
  { opener }: HandlingContext,
  { messages }: Correspondence,
): Promise<Certificate | undefined> {
  for (const { contents } of messages) {
    const view = contents.direction === "in" ? sealedView(contents) : undefined;
    const leads = view?.leading;
    const isUsed = leads !== undefined && contents.judgement?.reply === `encrypt:${leads.replyKey}`;
    const kept = isUsed ? contents.sealed?.statements.find(({ text }) => text === formatStatement(leads)) : undefined;
    if (!kept) continue;
    const { certificates } = await opener.readCertificates(Buffer.from(kept.replyKey, "base64"));
    const key = certificates.find(({ fingerprint }) => fingerprint === leads?.replyKey);
    if (key) return key;
  }
  return undefined;
}

/**
 * A key that a judgement found good enough for an answer and that is not on file stands in the mail alone. The first one
 * counts: anybody can write to us in the reporter's name, and encrypt it, and a later key must not take the answer along.
 */
async function keyInMail(
  context: HandlingContext,
  correspondence: Correspondence,
  { by, state, named }: Choosing,
): Promise<Certificate | undefined> {
  const all = bringers(correspondence).filter(({ contents }) => !contents.sealed);
  const theirs = all.filter((one) => keyNamedIn(one) === named);
  const bringing = [...theirs, ...all.filter((one) => !theirs.includes(one) && isProtected(correspondence, one))];
  for (const message of bringing.slice(0, MOST_OPENED)) {
    const raw = await readRawMessage(context.vault, message, by);
    const from = addressesIn(readMail(raw).root.headers.get("from")?.raw ?? "")[0]?.address.toLowerCase();
    if (from !== correspondence.reporter) continue;
    const { replyKey } = await judge(raw, { from: undefined }, state, context.opener);
    if (replyKey) return replyKey;
  }
  return undefined;
}

type Incoming = Correspondence["messages"][number];

/** Mails in the reporter's name of which the judgement named a key, the oldest first. */
function bringers({ messages, reporter }: Correspondence): readonly Incoming[] {
  return messages.filter((one) => isIncoming(one) && one.contents.by === reporter && keyNamedIn(one) !== undefined);
}

function keyNamedIn({ contents }: Incoming): string | undefined {
  const reply = contents.judgement?.reply ?? "";
  return reply.startsWith("encrypt:") ? reply.slice("encrypt:".length) : undefined;
}

/**
 * Whether a key came as well protected as the case was: where anything of it came encrypted, what a mail in clear brings is no
 * answer to it, since any mail system on the way can have put it there. One that a person's answer went to before stays theirs.
 */
function isProtected({ cameEncrypted, messages }: Correspondence, bringer: Incoming): boolean {
  const { contents } = bringer;
  if (!cameEncrypted || contents.sealed || contents.judgement?.crypto.decrypted === true) return true;
  const key = keyNamedIn(bringer);
  return messages.some((one) => isOfPerson(one) && key !== undefined && one.contents.encryptedTo.includes(key));
}

/** What the desk acknowledges by itself goes to whatever key its mail brought, and holds nothing. */
function isOfPerson({ contents }: Incoming): boolean {
  return contents.direction === "out" && contents.how !== undefined;
}

/** For people: other keys that mails of the case brought in the reporter's name, each once. */
export function keysPassedOver(correspondence: Correspondence, used: Certificate | undefined): readonly PassedOver[] {
  const found = new Map<string, PassedOver>();
  for (const bringer of bringers(correspondence)) {
    const fingerprint = keyNamedIn(bringer) ?? "";
    if (fingerprint === used?.fingerprint || found.has(fingerprint)) continue;
    const isFirst = !used && isProtected(correspondence, bringer);
    if (isFirst) continue;
    const why = isProtected(correspondence, bringer)
      ? "another key came before it, and nothing shows that this one is theirs, too"
      : "it came in clear into a case that holds something encrypted, and anybody on the way can have put it there";
    found.set(fingerprint, { fingerprint, from: `a mail of ${bringer.at.toISOString().slice(0, 10)}`, why });
  }
  return [...found.values()];
}
