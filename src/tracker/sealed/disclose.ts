import { formatProblem, type IssueId, isIssueId, SamedayError } from "../../kernel/index.ts";
import { type Checkout, createCheckout, same } from "../land/checkout.ts";
import { newErrors } from "../land/new-errors.ts";
import { withRepositoryLock } from "../land/repository-lock.ts";
import type { Layer, LayerFiles } from "../layers/layer.ts";
import { parseLayer } from "../layers/parse-layer.ts";
import { isIssueList, isLayerFile } from "../layers/which-files.ts";
import { createTracker } from "../model/tracker.ts";
import { ORDER_FILE } from "../split/join-years.ts";
import { reordered } from "../split/reordered.ts";
import { disclosedLists } from "./disclosed-lists.ts";
import { disclosureOf, formatDisclosure, nameByNow } from "./disclosed-names.ts";
import { holdsSealed } from "./holds-sealed.ts";
import type { SealedWriter } from "./ports.ts";
import { readSealedLayer, type SealedIssue, sealedIssue } from "./read-layer.ts";
import type { SealedId } from "./sealed-id.ts";
import { recordOf } from "./sealed-text.ts";
import { entomb } from "./write-layer.ts";

/** What is asked: these sealed issues, in one commit, into this data directory. */
export interface Disclosure {
  readonly ids: readonly SealedId[];
  /** The number of an issue that had none while it was sealed. */
  readonly as: ReadonlyMap<SealedId, IssueId>;
  /** The public data directory, a git checkout or a folder of one. */
  readonly directory: string;
  /** The layers that it lies over, lowest first. */
  readonly below: readonly Layer[];
}

export interface DisclosedIssue {
  readonly id: SealedId;
  readonly name: IssueId;
  /** The commit in the public data that has it. */
  readonly commit: string;
}

/**
 * Moves sealed issues into the public lists: one commit there under the name of whoever does it, then a tombstone in place of each.
 * Whatever ends the program in between, nothing is lost, and doing it again does what is missing and nothing twice.
 * Throws CONFLICT when a list has changes that nobody committed, when somebody else commits meanwhile or when a commit says that it was done and lacks the record, INPUT_INVALID when the
 * lists would have errors that they did not have, and for an issue without number and text.
 */
export async function disclose(world: SealedWriter, wish: Disclosure): Promise<readonly DisclosedIssue[]> {
  const layer = await readSealedLayer(world);
  await layer.checkout.settle(layer.commit);
  const issues = wish.ids.map((id) => sealedIssue(layer, id));
  const checkout = createCheckout(world.processes, wish.directory);
  const inTurn = <T>(work: () => Promise<T>) => withRepositoryLock(world.processes, wish.directory, work);
  const open: SealedIssue[] = [];
  const done: DisclosedIssue[] = [];
  for (const issue of issues) {
    const disclosure = await disclosureOf(checkout, issue.id);
    if (disclosure !== undefined) {
      await requireTrue(checkout, disclosure, issue);
      const name = await inTurn(() => finish(checkout, disclosure, issue));
      done.push({ id: issue.id, name, commit: disclosure.commit });
    } else if (issue.head.disclosedAs === undefined) open.push(issue);
    else
      throw new SamedayError(
        "CONFLICT",
        `${issue.id} was disclosed as ${issue.head.disclosedAs}, and not to this data.`,
      );
  }
  if (open.length > 0) done.push(...(await inTurn(() => publish(world, checkout, open, wish))));
  const buried = new Map<SealedId, IssueId>();
  for (const { id, name } of done) {
    if (sealedIssue(layer, id).head.disclosedAs === undefined) buried.set(id, name);
  }
  if (buried.size > 0) await entomb(world, layer, buried);
  return wish.ids.flatMap((id) => done.find((one) => one.id === id) ?? []);
}

async function publish(
  world: SealedWriter,
  checkout: Checkout,
  issues: readonly SealedIssue[],
  { as, below }: Disclosure,
): Promise<readonly DisclosedIssue[]> {
  const head = await checkout.head();
  if (head === undefined) throw new SamedayError("INPUT_INVALID", "The public data has no commit yet.");
  const before = await filesAt(checkout, head);
  const records = issues.map((issue) => {
    const number = as.get(issue.id);
    if (number === undefined) requireOwnName(issue);
    return { text: recordOf(issue.file.text), ...(number !== undefined && { as: requireNumber(issue, number) }) };
  });
  const releases = [...createTracker([...below, parseLayer("public", before)]).releases.keys()];
  const lists = new Map([...before].filter(([path]) => isIssueList(path)));
  const { lists: changed, names } = disclosedLists(lists, records, releases);
  const files = withOrder(before, changed);
  requireNoNewErrors(below, before, new Map([...before, ...files]));
  for (const path of files.keys()) await requireCommitted(checkout, head, path);
  const message = formatDisclosure({ ids: issues.map(({ id }) => id), names });
  const commit = await checkout.commit(head, { message, author: world.me, files });
  return issues.map(({ id }, index) => ({ id, name: names[index] as IssueId, commit }));
}

/** A commit and the name that its message gives an issue. */
interface Claimed {
  readonly commit: string;
  readonly name: IssueId;
}

/** Throws CONFLICT when a commit says that an issue was disclosed and does not have it. */
async function requireTrue(checkout: Checkout, { commit, name }: Claimed, issue: SealedIssue): Promise<void> {
  if (issue.head.disclosedAs !== undefined) return;
  const lists = new Map([...(await filesAt(checkout, commit))].filter(([path]) => isIssueList(path)));
  const named = issue.name === issue.id || issue.name === name;
  if (named && holdsSealed(lists, name, issue.file)) return;
  const message = `Commit ${commit} says that ${issue.id} was disclosed as ${name}, and has no such record; find out who made it. Nothing was disclosed. Sealed anew, the issue gets another name.`;
  throw new SamedayError("CONFLICT", message);
}

/** The name that a commit of an earlier try gave the issue, or what became of it since; its files are brought into the work tree if that try did not get so far. */
async function finish(checkout: Checkout, { commit, name }: Claimed, { head }: SealedIssue): Promise<IssueId> {
  await checkout.follow(`${commit}^`, commit, await checkout.changed(commit));
  return nameByNow(checkout, head.disclosedAs ?? name);
}

async function filesAt(checkout: Checkout, commit: string): Promise<LayerFiles> {
  const files = new Map<string, Uint8Array>();
  for (const path of (await checkout.paths(commit)).filter((one) => isLayerFile(one) || one === ORDER_FILE)) {
    const bytes = await checkout.file(commit, path);
    if (bytes) files.set(path, bytes);
  }
  return files;
}

/** CVE/order names records by their first lines, and one may have got a text now. */
function withOrder(before: LayerFiles, changed: LayerFiles): LayerFiles {
  const headers = (files: LayerFiles): string[] =>
    [...files.values()].flatMap(
      (bytes) =>
        Buffer.from(bytes)
          .toString("latin1")
          .match(/^CVE-\d{4}-\d{4,}.*$/gm) ?? [],
    );
  const now = new Map(headers(changed).map((header) => [header.split(" ")[0] as string, header]));
  const bare = headers(before).filter((header) => !header.includes(" "));
  const order = reordered(
    before.get(ORDER_FILE),
    bare.flatMap((header) => (now.has(header) ? [[header, now.get(header) as string] as const] : [])),
  );
  return order === undefined ? changed : new Map([...changed, [ORDER_FILE, order]]);
}

/** A temporary name is made of the text: without one it would be that of every such issue, and change with the first word. */
function requireOwnName({ id, name, file }: SealedIssue): void {
  if (name !== id) return;
  const [header = ""] = recordOf(file.text).split("\n");
  if (/[^\s[\]()]/.test(header.replace(/^CVE-\d{4}-XXXX/, ""))) return;
  throw new SamedayError(
    "INPUT_INVALID",
    `${id} has neither a number nor a text, so it would have no name of its own in public. Write a text in square brackets behind CVE-…-XXXX (sameday sealed edit ${id}), or give its number with --as. Nothing was disclosed.`,
  );
}

function requireNumber(issue: SealedIssue, number: IssueId): IssueId {
  if (issue.name !== issue.id) throw new SamedayError("CONFLICT", `${issue.id} has a number already.`);
  if (/^CVE-\d{4}-\d+$/.test(number) && isIssueId(number)) return number;
  throw new SamedayError("USAGE", `${number} is not the number of a CVE.`);
}

function requireNoNewErrors(below: readonly Layer[], before: LayerFiles, after: LayerFiles): void {
  const [fresh] = newErrors(below, "public", before, after);
  if (fresh) throw new SamedayError("INPUT_INVALID", `The public list would have an error: ${formatProblem(fresh)}`);
}

async function requireCommitted(checkout: Checkout, head: string, path: string): Promise<void> {
  if (same(await checkout.inWorkTree(path), await checkout.file(head, path))) return;
  throw new SamedayError("CONFLICT", `${path} has changes that nobody committed; commit them or take them back first.`);
}
