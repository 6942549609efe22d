import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { SamedayError } from "../../kernel/index.ts";

/**
 * What lies where in the data directory:
 *
 *     lock/                   who holds the directory (../data-lock)
 *     postgres/current        the name of the cluster in use, replaced in one step
 *     postgres/15-3f9a…/      a cluster, named after its major version
 *     postgres/17-….making    a mark beside a cluster that is still being made; what it marks may be thrown away
 *     run/                    the unix socket
 *     log/postgresql-….log    PostgreSQL's own log
 */
export interface Layout {
  readonly data: string;
  readonly clusters: string;
  readonly current: string;
  readonly run: string;
  readonly log: string;
}

export function layoutOf(dataDirectory: string): Layout {
  const clusters = path.join(dataDirectory, "postgres");
  return {
    data: dataDirectory,
    clusters,
    current: path.join(clusters, "current"),
    run: path.join(dataDirectory, "run"),
    log: path.join(dataDirectory, "log"),
  };
}

const CLUSTER_NAME = /^(\d+)-[0-9a-f]{12}$/;

export interface CurrentCluster {
  readonly name: string;
  readonly directory: string;
  readonly major: number;
}

/** The cluster in use, or undefined when none was made yet. Throws STORE_UNAVAILABLE when it is incomplete. */
export async function currentCluster(layout: Layout): Promise<CurrentCluster | undefined> {
  const name = await readFile(layout.current, "utf8").then(
    (text) => text.trim(),
    () => undefined,
  );
  if (name === undefined) return undefined;
  const broken = (what: string): SamedayError =>
    new SamedayError(
      "STORE_UNAVAILABLE",
      `The database in ${layout.clusters} is incomplete: ${what}. Restore a backup.`,
    );
  if (!CLUSTER_NAME.test(name)) throw broken("the file `current` does not name a cluster");
  const directory = path.join(layout.clusters, name);
  const version = await readFile(path.join(directory, "PG_VERSION"), "utf8").catch(() => {
    throw broken(`${name}/PG_VERSION cannot be read`);
  });
  await readFile(path.join(directory, "global", "pg_control")).catch(() => {
    throw broken(`${name}/global/pg_control cannot be read`);
  });
  return { name, directory, major: Number.parseInt(version, 10) };
}

/** Clusters that were being made when the maker died; nothing in them was ever in use. */
export async function unfinishedClusters(layout: Layout): Promise<readonly string[]> {
  const names = await readdir(layout.clusters).catch(() => [] as string[]);
  return names
    .filter((name) => name.endsWith(".making"))
    .map((name) => name.slice(0, -".making".length))
    .filter((name) => CLUSTER_NAME.test(name));
}
