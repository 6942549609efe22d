import { SamedayError, toSamedayError } from "../../kernel/index.ts";

const LONGEST = 300;
/** strerror(3), and git's own for a short write (write-or-die.c, csum-file.c). */
const NO_SPACE = /No space left on device|Out of diskspace|Disk quota exceeded/;

/** What git wrote to standard error when it failed, as one line of text; empty when it said nothing. */
export function gitWords(thrown: unknown): string {
  const said = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause.message : "";
  const lines = said.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("hint:"));
  return lines.join("; ").replace(/\p{C}/gu, " ").slice(0, LONGEST);
}

/** The same failure with git's own words: its exit code alone tells nobody what to mend. */
export function withGitWords(thrown: unknown, directory: string): SamedayError {
  const error = toSamedayError(thrown);
  const words = gitWords(error);
  if (error.code !== "PROCESS_FAILED" || words === "") return error;
  if (NO_SPACE.test(words))
    return new SamedayError("DISK_FULL", `There is no space left for ${directory}.`, error.cause);
  // The cause is handed on, for whoever reads the words.
  return new SamedayError("PROCESS_FAILED", `git failed in ${directory}: ${words}`, error.cause);
}

/** Why the branch stands where it stood. A lock that git left behind when it was killed has to be named: nobody else takes it away. */
export function notMoved(directory: string, cause: unknown): SamedayError {
  if (cause instanceof SamedayError && cause.code === "DISK_FULL") return cause;
  const said = gitWords(cause);
  const lock = /Unable to create '([^']+\.lock)'/.exec(said)?.[1];
  if (lock !== undefined) {
    const message = `Another git holds ${lock}; if none is at work, it was killed, and the file can be removed.`;
    return new SamedayError("CONFLICT", message, cause);
  }
  // git's words for a branch that stands elsewhere (refs/files-backend.c).
  if (/ but expected |reference already exists|unable to resolve reference/.test(said)) {
    return new SamedayError("CONFLICT", `Somebody else committed to ${directory} meanwhile.`, cause);
  }
  return new SamedayError("CONFLICT", `git does not take the commit in ${directory}: ${said}`, cause);
}
