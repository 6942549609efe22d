import { createBoundaries } from "./boundaries.ts";
import { describeEntity, isMessage, isMultipart, partOf } from "./entity.ts";
import { readHeaderBlock } from "./headers.ts";
import { beforeLineEnd, nextLine } from "./lines.ts";
import type { Notes } from "./notes.ts";
import { isIdentity } from "./transfer-encoding.ts";
import type { Entity, MailLimits, Part } from "./types.ts";

/** Of the message's own header, and again of all its parts' together: more than any mail system writes. */
const MAX_FIELDS = 20_000;

/** A part whose end is not known yet. Those that are open lie inside each other, the innermost last. */
interface OpenPart {
  readonly entity: Entity;
  /** How many parts it lies in. */
  readonly level: number;
  readonly start: number;
  readonly bodyStart: number;
  readonly children: Part[];
  /** Of a multipart that is being cut; undefined again behind its final boundary. */
  boundary: string | undefined;
}

/** A part that was opened, and where reading goes on: behind its header, or behind that of the message inside it. */
interface Opened {
  readonly part: OpenPart;
  readonly next: number;
}

/**
 * Cuts a message into its parts in one pass over its lines. A delimiter ends everything that is open inside its multipart,
 * so an inner multipart without a final boundary takes nothing of the outer one (RFC 2046, 5.1.2).
 */
export function cutParts(bytes: Uint8Array, limits: MailLimits, notes: Notes): Part {
  const open: OpenPart[] = [];
  const boundaries = createBoundaries<OpenPart>(bytes);
  let left = limits.parts;
  let fields = MAX_FIELDS;

  const root = openPart(0, "text/plain");
  let at = root.next;
  while (at < bytes.length && boundaries.any()) {
    const line = at;
    at = nextLine(bytes, line);
    const delimiter = boundaries.at(line, at);
    if (delimiter === undefined) continue;
    const { owner, final } = delimiter;
    endInside(owner, Math.max(beforeLineEnd(bytes, line), open[owner.level + 1]?.start ?? 0));
    if (final) endMultipart(owner);
    else if (takesPart()) at = openPart(at, defaultTypeIn(owner.entity)).next;
  }
  endInside(root.part, bytes.length);
  return endPart(root.part, bytes.length);

  function openPart(start: number, defaultType: string): Opened {
    const isBoundary = (line: number, next: number): boolean => boundaries.at(line, next) !== undefined;
    const headerLimits = { bytes: limits.headerBytes, fields };
    const { headers, bodyStart, cutShort } = readHeaderBlock(bytes, start, headerLimits, isBoundary, notes);
    if (open.length > 0) fields -= headers.all.length;
    if (cutShort && open.length > 0)
      notes.add("header-odd", "A part's header is over the limit; not all of it was read.");
    else if (cutShort) notes.add("header-limit", "The message's header is over the limit; not all of it was read.");
    const entity = describeEntity(headers, defaultType, notes);
    const part: OpenPart = { entity, level: open.length, start, bodyStart, children: [], boundary: undefined };
    open.push(part);
    if (!isComposite(entity, notes)) return { part, next: bodyStart };
    if (open.length >= limits.depth) {
      notes.add("depth-limit", "Parts lie deeper in each other than the limit; the innermost were not cut.");
    } else if (isMultipart(entity.mediaType)) {
      openMultipart(part);
    } else if (takesPart()) {
      return { part, next: openPart(bodyStart, "text/plain").next };
    }
    return { part, next: bodyStart };
  }

  function openMultipart(part: OpenPart): void {
    const boundary = part.entity.parameters.get("boundary")?.trimEnd() ?? "";
    if (boundary === "") notes.add("missing-boundary", "A multipart names no boundary, so that it cannot be cut.");
    else if (boundaries.open(boundary, part)) part.boundary = boundary;
  }

  function takesPart(): boolean {
    left -= 1;
    if (left === -1) notes.add("part-limit", "The message has more parts than the limit; the rest was not cut.");
    return left >= 0;
  }

  function endInside(owner: OpenPart, end: number): void {
    for (let last = open.at(-1); last !== undefined && last !== owner; last = open.at(-1)) endPart(last, end);
  }

  /** Ends the innermost open part. One that was to begin behind its end is empty. */
  function endPart(part: OpenPart, end: number): Part {
    if (part.boundary !== undefined) notes.add("unclosed-multipart", "A multipart has no final boundary.");
    if (isMultipart(part.entity.mediaType) && part.children.length === 0)
      notes.add("empty-multipart", "A multipart has no parts; its text stands in its body alone.");
    endMultipart(part);
    open.pop();
    const raw = bytes.subarray(Math.min(part.start, end), end);
    const body = bytes.subarray(Math.min(part.bodyStart, end), end);
    const made = partOf(part.entity, raw, body, part.children);
    open.at(-1)?.children.push(made);
    return made;
  }

  function endMultipart(part: OpenPart): void {
    if (part.boundary !== undefined) boundaries.close(part.boundary);
    part.boundary = undefined;
  }
}

function defaultTypeIn(multipart: Entity): string {
  return multipart.mediaType === "multipart/digest" ? "message/rfc822" : "text/plain";
}

/** Whether there are parts to look for. What stands elsewhere, or is encoded as a whole, stays a leaf. */
function isComposite(entity: Entity, notes: Notes): boolean {
  const { mediaType, encoding } = entity;
  if (mediaType === "message/external-body" || mediaType === "message/partial")
    notes.add("external-body", "The message names contents that lie elsewhere; they were neither fetched nor joined.");
  if (isMultipart(mediaType)) return true;
  if (!isMessage(mediaType)) return false;
  if (!isIdentity(encoding)) notes.add("unknown-encoding", "A message inside is encoded as a whole; it was not cut.");
  return isIdentity(encoding);
}
