import { createReadStream } from "node:fs";
import { copyFile, mkdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { causeOf } from "../../builder/index.ts";
import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";

/** Two packages of one name, and where they lie. */
export interface DifferentPackage {
  readonly name: string;
  readonly ours: string;
  readonly theirs: string;
}

const ONE_MS = 3 * 60_000;
const REPORT_BYTES = 1024 * 1024;
/** Larger packages would keep a processor of the desk for too long; that they differ is known anyway. */
export const LARGEST_PACKAGE = 256 * 1024 * 1024;
/** The cause of a larger one. */
export const TOO_LARGE = "the content differs; it is too large to be looked into here";
const UNKNOWN = "the content differs; diffoscope could not say where";

/**
 * Packages are as untrusted as their source, and the desk has a database: diffoscope and the tools it calls run in
 * namespaces of their own, without network, and see this machine's programs and the two packages, nothing else.
 * $1 the work directory, $2 the package's name.
 */
const CONFINED = `
root=$1/root
mount -t tmpfs -o nosuid,nodev,mode=755,size=2g tmpfs "$root"
mkdir "$root/etc" "$root/proc" "$root/dev" "$root/tmp" "$root/work" "$root/old"
for directory in usr bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$directory" ]; then ln -s "$(readlink "/$directory")" "$root/$directory"
  elif [ -d "/$directory" ]; then mkdir "$root/$directory"; mount --rbind "/$directory" "$root/$directory"; fi
done
for path in alternatives ld.so.cache magic mime.types passwd group python3 perl; do
  [ ! -e "/etc/$path" ] || cp -RP "/etc/$path" "$root/etc/$path" 2>/dev/null || :
done
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
for node in null zero urandom; do : >"$root/dev/$node"; mount --bind "/dev/$node" "$root/dev/$node"; done
ln -s /proc/self/fd "$root/dev/fd"
mount --bind "$1/exchange" "$root/work"
cd "$root"
pivot_root . old
exec chroot . /bin/sh -euc '
  umount -l /old
  cd /work
  ulimit -f ${16 * (REPORT_BYTES / 512)}
  HOME=/tmp exec diffoscope --no-progress --exclude-directory-metadata=yes --max-text-report-size ${REPORT_BYTES} \\
    --max-diff-block-lines 200 --text text --json json -- "archive/$1" "ours/$1"' diffoscope "$2"
`;

/**
 * Why packages differ from the archive's, by diffoscope(1): a cause for each name, and the text of all reports together.
 * It is an explanation, not a finding: where there is none the sentence says so, and nothing is thrown.
 */
export async function whyDifferent(
  runner: ProcessRunner,
  directory: string,
  packages: readonly DifferentPackage[],
): Promise<{ readonly causes: ReadonlyMap<string, string>; readonly report: string }> {
  const causes = new Map<string, string>();
  const texts: string[] = [];
  for (const [index, one] of packages.entries()) {
    const work = join(directory, `compare-${index}`);
    const { cause, text } = await compareTwo(runner, work, one).finally(() =>
      rm(work, { recursive: true, force: true }),
    );
    causes.set(one.name, cause);
    if (text !== "") texts.push(`== ${one.name} (- the archive's, + ours)\n\n${text}\n`);
  }
  return { causes, report: texts.join("\n") };
}

async function compareTwo(
  runner: ProcessRunner,
  work: string,
  { name, ours, theirs }: DifferentPackage,
): Promise<{ cause: string; text: string }> {
  const sizes = await Promise.all([stat(ours), stat(theirs)]);
  if (sizes.some(({ size }) => size > LARGEST_PACKAGE)) {
    return { cause: TOO_LARGE, text: "" };
  }
  const exchange = join(work, "exchange");
  for (const each of ["root", "exchange/archive", "exchange/ours"]) await mkdir(join(work, each), { recursive: true });
  await copyFile(theirs, join(exchange, "archive", name));
  await copyFile(ours, join(exchange, "ours", name));
  const spaces = ["--user", "--map-root-user", "--mount", "--pid", "--fork", "--net", "--ipc", "--uts", "--kill-child"];
  try {
    await runner.run({
      argv: ["unshare", ...spaces, "--", "sh", "-euc", CONFINED, "confined", work, name],
      timeLimitMs: ONE_MS,
      okExitCodes: [0, 1],
    });
    const cause = causeOf(JSON.parse(await readFile(join(exchange, "json"), "utf8")));
    return { cause, text: await startOfText(join(exchange, "text")) };
  } catch (error) {
    if (error instanceof SamedayError && error.code === "PROCESS_TIMED_OUT") {
      return { cause: "the content differs; it could not be compared in time", text: "" };
    }
    return { cause: UNKNOWN, text: "" };
  }
}

async function startOfText(path: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path, { end: REPORT_BYTES - 1 })) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
