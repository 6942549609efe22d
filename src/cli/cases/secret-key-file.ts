import { stat } from "node:fs/promises";
import { SamedayError } from "../../kernel/index.ts";
import { printable } from "../printable.ts";

/** Group and others: read, write, run. */
const OTHERS = 0o077;

/**
 * Refuses a file with a secret key that others of the machine may read, as ssh does: gpg warns of such a keyring, sq says
 * nothing. Pipes and what is no file are the shell's affair. Throws KEY_FILE_OPEN, NOT_FOUND.
 */
export async function requireOwnKeyFile(path: string): Promise<void> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new SamedayError("NOT_FOUND", `There is no key file ${printable(path)} that can be read.`, cause);
  });
  if (!found.isFile() || (found.mode & OTHERS) === 0) return;
  const mode = (found.mode & 0o777).toString(8).padStart(4, "0");
  throw new SamedayError(
    "KEY_FILE_OPEN",
    `Others on this machine may get at the key in ${printable(path)}, whose mode is ${mode}: chmod 600 ${printable(path)}`,
  );
}
