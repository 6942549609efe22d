import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Distribution } from "../../distribution/index.ts";
import { appendAudit } from "../../store/index.ts";
import { dataEdit, type Landed, parseNeeded, readRecord } from "../../tracker/index.ts";
import type { LineContext } from "../../updates/index.ts";
import type { SourceEditing, TrackerEdits } from "../../web/index.ts";
import { createAdvisoryNames } from "../tracker-edits/advisory-names.ts";
import type { LandWish } from "../tracker-edits/land.ts";

type Parts = Pick<LineContext, "clock" | "store"> & {
  /** Lands one edit; `landInHelper`. */
  land(wish: LandWish): Promise<Landed>;
  readonly definition: Pick<Distribution, "layers" | "releases" | "advisory">;
};

const NEEDED = /^([a-z]+)-needed\.txt$/;

/** Edits into the layer of the definition that is ours, each a commit and an entry of the audit log; undefined without such a layer. */
export function createTrackerEdits({ definition, land, clock, store }: Parts): TrackerEdits | undefined {
  const { layers } = definition;
  const at = layers.findIndex((layer) => layer.ours);
  const own = layers[at];
  if (own === undefined) return undefined;
  const { directory } = own;
  const releases = definition.releases.map(({ codename }) => codename).toReversed();
  const below = layers.slice(0, at).map(({ name, directory: place }) => ({ name, directory: place }));
  const advisoryNames = createAdvisoryNames(directory, definition.advisory, store);
  return {
    async issue(issue) {
      const { text, hash } = await readRecord(directory, issue);
      return { issue, record: text, hash, layer: own.name, releases };
    },
    async source(source) {
      return { source, releases, ...(await neededOf(directory, source)) };
    },
    async advisory() {
      return { layer: own.name, names: await advisoryNames.next(), releases };
    },
    async edit(wish, seen, { id, name, email }) {
      if (wish.act === "advisory") await advisoryNames.requireFree(wish.entry.id);
      const { subject } = dataEdit(wish, { name, today: clock.now() });
      const { commit, files } = await land({
        directory,
        below,
        person: { name, email },
        edit: wish,
        seen,
      });
      if (files.length === 0) return;
      const object = "issue" in wish ? wish.issue : "package" in wish ? wish.package : wish.entry.package;
      const details = { says: subject, commit };
      await store.transaction((trx) =>
        appendAudit(trx, { at: clock.now(), actor: id, action: "edit-tracker", object, details }),
      );
    },
  };
}

async function neededOf(directory: string, source: string): Promise<Pick<SourceEditing, "queues" | "entries">> {
  const names = (await readdir(directory)).flatMap((file) => NEEDED.exec(file)?.[1] ?? []).sort();
  const entries = await Promise.all(
    names.map(async (queue) => {
      const path = `${queue}-needed.txt`;
      const { value } = parseNeeded(await readFile(join(directory, path)), path);
      return value.flatMap(({ package: name, release, claimedBy }) =>
        name === source ? [{ queue, release: release ?? null, claimedBy: claimedBy ?? null }] : [],
      );
    }),
  );
  return { queues: names.length === 0 ? ["dsa"] : names, entries: entries.flat() };
}
