/** What the switches of a Perl command line say about @INC (perlrun(1)). */
export interface PerlSwitches {
  /** Of `-I` and `-Mlib=`, in their order. */
  readonly directories: readonly string[];
  /** Program texts of `-e` and `-E`. */
  readonly programs: readonly string[];
  /** The index of the first word that is no switch: the program's file; the count of words without one. */
  readonly end: number;
}

/** Reads the words behind `perl`, up to the program's file. */
export function switchesOf(words: readonly string[]): PerlSwitches {
  const directories: string[] = [];
  const programs: string[] = [];
  let at = 0;
  for (; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (!word.startsWith("-") || word === "-") break;
    if (word === "--") {
      at += 1;
      break;
    }
    at += readSwitches(word, words[at + 1], directories, programs);
  }
  return { directories, programs, end: at };
}

/** One word of clustered switches; 1 when the next word belongs to it. */
function readSwitches(word: string, next: string | undefined, directories: string[], programs: string[]): 0 | 1 {
  for (let at = 1; at < word.length; at += 1) {
    const letter = word[at] ?? "";
    const rest = word.slice(at + 1);
    if (letter === "I") {
      if (rest === "" && next !== undefined) directories.push(next);
      else if (rest !== "") directories.push(rest);
      return rest === "" ? 1 : 0;
    }
    if (letter === "e" || letter === "E") {
      if (next !== undefined) programs.push(next);
      return 1;
    }
    if (letter === "M" || letter === "m") {
      const module = rest === "" ? (next ?? "") : rest;
      if (module.startsWith("lib=")) directories.push(...module.slice("lib=".length).split(","));
      return rest === "" ? 1 : 0;
    }
    // These take the rest of the word.
    if (/[CdDiVxF]/.test(letter)) return 0;
    if (/[0l]/.test(letter)) at += /^(?:x[\da-fA-F]+|\d*)/.exec(rest)?.[0].length ?? 0;
  }
  return 0;
}
