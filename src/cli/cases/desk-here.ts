import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { SamedayError } from "../../kernel/index.ts";

/** Whether a desk was ever made where its definition would lie. Throws NOT_ALLOWED where this user may not look. */
export async function isDeskHere(definition: string, look: (file: string) => Promise<Stats> = stat): Promise<boolean> {
  try {
    return (await look(definition)).isFile();
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return false;
    if (code !== "EACCES" && code !== "EPERM") throw thrown;
    throw new SamedayError(
      "NOT_ALLOWED",
      `${dirname(definition)} is closed to this user: run the command as root (sudo) or as the desk's own user. Nothing was changed.`,
    );
  }
}

/** What is said where a command looked for the desk's files and no desk is. */
export function noDeskHere(definition: string): SamedayError {
  return new SamedayError(
    "USAGE",
    `There is no desk in ${dirname(definition)}: no distribution.toml is there. Nothing was changed. With sudo the command looks in /var/lib/sameday; --data DIRECTORY names another one.`,
  );
}
