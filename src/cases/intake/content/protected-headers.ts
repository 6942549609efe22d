import { addressesIn, type Headers, type Part } from "../../../mail/index.ts";
import type { Found } from "./found.ts";

/** Headers that stand inside the cryptography, where nobody on the way could change or read them. */
export interface ProtectedHeaders {
  readonly subject: string | undefined;
  /** As they stand; for showing. */
  readonly from: string | undefined;
  /** Lower case. */
  readonly fromAddress: string | undefined;
}

/**
 * The payload's headers where it says that they are meant: `hp` (RFC 9788, 2.1), the older `protected-headers="v1"`, or a
 * message wrapped whole.
 * Only the message's own payload has a say; a part beside others does not.
 */
export function protectedHeaders({ payload }: Found): ProtectedHeaders | undefined {
  const headers = payload && headersMeant(payload.part);
  if (!headers) return undefined;
  const from = headers.get("from");
  return {
    subject: headers.get("subject")?.text,
    from: from?.text,
    fromAddress: from && addressesIn(from.raw)[0]?.address.toLowerCase(),
  };
}

/** Those of the payload itself, or of the message that was wrapped whole for its own protection (RFC 9788, 4.10). */
function headersMeant(part: Part): Headers | undefined {
  if (isWrapped(part)) return part.children[0]?.headers;
  return isMarked(part) ? part.headers : undefined;
}

/** Whether a message/rfc822 is the mail itself, wrapped, and none that is forwarded. */
export function isWrapped({ mediaType, parameters }: Part): boolean {
  return /^message\/(?:rfc822|global)$/.test(mediaType) && parameters.get("forwarded")?.toLowerCase() === "no";
}

function isMarked({ parameters }: Part): boolean {
  return (
    /^(?:cipher|clear)$/i.test(parameters.get("hp") ?? "") || /^v1$/i.test(parameters.get("protected-headers") ?? "")
  );
}

/** A copy of the headers for old readers, as a part of its own: text/rfc822-headers marked `protected-headers`. */
export function isLegacyDisplay({ mediaType, parameters }: Part): boolean {
  return mediaType === "text/rfc822-headers" && parameters.has("protected-headers");
}

/** Headers that such a copy has; a text that begins with other lines of this form is the report's own. */
const COPIED = /^(?:subject|from|to|cc|date|reply-to|followup-to|sender):/i;

/** The same copy at the head of the text (RFC 9788, 2.1.2): its lines up to the first empty one are not the report's. */
export function withoutLegacyDisplay({ parameters }: Part, text: string): string {
  if (parameters.get("hp-legacy-display") !== "1" || !COPIED.test(text)) return text;
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line) => !COPIED.test(line) && !/^[ \t]/.test(line));
  const rest = lines.slice(end + 1).join("\n");
  return end > 0 && lines[end] === "" && rest.trim() !== "" ? rest : text;
}
