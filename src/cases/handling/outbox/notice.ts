import type { Certificate } from "../../../openpgp/index.ts";
import type { Db } from "../../records/index.ts";
import { newMessageId } from "../../replies/index.ts";
import type { HandlingContext } from "../context.ts";
import { appendIntake } from "../journal/index.ts";
import type { IntakeEntry } from "../kept.ts";
import type { LetterParcel } from "./parcel.ts";
import { type NewCaseMail, queueLetters } from "./queue.ts";

export type NoticeContext = Pick<HandlingContext, "vault" | "definition" | "intake" | "clock" | "random" | "publicUrl">;

/** A mail to somebody of the desk: a case's name, a link, and nothing else that anybody on the way might want. */
export interface Notice {
  /** What makes it unique, without an address. */
  readonly key: string;
  /** Null for one about several: then no command answers it. */
  readonly caseId: string | null;
  readonly to: string;
  /** What stands behind the case's name. */
  readonly subject: string;
  readonly text: string;
  /** What only its reader may know, and their key: in clear it says `text` alone. */
  readonly sealed?: { readonly text: string; readonly certificate: Certificate };
}

/**
 * Puts notices on their way, in the caller's transaction. They are kept as sent by us, so that a signed command in answer to
 * one is about its case. They leave unsigned rather than wait for the role key. One that was written before is not again.
 */
export async function queueNotices(context: NoticeContext, trx: Db, notices: readonly Notice[]): Promise<void> {
  await appendIntake(context, trx, await writeNotices(context, trx, notices));
}

/** The same, with letters that go beside them; answers what intake has to remember of the notices. */
export async function writeNotices(
  context: NoticeContext,
  trx: Db,
  notices: readonly Notice[],
  beside: readonly (NewCaseMail & LetterParcel)[] = [],
): Promise<readonly IntakeEntry[]> {
  const letters = notices.map((notice) => letterOf(context, notice));
  const written = await queueLetters(context, trx, [...beside, ...letters]);
  return letters.flatMap(({ key, caseId, letter }): IntakeEntry[] =>
    written.has(key) && caseId !== null ? [{ kind: "message-sent", caseId, messageId: letter.messageId }] : [],
  );
}

function letterOf(context: NoticeContext, notice: Notice): NewCaseMail & LetterParcel {
  const { intake, definition, clock, random } = context;
  const { key, caseId, sealed, text } = notice;
  const about = caseId ?? intake.prefix;
  const messageId = newMessageId(random, about, intake.address);
  const letter = {
    caseId: about,
    from: { name: definition.title, address: intake.address },
    replyTo: undefined,
    to: notice.to,
    cc: undefined,
    subject: `[${about}] ${notice.subject}`,
    date: clock.now(),
    messageId,
    inReplyTo: undefined,
    references: caseId === null ? [] : [threadOf(caseId, intake.address)],
    text: sealed?.text ?? text,
    automatic: true,
    ours: intake.address,
    attachKey: false,
    encryptTo: sealed ? [sealed.certificate] : [],
  };
  return { key, caseId, letter, signing: "if-possible", inClear: text };
}

/** Where people see a case, or what waits for them. */
export function linkTo({ publicUrl }: Pick<HandlingContext, "publicUrl">, caseId?: string): string {
  return caseId === undefined ? `${publicUrl}/cases` : `${publicUrl}/cases/${caseId}`;
}

/**
 * What notices about a case hang together by in mail readers. No mail has this id: the report's own would tell everybody on
 * the way which report became which case.
 */
function threadOf(caseId: string, ours: string): string {
  return `<case-${caseId}@${ours.slice(ours.lastIndexOf("@") + 1)}>`;
}
