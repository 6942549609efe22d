import type { Part } from "../../../mail/index.ts";
import { caseOfSent, type IntakeState, type StateChange } from "../state.ts";

const FAILED = /^action:\s*failed\b/im;
const MESSAGE_ID = /^message-id:\s*(<[^<>\s]+>)/im;

/** What a delivery report says, as it stands in it. */
export interface Reported {
  /** Ids of the messages that it is about. */
  readonly ids: readonly string[];
  /** Whether it says that delivery failed (RFC 3464, 2.3.3). */
  readonly failed: boolean;
}

export function reportedIn(report: Part): Reported {
  const failed = report.children.some(
    ({ mediaType, body }) => mediaType === "message/delivery-status" && FAILED.test(latin1(body)),
  );
  const ids = report.children.flatMap((part) => {
    if (!/^(?:text\/rfc822-headers|message\/rfc822)$/.test(part.mediaType)) return [];
    return MESSAGE_ID.exec(latin1(headerOf(part.body)))?.[1] ?? [];
  });
  return { ids, failed };
}

/** Which of our messages did not arrive. A report that names none of ours is answered to somebody who used our address. */
export function undeliveredIn({ ids, failed }: Reported, state: IntakeState): readonly StateChange[] {
  if (!failed) return [];
  return ids.flatMap((messageId): StateChange[] => {
    const isNew = !state.undelivered.has(messageId);
    return isNew && caseOfSent(state, messageId) ? [{ kind: "undelivered", messageId }] : [];
  });
}

/** Up to the empty line. */
function headerOf(bytes: Uint8Array): Uint8Array {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ends = [body.indexOf("\n\r\n"), body.indexOf("\n\n")].filter((at) => at >= 0);
  return body.subarray(0, Math.min(...ends, body.length));
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
