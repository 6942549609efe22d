import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { BugMemory } from "../../tracker/index.ts";
import { IMPORT_FOLDER, keepImportState } from "./tracker-imported-files.ts";

/** Beside the data, outside git: what texts of reports said. */
const STATE_FILE = `${IMPORT_FOLDER}/bugs.json`;

/** A memory that cannot be read, or is of another tracker, is as good as none. */
export async function readBugMemory(directory: string, address: string): Promise<BugMemory> {
  try {
    const state: unknown = JSON.parse(await readFile(join(directory, STATE_FILE), "utf8"));
    const { address: of, texts } = state as { address?: unknown; texts?: unknown };
    const rows = of === address && Array.isArray(texts) ? texts : [];
    const good = rows.filter(
      (row): row is [number, string, string[]] =>
        Array.isArray(row) &&
        Number.isInteger(row[0]) &&
        typeof row[1] === "string" &&
        Array.isArray(row[2]) &&
        row[2].every((issue: unknown) => typeof issue === "string" && /^CVE-\d{4}-\d{4,10}$/.test(issue)),
    );
    return new Map(good.map(([bug, changed, issues]) => [bug, { changed, issues }]));
  } catch {
    return new Map();
  }
}

/** Written also when an import broke off, so that it has not asked in vain. */
export async function keepBugMemory(directory: string, address: string, memory: BugMemory): Promise<void> {
  const texts = [...memory].sort(([a], [b]) => a - b).map(([bug, { changed, issues }]) => [bug, changed, issues]);
  await keepImportState(directory, STATE_FILE, { address, texts });
}
