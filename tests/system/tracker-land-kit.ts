import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export const LAND_CONFIG = JSON.stringify({
  distributions: { bookworm: { release: "oldstable" }, trixie: { release: "stable" }, sid: { release: "unstable" } },
});

export const LAND_LIST = [
  "CVE-2026-3000 (Something in a phone)",
  "\tTODO: check",
  "CVE-2026-2000 [overflow]",
  "\t- curl <unfixed>",
  "CVE-2026-1000 (A text)",
  "\t{DSA-1-1}",
  "\t- curl <unfixed> (bug #77)",
  "\t[bookworm] - curl <no-dsa> (Minor issue)",
  "\t- wget 1-1",
  "",
].join("\n");

export const LAND_FILES: Readonly<Record<string, string>> = {
  "config.json": LAND_CONFIG,
  "CVE/list": LAND_LIST,
  "DSA/list": "[01 Nov 2026] DSA-1-1 curl - security update\n\t{CVE-2026-1000}\n\t[trixie] - curl 8-1\n",
};

export interface DataRepository {
  readonly data: string;
  git(...words: string[]): Promise<string>;
}

/** Tracker data in `ROOT/data` of a git repository in ROOT, in one commit. */
export async function dataRepository(root: string, files = LAND_FILES): Promise<DataRepository> {
  const env = {
    PATH: process.env.PATH,
    HOME: root,
    GIT_AUTHOR_NAME: "Test",
    GIT_AUTHOR_EMAIL: "test@example.org",
    GIT_COMMITTER_NAME: "Test",
    GIT_COMMITTER_EMAIL: "test@example.org",
  };
  const data = join(root, "data");
  const git = async (...words: string[]): Promise<string> =>
    (await run("git", ["-C", data, ...words], { env, encoding: "latin1" })).stdout.trim();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(data, path)), { recursive: true });
    await writeFile(join(data, path), text, "latin1");
  }
  await run("git", ["init", "--quiet", "--initial-branch", "main", root], { env });
  await git("add", "--all", ".");
  await git("commit", "--quiet", "--message", "The lists");
  return { data, git };
}
