import { SamedayError } from "../../kernel/index.ts";
import { readText } from "../desk/read-text.ts";
import type { CommandContext } from "../frame/context.ts";

/** More than any answer; the desk takes a million characters. */
const LARGEST = 4 * 1024 * 1024;

/** A text from a file, or with `-` from standard input, in UTF-8. Throws INPUT_INVALID. */
export async function readBody({ streams }: Pick<CommandContext, "streams">, file: string): Promise<string> {
  if (file === "") throw new SamedayError("USAGE", "Name a file, or - for standard input.");
  if (file !== "-") return readText(file);
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of streams.stdin) {
    const bytes = Buffer.from(piece as Uint8Array);
    size += bytes.length;
    if (size > LARGEST) throw new SamedayError("INPUT_INVALID", "Standard input holds more than 4 MiB.");
    pieces.push(bytes);
  }
  return Buffer.concat(pieces).toString("utf8");
}
