import { readFile } from "node:fs/promises";
import { toBinaryKeys } from "./armor.ts";

/** Public-Key packet (RFC 9580, section 5.5.1.1): what a key file begins with. */
const PUBLIC_KEY_TAG = 6;

/**
 * Those of the files, each once, that hold public keys. gpgv stops at a keyring that it cannot parse, so one person's
 * damaged file would make everybody's signatures unknown.
 */
export async function usableKeyFiles(files: readonly string[]): Promise<readonly string[]> {
  const checked = await Promise.all(
    [...new Set(files)].map(async (file) => ((await isUsableKeyFile(file)) ? [file] : [])),
  );
  return checked.flat();
}

/** Whether a file can be read and holds public keys. */
export async function isUsableKeyFile(file: string): Promise<boolean> {
  try {
    return startsWithKey(toBinaryKeys(await readFile(file)));
  } catch {
    return false;
  }
}

function startsWithKey([head = 0]: Uint8Array): boolean {
  if (!(head & 0x80)) return false;
  return (head & 0x40 ? head & 0x3f : (head & 0x3c) >> 2) === PUBLIC_KEY_TAG;
}
