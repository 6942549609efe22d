import { join } from "node:path";
import type { CommandContext } from "../frame/verb.ts";
import { tell } from "./tracker-sources.ts";

/** What every import into tracker data does with its files. */

/** Beside the data, outside git: what imports remember. */
export const IMPORT_FOLDER = ".import";

/** Keeps what saves work next time; `path` is within IMPORT_FOLDER, which git passes over. */
export async function keepImportState(directory: string, path: string, state: unknown): Promise<void> {
  const { placeFile } = await import("../../tracker/index.ts");
  await placeFile(join(directory, IMPORT_FOLDER, ".gitignore"), Buffer.from("*\n"));
  await placeFile(join(directory, path), Buffer.from(JSON.stringify(state)));
}

/** One commit of these files alone, under the name that git has for whoever runs the command. */
export async function commitImport(
  context: CommandContext,
  directory: string,
  files: readonly string[],
  kind: string,
  counts: Readonly<Record<string, number>>,
): Promise<void> {
  const said = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  const git = async (...words: readonly string[]): Promise<void> => {
    await context.processes.run({ argv: ["git", "-C", directory, ...words], timeLimitMs: 300_000 });
  };
  await git("add", "--", ...files);
  await git("commit", "--quiet", "--message", `Import ${kind}: ${said.join(", ")}`, "--", ...files);
  tell(context, `Committed ${files.length === 1 ? "a file" : `${files.length} files`}.`);
}
