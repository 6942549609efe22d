import { type Start, startsOfText } from "../../entries/starts.ts";
import { baseName, launchOf } from "../../entries/wrappers.ts";
import type { ShellWord } from "../../parse/shell/types.ts";

/** Something that is launched by its id. */
export interface Lookup {
  readonly line: number;
  /** The beginning of the message. */
  readonly says: string;
}

/** What a line of words launches by id, behind `sudo`, `env` and their like; none for an absolute name. */
export function lookupOfWords(words: readonly ShellWord[]): Lookup | undefined {
  const launch = launchOf(words);
  if (!launch) return undefined;
  const { program, arguments: given } = launch;
  const name = baseName(program.text);
  if (name === "gtk-launch") {
    const id = given.find(({ text }) => !text.startsWith("-"));
    // xargs(1) adds what it reads.
    const isGiven = id !== undefined || words.some(({ text }) => baseName(text) === "xargs");
    const isLookup = isGiven && !(id?.isFixed && id.text.startsWith("/"));
    return isLookup ? { line: program.line, says: `gtk-launch looks ${shown(id)} up by its id` } : undefined;
  }
  const [verb, file] = given;
  const isId = name === "gio" && verb?.text === "launch" && file?.isFixed && !file.text.includes("/");
  return isId ? { line: program.line, says: `gio launch is given ${shown(file)} without a directory` } : undefined;
}

/** What a line for a shell launches by id; its words stand where the text does. */
export function lookupsOfText(text: string, line: number): Lookup[] {
  return startsOfText(text, line).flatMap((start: Start) => {
    const lookup = lookupOfWords(start.words);
    return lookup ? [{ ...lookup, line: start.line }] : [];
  });
}

function shown(word: ShellWord | undefined): string {
  return word?.isFixed ? JSON.stringify(word.text) : "an application";
}
