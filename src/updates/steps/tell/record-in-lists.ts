import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Person } from "../../../distribution/index.ts";
import {
  type AdvisoryEntry,
  addAdvisoryEntry,
  createCheckout,
  listsOfIssues,
  recordAdvisoryInLists,
  withRepositoryLock,
} from "../../../tracker/index.ts";
import type { LineContext } from "../../context.ts";
import type { AdvisoryRecord } from "../../records/advisories.ts";
import type { UpdateRecord } from "../../records/updates.ts";
import { readIssueLists, readList } from "./read-list.ts";
import { sortedIssues } from "./told.ts";

/**
 * Writes an advisory into our layer's lists and commits exactly these files under the person's name; answers the commit.
 * Nothing but the records changes, and nobody who edits the lists with us undoes it, nor is undone. When the entry stands there already (a try before this one got so far), only what is
 * missing is done. Throws CONFLICT when others edit the lists for a minute.
 */
export function recordInLists(
  context: LineContext,
  update: UpdateRecord,
  advisory: AdvisoryRecord,
  author: Person | undefined,
): Promise<string> {
  const { runner, trackerDirectory } = context;
  return withRepositoryLock(runner, trackerDirectory, () => record(context, update, advisory, author));
}

async function record(
  context: LineContext,
  update: UpdateRecord,
  advisory: AdvisoryRecord,
  author: Person | undefined,
): Promise<string> {
  const { prefix } = context.definition.advisory;
  const entry = advisoryEntry(advisory, update);
  const path = `${prefix}/list`;
  const advisories = join(context.trackerDirectory, path);
  const before = await readIssueLists(context.trackerDirectory);
  const issues = recordAdvisoryInLists(before, entry);
  for (const [changed, bytes] of issues) await replace(join(context.trackerDirectory, changed), bytes);
  const list = await readList(advisories);
  if (!Buffer.from(list).includes(` ${advisory.id} `)) await replace(advisories, addAdvisoryEntry(list, entry));
  // Also those that a try before this one has written, and not committed.
  const lists = new Set(listsOfIssues(new Map([...before, ...issues]), entry.issues).values());
  return commit(context, [path, ...lists], `${advisory.id} for ${update.source}`, author);
}

/** The advisory as the list has it; temporary names stay out of it, since they change when an issue gets its number. */
export function advisoryEntry(
  advisory: Pick<AdvisoryRecord, "id" | "revision" | "at">,
  update: Pick<UpdateRecord, "source" | "version" | "release" | "issues">,
): AdvisoryEntry {
  return {
    id: advisory.id,
    date: advisory.at,
    package: update.source,
    title: advisory.revision > 1 ? "regression update" : "security update",
    issues: sortedIssues(update.issues).filter((issue) => /^CVE-\d{4}-\d+$/.test(issue)),
    fixes: [{ release: update.release, version: update.version }],
  };
}

async function replace(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const incoming = `${path}.new`;
  // A commit could have put a link there that leads to another file of ours.
  await rm(incoming, { force: true });
  const file = await open(incoming, "wx", 0o644);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(incoming, path);
}

/** Exactly these files, as they are, whatever the attributes of the data would make of them. */
async function commit(
  context: LineContext,
  paths: readonly string[],
  message: string,
  author: Person | undefined,
): Promise<string> {
  const { definition, trackerDirectory, runner } = context;
  const { title, contact } = definition;
  const checkout = createCheckout(runner, trackerDirectory);
  const head = await checkout.head();
  const files = new Map<string, Uint8Array>();
  for (const path of paths) {
    const now = await checkout.inWorkTree(path);
    const then = head === undefined ? undefined : await checkout.file(head, path);
    if (now && !(then && Buffer.compare(now, then) === 0)) files.set(path, now);
  }
  if (files.size > 0) {
    return checkout.commit(head, {
      message,
      author: { name: author?.name ?? title, email: author?.email ?? contact },
      committer: { name: `${title} security desk`, email: contact },
      files,
    });
  }
  // A try before this one has committed.
  const [last] = await checkout.commitsOn(paths, 1);
  return last?.commit ?? "";
}
