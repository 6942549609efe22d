import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const REFERENCE = resolve(import.meta.dirname, "../..", process.env.SAMEDAY_REFERENCE ?? "../shared");

export const CORPUS = join(REFERENCE, "audit/corpus.tsv");

export type Verdict = "ok" | "bad";

/** A labelled line of the corpus. */
export interface CorpusRow {
  readonly class: string;
  readonly tree: string;
  readonly commit: string;
  readonly path: string;
  readonly line: number;
  readonly verdict: Verdict;
  readonly severity: string;
  readonly scope: string;
  readonly group: string;
  readonly why: string;
}

export function readCorpus(): readonly CorpusRow[] {
  const [, ...rows] = readFileSync(CORPUS, "utf8").trimEnd().split("\n");
  return rows.map((row) => {
    const [
      letter = "",
      ,
      tree = "",
      commit = "",
      path = "",
      line,
      verdict,
      severity = "",
      scope = "",
      group = "",
      why = "",
    ] = row.split("\t");
    return {
      class: letter,
      tree,
      commit,
      path,
      line: Number(line),
      verdict: verdict as Verdict,
      severity,
      scope,
      group,
      why,
    };
  });
}

/** The directory of a labelled tree: from SAMEDAY_AUDIT_TREES, else out of a mirror beside the reference; undefined where neither is. */
export function labelledTree(tree: string, commit: string, scratch: string): string | undefined {
  const given = process.env.SAMEDAY_AUDIT_TREES;
  if (given) return existsSync(join(given, tree)) ? join(given, tree) : undefined;
  const mirror = ["austin987+tails", "anonym+tails"]
    .map((name) => join(REFERENCE, "../.mirror", name, "repo"))
    .find(
      (directory) => existsSync(directory) && git(directory, ["cat-file", "-e", `${commit}^{commit}`]) !== undefined,
    );
  if (mirror === undefined) return undefined;
  const directory = join(scratch, tree);
  unpack(mirror, commit, directory);
  return directory;
}

/** A commit as files. `git archive` gives up where a mirror lacks an object; that file alone is left out here. */
function unpack(mirror: string, commit: string, directory: string): void {
  const entries = (git(mirror, ["ls-tree", "-r", "-z", commit]) ?? Buffer.alloc(0))
    .toString("utf8")
    .split("\0")
    .flatMap((entry) => {
      const [, mode, type, id, path] = /^(\d+) (\w+) (\w+)\t([\s\S]+)$/.exec(entry) ?? [];
      return mode && id && path && type === "blob" ? [{ mode, id, path }] : [];
    });
  const answer = git(mirror, ["cat-file", "--batch"], entries.map(({ id }) => `${id}\n`).join("")) ?? Buffer.alloc(0);
  let at = 0;
  for (const { mode, path } of entries) {
    const end = answer.indexOf(10, at);
    const [, type, size] = answer.toString("utf8", at, end).split(" ");
    at = end + 1;
    if (type !== "blob") continue;
    const content = answer.subarray(at, at + Number(size));
    at += Number(size) + 1;
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    if (mode === "120000") symlinkSync(content.toString("utf8"), file);
    else writeFileSync(file, content, { mode: mode === "100755" ? 0o755 : 0o644 });
  }
}

function git(directory: string, words: readonly string[], input = ""): Buffer | undefined {
  try {
    const settings = ["-c", "safe.directory=*", `--git-dir=${directory}`];
    const options = { input, maxBuffer: 1024 ** 3, stdio: ["pipe", "pipe", "ignore"] as const };
    return execFileSync("git", [...settings, ...words], { ...options, stdio: [...options.stdio] });
  } catch {
    return undefined;
  }
}
