import { access, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Chroot } from "../chroot/index.ts";
import type { Host } from "../host.ts";

const LIMIT_MS = 10 * 60_000;

/**
 * What `apt-get update` fetched for one set of sources, shared by the chroots that use it.
 * `lists/` are apt's indices, `cache/` its binary form of them; both are replaced as a whole, never written to.
 */
export interface AptIndices {
  /** Directory with `lists` and `cache`. */
  readonly directory: string;
  exist(): Promise<boolean>;
  /** Moves the indices that a base was made from here, unless there are some. */
  seed(lists: string): Promise<void>;
  /** Whether they are too old to install from without asking the archive. */
  stale(maxAgeMs: number): Promise<boolean>;
  /**
   * Runs `apt-get update` in a fresh chroot, in which nothing but the base has run; unchanged indices cost one conditional
   * request each. Errors: as `Chroot.run`; the indices then stay as they were.
   */
  refresh(chroot: Chroot, log: (chunk: Uint8Array) => void, signal: AbortSignal): Promise<void>;
}

export function createAptIndices(host: Host, directory: string): AptIndices {
  const stamp = join(directory, "updated");
  const place = async (name: "lists" | "cache", from: string): Promise<void> => {
    await rm(join(directory, `${name}.old`), { recursive: true, force: true });
    await rename(join(directory, name), join(directory, `${name}.old`)).catch(() => undefined);
    await rename(from, join(directory, name));
    await rm(join(directory, `${name}.old`), { recursive: true, force: true });
  };
  return {
    directory,
    exist: () =>
      access(join(directory, "lists")).then(
        () => true,
        () => false,
      ),
    async seed(lists) {
      if (await this.exist()) return;
      await mkdir(join(directory, "cache"), { recursive: true });
      await rename(lists, join(directory, "lists"));
    },
    async stale(maxAgeMs) {
      const updated = Date.parse(await readFile(stamp, "utf8").catch(() => ""));
      return !(host.clock.now().getTime() - updated < maxAgeMs);
    },
    async refresh(chroot, log, signal) {
      const common = { network: true, timeLimitMs: LIMIT_MS, log, signal };
      await chroot.run({ ...common, argv: ["apt-get", "-q", "--error-on=any", "update"] });
      await chroot.run({ ...common, argv: ["apt-cache", "gencaches"], network: false });
      await chroot.run({ ...common, argv: ["sh", "-euc", TAKE], network: false });
      await mkdir(directory, { recursive: true });
      await place("lists", join(chroot.exchange, "lists"));
      await place("cache", join(chroot.exchange, "cache"));
      await writeFile(stamp, host.clock.now().toISOString());
    },
  };
}

/** The times stay: apt asks for what is newer than its file, and believes its binary form as long as times agree. */
const TAKE = `cd /.sameday
mkdir -p cache
cp -R --preserve=timestamps /var/lib/apt/lists lists
cp --preserve=timestamps /var/cache/apt/pkgcache.bin /var/cache/apt/srcpkgcache.bin cache/
rm -rf lists/partial lists/lock lists/auxfiles`;
