import type { Part } from "../../../mail/index.ts";
import { caseOfSent, type IntakeState, type StateChange } from "../state.ts";

const FAILED = /^action:\s*failed\b/im;
const MESSAGE_ID = /^message-id:\s*(<[^<>\s]+>)/im;

/**
 * Which of our messages a delivery report is about, where it says that delivery failed (RFC 3464, 2.3.3).
 * A report that names none of ours is answered to somebody who used our address.
 */
export function undeliveredIn(report: Part, state: IntakeState): readonly StateChange[] {
  const failed = report.children.some(
    ({ mediaType, body }) => mediaType === "message/delivery-status" && FAILED.test(latin1(body)),
  );
  if (!failed) return [];
  return reportedIn(report).flatMap((messageId): StateChange[] => {
    const isNew = !state.undelivered.has(messageId);
    return isNew && caseOfSent(state, messageId) ? [{ kind: "undelivered", messageId }] : [];
  });
}

/** Ids of the messages that a delivery report is about. */
export function reportedIn(report: Part): readonly string[] {
  return report.children.flatMap((part) => {
    if (!/^(?:text\/rfc822-headers|message\/rfc822)$/.test(part.mediaType)) return [];
    return MESSAGE_ID.exec(latin1(part.body).split(/\r?\n\r?\n/)[0] ?? "")?.[1] ?? [];
  });
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
