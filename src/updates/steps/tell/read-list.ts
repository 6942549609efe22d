import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type IssueLists, isIssueList } from "../../../tracker/index.ts";

/** A list of the tracker; empty when it is not there, as before a house's first advisory. */
export async function readList(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  });
}

/** The lists of issues of a data directory, which may be one or one a year; none when there is no folder for them. */
export async function readIssueLists(directory: string): Promise<IssueLists> {
  const names = await readdir(join(directory, "CVE")).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const paths = names.map((name) => `CVE/${name}`).filter(isIssueList);
  return new Map(
    await Promise.all(paths.sort().map(async (path) => [path, await readList(join(directory, path))] as const)),
  );
}
