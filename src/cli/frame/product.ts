import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The checkout or installation: the directory that holds package.json. The same depth from src/ and from dist/. */
export const PRODUCT_ROOT = join(import.meta.dirname, "../../..");

export const PRODUCT_SENTENCE =
  "The security desk of a Linux distribution: from a report to a fix on users' machines the same day.";

export function productVersion(): string {
  const { version } = JSON.parse(readFileSync(join(PRODUCT_ROOT, "package.json"), "utf8")) as { version: string };
  return version;
}
