import { cp, mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProcessRunner } from "../kernel/index.ts";
import type { ServiceUsers } from "./service-users.ts";

/** The checkout or installation; the same from `src/` (tests) and from `dist/`. */
export const PRODUCT = fileURLToPath(new URL("../../", import.meta.url));
const ENTRY = "dist/main.js";
/** What the desk's processes need beside the libraries. */
const PARTS = ["package.json", "dist", "src/builder/chroot", "examples/policies"] as const;

/** The compiled program that this process belongs to, for helpers that it starts of itself. */
export const OWN_ENTRY = join(PRODUCT, ENTRY);

/**
 * The compiled program as the service users can start it. A checkout that they cannot enter (below /root, or in a directory
 * of mode 0700) is copied to `copyTo`, without what only development needs; the copy is made anew at each start.
 */
export async function reachableProgram(runner: ProcessRunner, users: ServiceUsers, copyTo: string): Promise<string> {
  if (!users.separate || (await everybodyMayRead())) return join(PRODUCT, ENTRY);
  const incoming = `${copyTo}.new`;
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { recursive: true, mode: 0o755 });
  for (const part of [...PARTS, ...(await runtimePackages())]) {
    await cp(join(PRODUCT, part), join(incoming, part), { recursive: true });
  }
  await runner.run({ argv: ["chmod", "--recursive", "a+rX", incoming], timeLimitMs: 60_000 });
  await rm(copyTo, { recursive: true, force: true });
  await rename(incoming, copyTo);
  return join(copyTo, ENTRY);
}

async function everybodyMayRead(): Promise<boolean> {
  if (((await stat(join(PRODUCT, ENTRY))).mode & 0o004) === 0) return false;
  for (let directory = dirname(join(PRODUCT, ENTRY)); ; directory = dirname(directory)) {
    if (((await stat(directory)).mode & 0o001) === 0) return false;
    if (directory === dirname(directory)) return true;
  }
}

/** Directories of the packages that are not for development alone, as npm has locked them. */
async function runtimePackages(): Promise<string[]> {
  const lock = JSON.parse(await readFile(join(PRODUCT, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
  };
  return Object.entries(lock.packages)
    .filter(([path, { dev }]) => path.startsWith("node_modules/") && !path.includes("/node_modules/") && dev !== true)
    .map(([path]) => path);
}
