import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { AdvisorySettings } from "../../distribution/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import type { Store } from "../../store/index.ts";
import { advisoryId, nextAdvisoryNumber } from "../../tracker/index.ts";

/** Names of advisories in a layer's lists. */
export interface AdvisoryNames {
  /** The next one of each list, the desk's own first. Another may take it before it is written. */
  next(): Promise<readonly string[]>;
  /** Throws CONFLICT for a name that an update of this desk has, also while it does not stand in the list yet. */
  requireFree(id: string): Promise<void>;
}

const PREFIX = /^[A-Z][A-Z0-9-]*$/;

/** Lists are read again only when they have changed: a form asks with every page. */
export function createAdvisoryNames(
  directory: string,
  { prefix: own, first }: AdvisorySettings,
  { db }: Pick<Store, "db">,
): AdvisoryNames {
  const known = new Map<string, { readonly state: string; readonly number: number }>();

  const nextIn = async (prefix: string): Promise<number | undefined> => {
    const path = join(directory, prefix, "list");
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) return undefined;
    const state = `${found.size} ${found.mtimeMs} ${found.ino}`;
    const there = known.get(prefix);
    if (there?.state === state) return there.number;
    const number = nextAdvisoryNumber(await readFile(path), prefix, prefix === own ? first : 1);
    known.set(prefix, { state, number });
    return number;
  };

  /** What updates of the desk hold and have not written yet counts as taken. */
  const nextOwn = async (): Promise<number> => {
    const { highest } = await db
      .selectFrom("advisory")
      .select((eb) => eb.fn.max("number").as("highest"))
      .executeTakeFirstOrThrow();
    return Math.max((await nextIn(own)) ?? first, (highest ?? 0) + 1);
  };

  return {
    async next() {
      const folders = (await readdir(directory)).filter((name) => PREFIX.test(name) && name !== "CVE" && name !== own);
      const names = [advisoryId(own, await nextOwn())];
      for (const prefix of folders.sort()) {
        const number = await nextIn(prefix);
        if (number !== undefined) names.push(advisoryId(prefix, number));
      }
      return names;
    },
    async requireFree(id) {
      const taken = await db.selectFrom("advisory").select("id").where("id", "=", id).executeTakeFirst();
      if (taken) throw new SamedayError("CONFLICT", `${id} is the advisory of an update of this desk.`);
    },
  };
}
