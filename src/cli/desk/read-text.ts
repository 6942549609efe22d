import { readFile } from "node:fs/promises";
import { SamedayError } from "../../kernel/index.ts";

/** The text of a file that was named on the command line, in UTF-8. Throws INPUT_INVALID that names it. */
export function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch((cause) => {
    throw new SamedayError("INPUT_INVALID", `${file} cannot be read.`, cause);
  });
}
