import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/** Tracker data of Debian's full size: the directories of lists and of indexes. */
export interface FullData {
  readonly data: string;
  readonly archive: string;
}

/** Makes 330,000 issues (44 MB) and eight suites in the scratch directory, out of the reference data. */
export function makeFullData(scratch: string): FullData {
  const reference = resolve(ROOT, process.env.SAMEDAY_REFERENCE ?? "../shared", "tracker");
  if (!existsSync(reference)) throw new Error(`${reference} is missing; set SAMEDAY_REFERENCE.`);
  const data = join(scratch, "full");
  const archive = join(scratch, "archive");
  const lists = join(scratch, "lists");
  mkdirSync(lists);
  execFileSync("tar", ["-xJf", join(reference, "gold/archive.tar.xz"), "-C", scratch]);
  execFileSync("tar", ["-xJf", join(reference, "advisory-lists.tar.xz"), "-C", lists]);
  const generate = [join(reference, "gen_cve_list.py"), "--size", "full", "--seed", "7"];
  const places = ["--archive", archive, "--lists", lists, "--out", data];
  execFileSync("python3", [...generate, ...places], { stdio: "ignore" });
  execFileSync("tar", ["-xJf", join(reference, "gold/inputs.tar.xz"), "-C", data, "./config.json"]);
  return { data, archive };
}
