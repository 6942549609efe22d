import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CORPUS, labelledTree, readCorpus } from "../reference/audit-trees.ts";
import type { Report } from "./report.ts";

const ROOT = join(import.meta.dirname, "../..");
const TREE = "t5.15.1";

/** What a person has who looks for the same by hand: the least that reading the tree takes. */
const GREP = ["grep", "-rE", "use lib|@INC|NOPASSWD|python3"] as const;

/** What one run of a program takes. */
interface Cost {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

/**
 * The audit from a cold start, beside a whole-tree grep in the same run: the last labelled tree, what a change of one file
 * adds, and a made image root. Left out, with a word, where the labelled tree is not at hand.
 */
export async function bench(report: Report): Promise<void> {
  // The first start prepares the checkout; it is not what is measured.
  execFileSync(join(ROOT, "sameday"), ["--version"], { stdio: "ignore" });
  const scratch = await mkdtemp(join(tmpdir(), "sameday-audit-bench-"));
  try {
    const commit = existsSync(CORPUS) ? readCorpus().find((row) => row.tree === TREE)?.commit : undefined;
    const tree = commit === undefined ? undefined : labelledTree(TREE, commit, scratch);
    if (tree === undefined) process.stdout.write("audit: the labelled tree is not at hand; left out\n");
    else await benchTree(tree, scratch, report);
    await benchImage(scratch, report);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function benchTree(tree: string, scratch: string, report: Report): Promise<void> {
  const grep = best([...GREP, tree]);
  const whole = best(sameday(tree));
  tell(report, "whole tree", whole, { seconds: 0.8, megabytes: 200 }, grep);
  const checkout = join(scratch, "checkout");
  await cp(tree, checkout, { recursive: true, verbatimSymlinks: true });
  const git = (...words: readonly string[]): void =>
    void execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", "-C", checkout, ...words], {
      stdio: "ignore",
    });
  git("init", "-q");
  git("add", "-A");
  git("commit", "-q", "-m", "x");
  for (const { name, file, text, limit } of CHANGES) {
    const path = join(checkout, file);
    await writeFile(path, text, { flag: "a", mode: 0o755 });
    tell(report, `--base, ${name}`, best([...sameday(checkout), "--base", "HEAD"]), limit, grep);
    git("checkout", "-q", ".");
    git("clean", "-q", "-f", "-d");
  }
}

/**
 * One file each; the third is named by a sudo rule, the last two add a finding. A finding in a program has no limit yet: it
 * takes longer than the others.
 */
const CHANGES = [
  { name: "a text edited", file: "README.md", text: "more\n", limit: { seconds: 0.3 } },
  {
    name: "a program added",
    file: "config/chroot_local-includes/usr/local/bin/tails-new-tool",
    text: "#!/usr/bin/python3 -I\nprint(1)\n",
    limit: { seconds: 0.3 },
  },
  {
    name: "a program edited",
    file: "config/chroot_local-includes/usr/local/sbin/tails-debugging-info",
    text: "\n# more\n",
    limit: { seconds: 0.3 },
  },
  {
    name: "a finding added",
    file: "config/chroot_local-includes/usr/local/lib/tails-new-tool",
    text: "#!/usr/bin/python3\nprint(1)\n",
    limit: {},
  },
  {
    name: "a sudo rule added",
    file: "config/chroot_local-includes/etc/sudoers.d/zzz_new",
    text: "amnesia ALL = NOPASSWD: /usr/local/sbin/tails-debugging-info\n",
    limit: { seconds: 0.3 },
  },
] as const;

/** A root of 60,000 files with a gigabyte of programs, as holes: the audit reads their heads alone. */
async function benchImage(scratch: string, report: Report): Promise<void> {
  const root = join(scratch, "image");
  for (let folder = 0; folder < 300; folder += 1) {
    const place = join(root, "usr/share", `p${folder}`);
    await mkdir(place, { recursive: true });
    await Promise.all(
      Array.from({ length: 200 }, (_, at) => {
        const text = at % 20 === 0 ? "#!/usr/bin/python3 -I\nimport os\n" : `\x7fELF\0${at}`;
        return writeFile(join(place, `f${at}`), text);
      }),
    );
  }
  for (let at = 0; at < 300; at += 1) execFileSync("truncate", ["-s", "10M", join(root, `usr/share/p${at}/f1`)]);
  const grep = best([...GREP, root], 1);
  const cost = best([...sameday(root), "--scope", "image"], 2);
  tell(report, "image root, 60,000 files, 3 GB", cost, { seconds: 20 }, grep);
}

function sameday(path: string): string[] {
  return [join(ROOT, "sameday"), "audit", path, "--format", "json"];
}

function tell(
  report: Report,
  name: string,
  cost: Cost,
  limits: { readonly seconds?: number; readonly megabytes?: number },
  peer?: Cost,
): void {
  const beside = (value: number | undefined): { readonly peer?: number } =>
    value === undefined ? {} : { peer: value };
  const seconds = limits.seconds === undefined ? {} : { limit: limits.seconds };
  report({ name, value: cost.seconds, unit: "s", ...seconds, ...beside(peer?.seconds) });
  report({ name: `${name}, processors`, value: cost.cpuSeconds, unit: "s", ...beside(peer?.cpuSeconds) });
  const limit = limits.megabytes === undefined ? {} : { limit: limits.megabytes };
  report({ name: `${name}, memory`, value: cost.megabytes, unit: "MB", ...limit, ...beside(peer?.megabytes) });
}

/** The quickest of some runs; Python waits for the program and asks the kernel what it took. Both end with 1 or 0. */
function best(words: readonly string[], runs = 5): Cost {
  const program = `import json,resource,subprocess,sys,time
t=time.monotonic()
ended=subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.PIPE)
if ended.returncode not in (0,1): sys.exit(ended.stderr.decode())
u=resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([time.monotonic()-t,u.ru_utime+u.ru_stime,u.ru_maxrss/1024]))`;
  const costs = Array.from({ length: runs }, (): Cost => {
    const answer = execFileSync("python3", ["-I", "-c", program, ...words], { encoding: "utf8" });
    const [seconds = 0, cpuSeconds = 0, megabytes = 0] = JSON.parse(answer) as number[];
    return { seconds: rounded(seconds), cpuSeconds: rounded(cpuSeconds), megabytes: Math.round(megabytes) };
  });
  return costs.reduce((one, other) => (other.seconds < one.seconds ? other : one));
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
