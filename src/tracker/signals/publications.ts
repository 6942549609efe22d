import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type IssueId, SamedayError } from "../../kernel/index.ts";
import type { Layer } from "../layers/layer.ts";
import { PUBLISHED_FILE, parseSignals, type SignalTable } from "./signal-table.ts";

/** When an issue became public by its CVE record; undefined where no imported record says so. */
export type PublicationOf = (issue: IssueId) => Date | undefined;

/** What the layers' imported records say, the uppermost that knows an issue first. */
export function publicationsOf(layers: readonly Pick<Layer, "signals">[]): PublicationOf {
  return lookUp(layers.flatMap(({ signals }) => signals.filter(({ path }) => path === PUBLISHED_FILE)));
}

/** The same from data directories, the lowest first, without reading anything else of them. Throws INPUT_INVALID. */
export async function readPublications(directories: readonly string[]): Promise<PublicationOf> {
  const tables: SignalTable[] = [];
  for (const directory of directories) {
    const path = join(directory, PUBLISHED_FILE);
    const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw new SamedayError("INPUT_INVALID", `${path} cannot be read.`, error);
    });
    if (bytes) tables.push(parseSignals(bytes, PUBLISHED_FILE).value);
  }
  return lookUp(tables);
}

function lookUp(tables: readonly SignalTable[]): PublicationOf {
  const uppermostFirst = tables.toReversed();
  return (issue) => {
    for (const table of uppermostFirst) {
      const date = new Date(table.columnsOf(issue)?.[0] ?? "");
      // The form allows a ninety-ninth of February.
      if (!Number.isNaN(date.getTime())) return date;
    }
    return undefined;
  };
}
