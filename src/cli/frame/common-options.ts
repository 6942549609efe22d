import { SamedayError } from "../../kernel/index.ts";

export interface CommonOptions {
  readonly json: boolean;
  readonly data: string | undefined;
  readonly version: boolean;
  /** All other words, in order. */
  readonly rest: readonly string[];
}

/**
 * Takes the options that every command shares out of the words, wherever they stand before `--`.
 * --version counts only before the noun, so that commands may have an option of that name.
 */
export function commonOptions(words: readonly string[]): CommonOptions {
  let json = false;
  let data: string | undefined;
  let version = false;
  const rest: string[] = [];
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? "";
    if (word === "--") {
      rest.push(...words.slice(i));
      break;
    }
    if (word === "--json") json = true;
    else if (word === "--version" && rest.length === 0) version = true;
    else if (word === "--data") {
      i += 1;
      data = directory(words[i]);
    } else if (word.startsWith("--data=")) data = directory(word.slice("--data=".length));
    else rest.push(word);
  }
  return { json, data, version, rest };
}

function directory(value: string | undefined): string {
  if (!value) throw new SamedayError("USAGE", "--data takes a directory.");
  return value;
}
