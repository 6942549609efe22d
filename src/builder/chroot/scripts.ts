import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * The shell scripts stay in `src/builder/chroot/` and are not copied by the compiler. Seen from this file, both as
 * `src/builder/chroot/scripts.ts` and as `dist/builder/chroot/scripts.js`, the repository's root is three levels up.
 */
const SCRIPTS = new URL("../../../src/builder/chroot/", import.meta.url);

/** Absolute path of a script that this machine's shell runs. */
export function scriptPath(name: "hold.sh"): string {
  return fileURLToPath(new URL(name, SCRIPTS));
}

/** Text of a script that a shell inside a chroot runs: its file cannot be reached from there. */
export function scriptText(name: "enter.sh"): string {
  return readFileSync(new URL(name, SCRIPTS), "utf8");
}
