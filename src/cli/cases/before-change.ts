import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import type { Checkout } from "../../cases/index.ts";
import { SamedayError } from "../../kernel/index.ts";

/** Files by whose rules a change is judged, as they were before it. */
export interface BeforeChange {
  /** Undefined when there is no such file, or it cannot be read. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** A path at which a tool can read the file; undefined when there is no such file. */
  place(path: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/**
 * A policy or keyring that the checkout tracks is taken from where the change began: otherwise a change could bring the
 * rules by which it passes. One that only the change brings counts as none. Other files are read as they are.
 */
export async function trackedBefore(checkout: Checkout, base: string, head: string): Promise<BeforeChange> {
  const headId = await checkout.commit(head);
  const fork = await checkout.forkPoint(await checkout.commit(base), headId);
  const scratch = await mkdtemp(join(tmpdir(), "sameday-review-"));
  let placed = 0;

  async function read(path: string): Promise<Uint8Array | undefined> {
    const inside = await insideOf(checkout.top, path);
    if (inside === undefined) return readPlain(path);
    const before = await checkout.file(fork, inside);
    if (before) return before;
    const isTracked = (await checkout.file(headId, inside)) !== undefined;
    const real = await realOf(path);
    if (!isTracked && real === undefined) return undefined;
    if (!isTracked && real === join(checkout.top, inside)) return readPlain(path);
    throw new SamedayError(
      "INPUT_INVALID",
      `${inside} comes with the change that it should judge. Have it in the base first, or keep it outside the checkout.`,
    );
  }

  return {
    read,
    async place(path) {
      const bytes = await read(path);
      if (!bytes) return undefined;
      placed += 1;
      const copy = join(scratch, `file-${placed}`);
      await writeFile(copy, bytes);
      return copy;
    },
    close: () => rm(scratch, { recursive: true, force: true }),
  };
}

/** The path from the top of the checkout; undefined for one outside, however it is written. */
async function insideOf(top: string, path: string): Promise<string | undefined> {
  const plain = resolve(path);
  const folder = (await realOf(dirname(plain))) ?? dirname(plain);
  return [plain, join(folder, basename(plain))]
    .map((each) => relative(top, each))
    .find((each) => each !== "" && !isAbsolute(each) && each.split("/")[0] !== "..");
}

/** Where a path leads once every link is followed: a link in the checkout would bring rules of the change's choice. */
function realOf(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}

function readPlain(path: string): Promise<Uint8Array | undefined> {
  return readFile(path).catch(() => undefined);
}
