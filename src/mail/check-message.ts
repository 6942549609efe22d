import { addressesIn } from "./addresses.ts";
import { knowsCharset } from "./charset.ts";
import { isMultipart } from "./entity.ts";
import { mixesLineEnds } from "./lines.ts";
import { isMailDate } from "./mail-date.ts";
import type { Notes } from "./notes.ts";
import { isIntact, knowsEncoding } from "./transfer-encoding.ts";
import type { Headers, MailLimits, Part } from "./types.ts";
import { actsWhenShown } from "./visible-text.ts";
import { decodeHeaderWords } from "./words.ts";

/** Once in a message (RFC 5322, 3.6; RFC 2045): of two, each reader takes the one that it likes. */
const ONCE_IN_MESSAGE = [
  "from",
  "sender",
  "reply-to",
  "to",
  "cc",
  "bcc",
  "subject",
  "date",
  "message-id",
  "in-reply-to",
  "references",
  "mime-version",
];
const ONCE_IN_PART = ["content-type", "content-transfer-encoding", "content-disposition", "content-id"];

/** What is odd about a message that was cut: its own header, then each part. */
export function checkMessage(root: Part, bytes: Uint8Array, limits: MailLimits, notes: Notes): void {
  checkMessageHeaders(root.headers, limits, notes);
  for (const part of partsOf(root)) {
    checkPartHeaders(part.headers, notes);
    if (part.children.length === 0 && !isMultipart(part.mediaType)) checkContent(part, notes);
  }
  if (mixesLineEnds(bytes))
    notes.add("mixed-line-ends", "Some lines end in LF alone though the header's end in CR LF.");
}

/** Every part of a tree, outer before inner, in the message's order. */
export function partsOf(root: Part): readonly Part[] {
  return [root, ...root.children.flatMap((child) => partsOf(child))];
}

function checkMessageHeaders(headers: Headers, limits: MailLimits, notes: Notes): void {
  noteRepeated(headers, ONCE_IN_MESSAGE, notes);
  const date = headers.get("date");
  if (date !== undefined && !isMailDate(date.raw)) notes.add("header-odd", "The Date header is no date.");
  const subject = decodeHeaderWords(headers.get("subject")?.raw ?? "");
  if (actsWhenShown(subject) || /[\r\n]/.test(subject))
    notes.add("control-characters-in-subject", "The subject holds control characters or line ends.");
  const addressees = ["to", "cc", "bcc"].flatMap((name) =>
    headers.all.filter((header) => header.name === name).flatMap(({ raw }) => addressesIn(raw)),
  );
  if (addressees.length > limits.addressees)
    notes.add("addressee-limit", "The message has more addressees than the limit.");
}

function checkPartHeaders(headers: Headers, notes: Notes): void {
  noteRepeated(headers, ONCE_IN_PART, notes);
  if (headers.all.some(({ raw }) => actsWhenShown(raw)))
    notes.add("control-characters", "A header holds control characters or characters that turn the direction of text.");
}

function noteRepeated(headers: Headers, names: readonly string[], notes: Notes): void {
  for (const name of names)
    if (headers.count(name) > 1) notes.add("header-odd", `The header ${name} stands more than once; the first counts.`);
}

function checkContent(part: Part, notes: Notes): void {
  if (!knowsEncoding(part.encoding))
    notes.add("unknown-encoding", "A part has an encoding that is not known; it was not decoded.");
  if (!isIntact(part.body, part.encoding))
    notes.add("broken-encoding", "A part is not what its encoding allows; some of it may be lost.");
  if (!part.mediaType.startsWith("text/")) return;
  if (!knowsCharset(part.parameters.get("charset")))
    notes.add("unknown-charset", "A text's charset is not known; it was read as UTF-8 or Windows-1252.");
  if (actsWhenShown(part.text()))
    notes.add("control-characters", "A text holds control characters or characters that turn the direction of text.");
}
