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
 * --data names one directory and is given once: a second one would silently replace the first.
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
      data = onlyOne(data, directory(words[i]));
    } else if (word.startsWith("--data=")) data = onlyOne(data, directory(word.slice("--data=".length)));
    else rest.push(word);
  }
  return { json, data, version, rest };
}

function directory(value: string | undefined): string {
  if (!value) throw new SamedayError("USAGE", "--data takes a directory.");
  return value;
}

function onlyOne(before: string | undefined, value: string): string {
  if (before === undefined || before === value) return value;
  throw new SamedayError(
    "USAGE",
    "--data names one directory and is given once; with `sameday tracker`, name what lies over it with --layer.",
  );
}
