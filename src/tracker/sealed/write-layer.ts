import { hasErrors, type IssueId, type Problem, SamedayError } from "../../kernel/index.ts";
import { createCheckout } from "../land/checkout.ts";
import { ACCESS_FILE, type Access, type AccessList, formatAccessList, holds } from "./access-list.ts";
import type { SealedWriter } from "./ports.ts";
import { recipients } from "./read-access.ts";
import { readSealedLayer, type SealedIssue, type SealedLayer } from "./read-layer.ts";
import { newSealedId, randomDigits, type SealedId } from "./sealed-id.ts";
import { formatHead, headOf, padded, parseSealedText, recordOf, type SealedHead, sealedPath } from "./sealed-text.ts";

/** What was written, and what its author should know about it. */
export interface Written {
  readonly id: SealedId;
  readonly commit: string;
  readonly problems: readonly Problem[];
}

/** A text that is no record, with every place. */
export interface Refused {
  readonly refused: readonly Problem[];
}

/** git merges no encrypted files, and shows no differences of them. */
const ATTRIBUTES = "*.asc -text -diff -merge\n";

/**
 * Makes a sealed layer in a directory that git knows already and that has no commit. Throws NOT_ALLOWED for anybody but a full
 * member, CONFLICT when there is a commit.
 */
export async function createSealedLayer(world: SealedWriter, access: Omit<Access, "person">): Promise<AccessList> {
  requireFull(world);
  const checkout = createCheckout(world.processes, world.directory);
  if ((await checkout.head()) !== undefined)
    throw new SamedayError("CONFLICT", `${world.directory} has commits already.`);
  const people = [{ ...access, person: world.me.id }];
  const list: AccessList = { layer: `L-${randomDigits(world.random)}`, revision: 1, people };
  await requireRecipients(world, list);
  const files = new Map([
    [".gitattributes", Buffer.from(ATTRIBUTES)],
    [ACCESS_FILE, Buffer.from(await world.crypto.sign(formatAccessList(list)))],
  ]);
  await checkout.commit(undefined, { message: "access", author: world.me, files });
  return list;
}

/** Seals a new issue; `record` is a record of the list of issues. */
export async function addSealed(world: SealedWriter, record: string): Promise<Written | Refused> {
  const layer = await readForWriting(world);
  const taken = new Set([...layer.issues, ...layer.setAside].map(({ id }) => id));
  const id = newSealedId(world.random, taken);
  const written = await seal(world, layer, { id, revision: 1, disclosedAs: undefined }, record);
  // The line above the record is ours: whoever wrote the record counts from its own first one.
  return "refused" in written ? { refused: asWritten(written.refused, 1) } : written;
}

/** Faults in the text that somebody handed in, of which no file is written. */
function asWritten(problems: readonly Problem[], above: number): readonly Problem[] {
  return problems.map((problem) => {
    const place = { ...problem.place, file: "standard input", line: Math.max(1, problem.place.line - above) };
    return { ...problem, place };
  });
}

/**
 * Seals another text in place of an issue's; `text` begins with the line that `show` printed. Throws CONFLICT when somebody was
 * quicker or the issue was disclosed, INPUT_INVALID when that line is missing, NOT_FOUND.
 */
export async function editSealed(world: SealedWriter, id: SealedId, text: string): Promise<Written | Refused> {
  const layer = await readForWriting(world);
  const head = headOf(text);
  if (head === undefined || head.id !== id) {
    throw new SamedayError(
      "INPUT_INVALID",
      `The text must begin with the line \`-- sealed ${id} …\` that show printed.`,
    );
  }
  const found = layer.issues.find((issue) => issue.id === id)?.head ?? headOfSetAside(layer, id);
  if (found.revision !== head.revision) {
    throw new SamedayError(
      "CONFLICT",
      `${id} has revision ${found.revision} now; your text was made from ${head.revision}.`,
    );
  }
  if (found.disclosedAs !== undefined)
    throw new SamedayError("CONFLICT", `${id} has been disclosed; edit the public list.`);
  const next = { id, revision: found.revision + 1, disclosedAs: undefined };
  const written = await seal(world, layer, next, recordOf(text));
  return "refused" in written ? { refused: asWritten(written.refused, 0) } : written;
}

/** Leaves in place of issues that they were disclosed; to others the files look like any edit. */
export async function entomb(
  world: SealedWriter,
  layer: SealedLayer,
  disclosed: ReadonlyMap<SealedId, IssueId>,
): Promise<string> {
  const files = new Map<string, Uint8Array>();
  for (const [id, disclosedAs] of disclosed) {
    const revision = (layer.issues.find((issue) => issue.id === id)?.head.revision ?? 0) + 1;
    const { layer: name, revision: access } = layer.access;
    const text = `${formatHead({ id, layer: name, revision, access, disclosedAs })}\n`;
    files.set(sealedPath(id), await sealedBytes(world, layer.access, text));
  }
  return layer.checkout.commit(layer.commit, { message: [...disclosed.keys()].join(" "), author: world.me, files });
}

/**
 * Another access list, and every record sealed anew for the people on it, in one commit. Records keep their authors' signatures;
 * those of people who are no longer on the list are signed by whoever makes the change, who thereby vouches for them.
 * Throws NOT_ALLOWED for anybody but a full member with access, CONFLICT when a file cannot be opened.
 */
export async function changeAccess(
  world: SealedWriter,
  next: (people: readonly Access[], now: Date) => readonly Access[],
): Promise<{ readonly access: AccessList; readonly sealedAnew: number; readonly signedAnew: readonly SealedId[] }> {
  requireFull(world);
  const layer = await readForWriting(world);
  const lost = layer.setAside.filter(({ signed }) => signed === undefined);
  if (lost.length > 0) {
    const names = lost.map(({ id }) => id).join(" ");
    throw new SamedayError("CONFLICT", `These files cannot be opened, so they cannot be sealed anew: ${names}.`);
  }
  const people = next(layer.access.people, world.clock.now());
  if (!people.some(({ person }) => person === world.me.id)) {
    throw new SamedayError("NOT_ALLOWED", "Nobody takes away their own access; another full member does it.");
  }
  const access: AccessList = { ...layer.access, revision: layer.access.revision + 1, people };
  const files = new Map<string, Uint8Array>([
    [ACCESS_FILE, Buffer.from(await world.crypto.sign(formatAccessList(access)))],
  ]);
  const signedAnew: SealedId[] = [];
  for (const { id, signed } of layer.setAside)
    files.set(sealedPath(id), await sealFor(world, access, signed as Uint8Array));
  for (const issue of layer.issues) {
    const stays = people.some(({ person, until }) => person === issue.author && issue.signedAt < until);
    if (!stays) signedAnew.push(issue.id);
    const bytes = stays
      ? await sealFor(world, access, issue.signed)
      : await sealedBytes(world, access, again(issue, access));
    files.set(sealedPath(issue.id), bytes);
  }
  await layer.checkout.commit(layer.commit, { message: "access", author: world.me, files });
  return { access, sealedAnew: files.size - 1, signedAnew };
}

function again({ head, file }: SealedIssue, access: AccessList): string {
  return `${formatHead({ ...head, revision: head.revision + 1, access: access.revision })}\n${recordOf(file.text)}`;
}

async function seal(
  world: SealedWriter,
  layer: SealedLayer,
  what: Pick<SealedHead, "id" | "revision" | "disclosedAs">,
  record: string,
): Promise<Written | Refused> {
  const { layer: name, revision: access } = layer.access;
  const text = `${formatHead({ ...what, layer: name, access })}\n${record}`;
  const { value, problems } = parseSealedText(Buffer.from(text, "utf8"), what.id);
  if (value === undefined || hasErrors(problems)) return { refused: problems };
  const other = layer.issues.find((one) => one.name === value.name && one.id !== what.id && !one.head.disclosedAs);
  if (other) throw new SamedayError("CONFLICT", `${other.id} is about that issue already; edit it.`);
  const files = new Map([[sealedPath(what.id), await sealedBytes(world, layer.access, text)]]);
  const commit = await layer.checkout.commit(layer.commit, { message: what.id, author: world.me, files });
  const { problems: unreached } = await recipients(world, layer.access, world.clock.now());
  return { id: what.id, commit, problems: [...problems, ...unreached] };
}

/** The layer, when the one at work may write to it. Throws NOT_ALLOWED, or DATA_UNSAFE when the access list was put back. */
async function readForWriting(world: SealedWriter): Promise<SealedLayer> {
  const layer = await readSealedLayer(world);
  await layer.checkout.settle(layer.commit);
  const entry = layer.access.people.find(({ person }) => person === world.me.id);
  if (entry === undefined || !holds(entry, world.clock.now())) {
    throw new SamedayError(
      "NOT_ALLOWED",
      `${world.me.id} has no access to this layer; a full member with access gives it.`,
    );
  }
  if (layer.accessPutBack || (await layer.checkout.putBack(ACCESS_FILE)).length > 0) {
    throw new SamedayError("DATA_UNSAFE", "An older access list was put back; nothing is sealed for the people on it.");
  }
  return layer;
}

/** A record that was set aside may be mended by whoever has read it, as long as it can be opened. */
function headOfSetAside({ setAside }: SealedLayer, id: SealedId): Pick<SealedHead, "revision" | "disclosedAs"> {
  const aside = setAside.find((one) => one.id === id);
  if (aside === undefined) throw new SamedayError("NOT_FOUND", `The sealed layer has no ${id}.`);
  const head = headOf(unsignedText(aside.signed ?? new Uint8Array()));
  if (head) return head;
  throw new SamedayError("INPUT_INVALID", `${id} is set aside: ${aside.problems[0]?.message ?? ""}`);
}

/** What stands in a clear-signed text, whoever signed it, without the dashes that escape its lines (RFC 9580, section 7.1). */
export function unsignedText(signed: Uint8Array): string {
  const text = Buffer.from(signed).toString("latin1");
  const inner =
    /^-----BEGIN PGP SIGNED MESSAGE-----\r?\n(?:[^\n]+\n)*\r?\n([\s\S]*?)\n-----BEGIN PGP SIGNATURE-----/m.exec(
      text,
    )?.[1];
  return `${(inner ?? text).replace(/^- /gm, "").trimEnd()}\n`;
}

async function sealedBytes(world: SealedWriter, access: AccessList, text: string): Promise<Uint8Array> {
  return sealFor(world, access, padded(await world.crypto.sign(text)));
}

async function sealFor(world: SealedWriter, access: AccessList, signed: Uint8Array): Promise<Uint8Array> {
  return Buffer.from(await world.crypto.seal(signed, await requireRecipients(world, access)), "latin1");
}

async function requireRecipients(world: SealedWriter, access: AccessList): Promise<[string, ...string[]]> {
  const { fingerprints, problems } = await recipients(world, access, world.clock.now());
  const own = await world.crypto.encryptable(world.me.fingerprints);
  const [first, ...rest] = fingerprints;
  // What nobody can open, or not even its author, would be lost.
  if (first !== undefined && own.some((one) => fingerprints.includes(one))) return [first, ...rest];
  throw new SamedayError("INPUT_INVALID", problems[0]?.message ?? `No key of ${world.me.id} can be encrypted to.`);
}

function requireFull({ me }: SealedWriter): void {
  if (me.role !== "full") throw new SamedayError("NOT_ALLOWED", "Only a full member decides who has access.");
}
