import { randomBytes } from "node:crypto";
import path from "node:path";
import { type ProcessRunner, SamedayError, toSamedayError } from "../../kernel/index.ts";
import { type Account, runAs } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { ADMIN_ROLE } from "./configuration.ts";
import type { AccountFiles } from "./files.ts";
import { type CurrentCluster, type Layout, unfinishedClusters } from "./layout.ts";

const INITDB_LIMIT_MS = 120_000;

/** A cluster being made: it counts only when `adopt` has named it the current one, in one step. */
export interface NewCluster extends CurrentCluster {
  adopt(): Promise<void>;
}

interface Maker {
  readonly runner: ProcessRunner;
  readonly account: Account;
  readonly files: AccountFiles;
  readonly layout: Layout;
}

/** UTF-8, code point order on every machine (C.UTF-8), checksums on every page. Throws DISK_FULL, PROCESS_FAILED. */
export async function makeCluster(maker: Maker, binaries: Binaries): Promise<NewCluster> {
  const { runner, account, files, layout } = maker;
  const name = `${binaries.major}-${randomBytes(6).toString("hex")}`;
  const directory = path.join(layout.clusters, name);
  const mark = path.join(layout.clusters, `${name}.making`);
  try {
    await files.makeDirectory(layout.clusters);
    await files.write(mark, "");
    const options = [
      "--encoding=UTF8",
      "--locale=C.UTF-8",
      "--data-checksums",
      "--auth-local=peer",
      "--auth-host=reject",
    ];
    const initdb = [path.join(binaries.directory, "initdb"), ...options] as [string, ...string[]];
    const argv = [...initdb, `--username=${ADMIN_ROLE}`, "--no-instructions", `--pgdata=${directory}`] as typeof initdb;
    await runner.run({ argv: runAs(account, argv), cwd: "/", timeLimitMs: INITDB_LIMIT_MS });
  } catch (error) {
    await removeCluster(maker, name).catch(() => undefined);
    throw makeFailure(error, layout);
  }
  return {
    name,
    directory,
    major: binaries.major,
    async adopt() {
      await files.write(layout.current, `${name}\n`);
      await files.removeTree(mark);
    },
  };
}

export async function removeCluster({ files, layout }: Maker, name: string): Promise<void> {
  await files.removeTree(path.join(layout.clusters, name));
  await files.removeTree(path.join(layout.clusters, `${name}.making`));
}

/** Throws away what an interrupted making left; a cluster that was adopted in the last moment only loses its mark. */
export async function removeUnfinished(maker: Maker, current: CurrentCluster | undefined): Promise<void> {
  for (const name of await unfinishedClusters(maker.layout)) {
    if (name === current?.name) await maker.files.removeTree(path.join(maker.layout.clusters, `${name}.making`));
    else await removeCluster(maker, name);
  }
}

function makeFailure(error: unknown, layout: Layout): SamedayError {
  const said = String((error as SamedayError).cause ?? "");
  if (/No space left on device/.test(said)) {
    return new SamedayError("DISK_FULL", `There is no space left on the disk of ${layout.data}.`, error);
  }
  if (/could not look up effective user ID/.test(said)) {
    return new SamedayError("STORE_UNAVAILABLE", "PostgreSQL needs a user that has a name in /etc/passwd.", error);
  }
  return toSamedayError(error);
}
