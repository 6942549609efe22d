import { SamedayError } from "../../kernel/index.ts";

export interface CommonOptions {
  readonly json: boolean;
  /** Every --data in its order; most commands take one at most. */
  readonly data: readonly string[];
  readonly version: boolean;
  /** All other words, in order. */
  readonly rest: readonly string[];
}

/**
 * Takes the options that every command shares out of the words, wherever they stand before `--`.
 * --data is kept as often as it is given; `onlyOne` refuses a second one where it would silently replace the first.
 * --version counts only before the noun, so that commands may have an option of that name.
 */
export function commonOptions(words: readonly string[]): CommonOptions {
  let json = false;
  const data: string[] = [];
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
      data.push(directory(words[i]));
    } else if (word.startsWith("--data=")) data.push(directory(word.slice("--data=".length)));
    else rest.push(word);
  }
  return { json, data, version, rest };
}

function directory(value: string | undefined): string {
  if (!value) throw new SamedayError("USAGE", "--data takes a directory.");
  return value;
}

/** For commands with one data directory. Throws USAGE when two different ones are given. */
export function onlyOne(data: readonly string[]): void {
  if (new Set(data).size < 2) return;
  throw new SamedayError(
    "USAGE",
    "--data names one directory; only `sameday tracker` takes several, the lowest first.",
  );
}
