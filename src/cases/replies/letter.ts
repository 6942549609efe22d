import type { Certificate } from "../../openpgp/index.ts";

/** A mail of ours to one person, before it is composed. */
export interface Letter {
  readonly caseId: string;
  readonly from: { readonly name: string; readonly address: string };
  /** Where answers go when that is not `from`. */
  readonly replyTo: string | undefined;
  readonly to: string;
  readonly cc: string | undefined;
  /** Stands outside as it is where the mail is in clear, and inside alone where it is encrypted. */
  readonly subject: string;
  readonly date: Date;
  /** From `newMessageId`; whoever sends the mail keeps it as `message-sent`, so that answers are recognised. */
  readonly messageId: string;
  /** What it answers, with angle brackets. */
  readonly inReplyTo: string | undefined;
  /** The thread, the oldest first; what it answers is added. Ids that cannot stand in a header are left out. */
  readonly references: readonly string[];
  readonly text: string;
  /** Nobody wrote it: an acknowledgement (RFC 3834). */
  readonly automatic: boolean;
  /** Our own address: a mail of ours that comes back is known by it. */
  readonly ours: string;
  /** Whether the role key's public part goes along. */
  readonly attachKey: boolean;
  /** The recipient's keys; the role key is always added. Empty for a mail in clear, which is signed all the same. */
  readonly encryptTo: readonly Certificate[];
}
