import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Copies the libraries that the program needs when it runs into a directory, readable by everybody: another user may not be
 * able to enter this checkout. What the lock file marks as for development alone is left out.
 */
export function copyRuntimeLibraries(target: string): void {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    packages: Record<string, { dev?: boolean; optional?: boolean }>;
  };
  for (const [path, { dev, optional }] of Object.entries(lock.packages)) {
    if (path === "" || dev || optional || path.lastIndexOf("node_modules/") > 0) continue;
    cpSync(join(ROOT, path), join(target, path), { recursive: true });
  }
}
