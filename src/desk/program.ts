import { access, constants, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { SamedayError } from "../kernel/index.ts";
import type { ServiceUsers } from "./service-users.ts";

/** The compiled program, as a child process starts it; the same from `src/` (tests) and from `dist/`. */
const ENTRY = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/**
 * The program's entry, after making sure that the service users can read it: a checkout below /root cannot be entered by them.
 * Throws NOT_ALLOWED that names the directory in the way.
 */
export async function requireReachable(users: ServiceUsers): Promise<string> {
  await access(ENTRY, constants.R_OK);
  if (!users.separate) return ENTRY;
  for (let directory = dirname(ENTRY); ; directory = dirname(directory)) {
    const { mode } = await stat(directory);
    if ((mode & 0o001) === 0) {
      throw new SamedayError(
        "NOT_ALLOWED",
        `The desk's processes run as users of their own, who cannot enter ${directory}; keep the program outside of it.`,
      );
    }
    if (directory === dirname(directory)) return ENTRY;
  }
}
