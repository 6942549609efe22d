import type { Parsed } from "../../../kernel/index.ts";
import { readList } from "./commands.ts";
import { newReader, newResult } from "./reader.ts";
import type { ShellScript } from "./types.ts";

/**
 * Reads a script as POSIX's shell and bash do (POSIX.1-2017, Shell Command Language; bash(1)), for the commands that it
 * starts. Aliases are not followed, nothing is expanded. Linear in the length of the text, whose first line is `line`.
 */
export function readShell(text: string, line = 1): Parsed<ShellScript> {
  const result = newResult(text.length, readList);
  readList(newReader(text, result, line), false);
  const { commands, hereDocuments, functions, problems } = result;
  return { value: { commands, hereDocuments, functions }, problems };
}
