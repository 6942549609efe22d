import { mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ArchiveNames } from "../cache/archive-names.ts";
import { linkTree } from "../cache/link-tree.ts";
import type { AptSource } from "../protocol.ts";
import { sourcesList, writeKeyrings } from "./sources.ts";

const LONG_AGO = new Date("2000-01-01T00:00:00Z");

export interface AptLayerOptions {
  /** Is made. */
  readonly directory: string;
  readonly sources: readonly AptSource[];
  readonly architecture: string;
  /** Known .deb files, offered to apt as already downloaded. */
  readonly names: ArchiveNames;
  /** Directory with `lists` and `cache` of an earlier `apt-get update`; none: the chroot has to update by itself. */
  readonly indices?: string;
  /** For machines behind one: `http://host:port`. */
  readonly proxy?: string;
}

/**
 * The layer that lies over a base tree and gives apt its sources, its indices and its downloads.
 * All of it is hard links: what happens in the chroot is written above it and never reaches the shared files.
 */
export async function makeAptLayer(options: AptLayerOptions): Promise<string> {
  const { directory, sources, architecture } = options;
  const archives = join(directory, "var/cache/apt/archives");
  for (const path of ["etc/apt/sources.list.d", "etc/apt/apt.conf.d", "usr/sbin"]) {
    await mkdir(join(directory, path), { recursive: true });
  }
  await mkdir(archives, { recursive: true });
  await options.names.linkAll(archives);
  if (options.indices !== undefined) {
    await linkTree(join(options.indices, "lists"), join(directory, "var/lib/apt/lists"));
    await linkTree(join(options.indices, "cache"), join(directory, "var/cache/apt"));
  }
  await writeKeyrings(sources, join(directory, "etc/apt/keyrings"));
  await writeFile(join(directory, "etc/apt/sources.list"), "");
  const list = sourcesList(sources, architecture, "/etc/apt/keyrings");
  await writeFile(join(directory, "etc/apt/sources.list.d/sameday.list"), list);
  // apt makes its binary cache anew, for a second or more, when sources look newer than the cache.
  for (const path of ["sources.list", "sources.list.d/sameday.list", "sources.list.d"]) {
    await utimes(join(directory, "etc/apt", path), LONG_AGO, LONG_AGO);
  }
  await writeFile(join(directory, "etc/apt/apt.conf.d/90sameday"), aptConfiguration(options.proxy));
  // A package that starts a service when it is installed would start it in a chroot (Policy 9.3.3, policy-rc.d).
  await writeFile(join(directory, "usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  return directory;
}

/**
 * apt.conf(5). Before dpkg unpacks anything, the hook writes down the hash of every .deb: at this moment only code of the
 * base tree has run, so the record cannot have been touched by what is about to be installed.
 */
function aptConfiguration(proxy: string | undefined): string {
  return [
    'APT::Install-Recommends "false";',
    'Acquire::Languages "none";',
    'Acquire::Retries "3";',
    'Dpkg::Use-Pty "false";',
    `DPkg::Pre-Install-Pkgs { "xargs -r -d '\\n' sha256sum -- >>${DEB_RECORD_INSIDE}"; };`,
    ...(proxy === undefined ? [] : [`Acquire::http::Proxy "${proxy}";`]),
    "",
  ].join("\n");
}

/** File in the exchange directory with `SHA256  PATH` of every .deb that was installed. */
export const DEB_RECORD = "installed-debs";
const DEB_RECORD_INSIDE = `/.sameday/${DEB_RECORD}`;
