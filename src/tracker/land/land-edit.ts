import { basename } from "node:path";
import {
  type Clock,
  formatInstant,
  formatProblem,
  type ProcessRunner,
  SamedayError,
  toSamedayError,
} from "../../kernel/index.ts";
import { CLOSED_BUGS_FILE } from "../bugs/closed-bugs.ts";
import type { IssueLists } from "../edit/issue-lists.ts";
import type { Layer, LayerFiles } from "../layers/layer.ts";
import { type LayerDirectory, loadLayers } from "../layers/load-tracker.ts";
import { parseLayer } from "../layers/parse-layer.ts";
import { isIssueList, isLayerFile } from "../layers/which-files.ts";
import { createTracker, type Tracker } from "../model/tracker.ts";
import { isSignalFile } from "../signals/signal-table.ts";
import { ORDER_FILE } from "../split/join-years.ts";
import { type Checkout, createCheckout, same } from "./checkout.ts";
import { type DataEdit, type DataNow, recordIn } from "./data-edit.ts";
import { newErrors } from "./new-errors.ts";
import { withRepositoryLock } from "./repository-lock.ts";

export interface LandParts {
  readonly runner: ProcessRunner;
  /** The data directory: a git checkout, or a folder of one. */
  readonly directory: string;
  /** The layers that it lies over, lowest first: what they name is known to the check. */
  readonly below?: readonly LayerDirectory[];
  /** Whose commit it is. */
  readonly person: { readonly name: string; readonly email: string };
  readonly clock: Clock;
  readonly edit: DataEdit;
}

export interface Landed {
  readonly commit: string;
  /** Paths that changed; none when the data said so already, and no commit was made. */
  readonly files: readonly string[];
  /** Of these paths those that the work tree could not take yet; the next edit brings them along, or says why not. */
  readonly behind?: readonly string[];
}

/** People who type `git commit` beside us hold no lock of ours; an edit is tried again on top of what they did. */
const TRIES = 5;
/** How far back somebody else's change is looked for, for the message. */
const LOOK_BACK = 20;

/**
 * Checks, writes and commits one edit under the person's name. Nothing but what the edit gives changes, and it is there whole or
 * not at all, whenever the program is killed. One edit at a time lands in a repository; nothing is pushed.
 * Throws CONFLICT when somebody else changed the record that was seen or left a file that the edit touches uncommitted,
 * INPUT_INVALID when the data would have an error of `tracker check` that they had not, and what the edit throws.
 */
export async function landEdit(parts: LandParts): Promise<Landed> {
  requirePerson(parts);
  const checkout = createCheckout(parts.runner, parts.directory);
  const below = await loadLayers(parts.below ?? []);
  return withRepositoryLock(parts.runner, parts.directory, async () => {
    for (let tries = 1; ; tries += 1) {
      const head = await checkout.head();
      if (head === undefined) throw new SamedayError("INPUT_INVALID", `${parts.directory} has no commit yet.`);
      try {
        return await landOn(parts, checkout, below, head);
      } catch (error) {
        const overtaken = toSamedayError(error).code === "CONFLICT" && (await checkout.head()) !== head;
        if (!overtaken || tries === TRIES) throw error;
      }
    }
  });
}

/**
 * Everything of `landEdit` but the commit: throws what it would throw now, and writes nothing. For whoever has to know that an
 * edit will land before they do what cannot be taken back.
 */
export async function rehearseEdit(parts: LandParts): Promise<void> {
  requirePerson(parts);
  const checkout = createCheckout(parts.runner, parts.directory);
  const head = await checkout.head();
  if (head === undefined) throw new SamedayError("INPUT_INVALID", `${parts.directory} has no commit yet.`);
  await filesOf(parts, checkout, await loadLayers(parts.below ?? []), head);
}

async function landOn(parts: LandParts, checkout: Checkout, below: readonly Layer[], head: string): Promise<Landed> {
  const { edit, person, clock } = parts;
  const files = await filesOf(parts, checkout, below, head);
  if (files.size === 0) return { commit: head, files: [] };
  const paths = [...files.keys()];
  const change = { message: edit.subject, author: person, at: clock.now(), files };
  const commit = await checkout.commit(head, change);
  const behind = await checkout.behind(commit, paths);
  return { commit, files: paths, ...(behind.length > 0 && { behind }) };
}

/** The files that an edit changes on top of a commit, checked; none when the data says so already. */
async function filesOf(
  parts: LandParts,
  checkout: Checkout,
  below: readonly Layer[],
  head: string,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { edit, directory } = parts;
  const name = basename(directory);
  const before = await layerFilesAt(checkout, head);
  await requireAsSeen(checkout, before, edit);
  // Signals are large and decide nothing, so that they are read only when the edit asks for them.
  const there = async (path: string): Promise<Uint8Array | undefined> =>
    isSignalFile(path) ? checkout.file(head, path) : before.get(path);
  const read = async (path: string): Promise<Uint8Array> => (await there(path)) ?? new Uint8Array();
  const given = await edit.apply(read, dataNow(name, before, below)).catch(async (error: unknown) => {
    // What is not found may stand there and only be uncommitted, as after an import.
    if (toSamedayError(error).code === "NOT_FOUND")
      await requireCommitted(parts, checkout, head, [...listsIn(before).keys()]);
    throw error;
  });
  const files = new Map<string, Uint8Array>();
  for (const [path, bytes] of given) if (!same(bytes, await there(path))) files.set(path, bytes);
  if (files.size === 0) return files;
  const paths = [...files.keys()];
  const odd = paths.find((path) => !isData(path) && !isSignalFile(path));
  if (odd !== undefined) throw new SamedayError("INPUT_INVALID", `${odd} is no file of tracker data.`);
  await requireCommitted(parts, checkout, head, paths);
  const [fresh] = newErrors(below, name, before, new Map([...before, ...files]));
  if (fresh) throw new SamedayError("INPUT_INVALID", `The data would have an error: ${formatProblem(fresh)}`);
  return files;
}

async function requireCommitted(
  { directory }: LandParts,
  checkout: Checkout,
  head: string,
  paths: readonly string[],
): Promise<void> {
  const [dirty] = await checkout.uncommitted(head, paths);
  if (dirty === undefined) return;
  const message = `${dirty} in ${directory} has changes that nobody committed; commit them or take them back first.`;
  throw new SamedayError("CONFLICT", message);
}

/** The tracker's files of a commit, by their paths in the data directory. */
export async function layerFilesAt(checkout: Checkout, commit: string): Promise<LayerFiles> {
  const files = new Map<string, Uint8Array>();
  for (const path of (await checkout.paths(commit)).filter(isData)) {
    const bytes = await checkout.file(commit, path);
    // Taken for a file that is not there, it would be begun anew.
    if (!bytes) throw new SamedayError("INPUT_INVALID", `git cannot read ${path} of commit ${commit.slice(0, 12)}.`);
    files.set(path, bytes);
  }
  return files;
}

function isData(path: string): boolean {
  return isLayerFile(path) || path === ORDER_FILE || path === CLOSED_BUGS_FILE;
}

/** What an edit may know of these files over the layers below. */
export function dataNow(name: string, files: LayerFiles, below: readonly Layer[]): DataNow {
  let made: Tracker | undefined;
  // Most edits ask for neither, and Debian's lists take a second.
  const tracker = (): Tracker => {
    made ??= createTracker([...below, parseLayer(name, files)]);
    return made;
  };
  return {
    paths: [...files.keys()],
    get releases() {
      return [...tracker().releases.keys()];
    },
    get tracker() {
      return tracker();
    },
  };
}

async function requireAsSeen(checkout: Checkout, files: LayerFiles, { seen }: DataEdit): Promise<void> {
  if (seen === undefined) return;
  const now = recordIn(listsIn(files), seen.issue);
  if (now.hash === seen.record) return;
  const who = await whoChanged(checkout, files, seen.issue, now.hash);
  const says = now.text === "" ? "There is no record of it any more." : `Its record is now:\n${now.text.trimEnd()}`;
  throw new SamedayError("CONFLICT", `Somebody else changed ${seen.issue} since you looked${who}. ${says}`);
}

/** The commit that made the record what it is now: ` (Ada, Sat 21 Nov 2026 14:02 UTC)`, or nothing when that was long ago. */
async function whoChanged(checkout: Checkout, files: LayerFiles, issue: string, now: string): Promise<string> {
  const paths = [...listsIn(files).keys()];
  for (const { commit, author, at } of await checkout.commitsOn(paths, LOOK_BACK)) {
    const earlier = new Map<string, Uint8Array>();
    for (const path of paths) earlier.set(path, (await checkout.file(`${commit}^`, path)) ?? new Uint8Array());
    if (hashOrNone(earlier, issue) !== now) return ` (${author}, ${formatInstant(at)})`;
  }
  return "";
}

function hashOrNone(lists: IssueLists, issue: string): string {
  try {
    return recordIn(lists, issue).hash;
  } catch {
    return "";
  }
}

function listsIn(files: LayerFiles): IssueLists {
  return new Map([...files].filter(([path]) => isIssueList(path)));
}

/** git takes no name without letters, and reads these signs as the end of one. */
function requirePerson({ person: { name, email }, edit: { subject } }: LandParts): void {
  // Of dots and quotes alone git leaves nothing (git-commit-tree(1), "Commit information").
  const odd = [name, email].some((text) => /^[\s.,:;"'\\]*$/.test(text) || /[<>\p{Cc}]/u.test(text));
  if (odd) throw new SamedayError("INPUT_INVALID", "An edit needs the name and the mail address of whoever makes it.");
  if (subject.trim() === "" || /\p{Cc}/u.test(subject)) {
    throw new SamedayError("INPUT_INVALID", "The first line of a commit is one line of text.");
  }
}
