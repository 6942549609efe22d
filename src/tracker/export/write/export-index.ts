import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ExportEntry } from "./export-file.ts";

export const EXPORT_INDEX = "index.json";

/** What the last export wrote, by path; undefined for a new directory, and where the index is lost or cannot be understood. */
export async function readExportIndex(directory: string): Promise<Map<string, ExportEntry> | undefined> {
  const text = await readFile(join(directory, EXPORT_INDEX), "utf8").catch(() => "");
  // Whatever asks the tracker loads this room; the library behind the form is a third of its modules.
  const { INDEX_FORM } = await import("./export-index-form.ts");
  try {
    const parsed = INDEX_FORM.safeParse(JSON.parse(text));
    if (!parsed.success) return undefined;
    return new Map(parsed.data.files.filter(({ path }) => isBelow(path)).map((entry) => [entry.path, entry]));
  } catch {
    // One that was cut short costs writing every file again that does not carry its own dates.
    return undefined;
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
