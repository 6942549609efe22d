import type { FileState } from "../tree/read.ts";

/** What an archive says of a file where the unpacked copy cannot: not everybody may give files away. */
export type ToldState = Omit<FileState, "size">;

/** By path from the root of the image. */
export type StateOf = (path: string) => ToldState | undefined;

/** `drwxr-sr-t` as bits; undefined when it is no such word. */
export function modeOf(word: string): number | undefined {
  if (!/^[-dlbcps]([r-][w-][xsS-]){2}[r-][w-][xtT-]$/.test(word)) return undefined;
  let mode = 0;
  for (let at = 1; at < 10; at += 1) {
    const letter = word[at] ?? "-";
    if (letter !== "-" && letter !== "S" && letter !== "T") mode |= 0o400 >> (at - 1);
    if ("sStT".includes(letter)) mode |= [0o4000, 0o2000, 0o1000][Math.floor((at - 1) / 3)] ?? 0;
  }
  return mode;
}
