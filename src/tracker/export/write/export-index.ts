import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { ExportEntry } from "./export-file.ts";

export const EXPORT_INDEX = "index.json";

const INDEX = z.object({
  files: z.array(
    z.object({
      path: z.string(),
      bytes: z.number(),
      sha256: z.string(),
      changed: z.iso.datetime(),
      revisions: z.array(z.iso.datetime()).min(1).optional(),
      content: z.string().optional(),
    }),
  ),
});

/** What the last export wrote, by path; empty for a new directory. An index that cannot be understood counts as none. */
export async function readExportIndex(directory: string): Promise<Map<string, ExportEntry>> {
  const text = await readFile(join(directory, EXPORT_INDEX), "utf8").catch(() => "");
  try {
    const parsed = INDEX.safeParse(JSON.parse(text));
    const entries = parsed.success ? parsed.data.files.filter((entry) => isBelow(entry.path)) : [];
    return new Map(entries.map((entry) => [entry.path, entry]));
  } catch {
    // An index that was cut short costs writing every file again, and the dates of earlier changes.
    return new Map();
  }
}

/** One entry a line, so that a difference between two exports can be read. */
export function renderExportIndex(entries: readonly ExportEntry[]): string {
  return `{"files":[\n${entries.map((entry) => JSON.stringify(entry)).join(",\n")}\n]}\n`;
}

/** What an index names is removed when it goes; it must not lead out of the directory. */
function isBelow(path: string): boolean {
  return !path.startsWith("/") && !path.split("/").some((part) => part === "" || part === "." || part === "..");
}
