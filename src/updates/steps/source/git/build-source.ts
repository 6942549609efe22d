import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type ChangelogEntry, parseChangelog } from "../../../../debian/index.ts";
import { formatProblem, type ProcessRunner, SamedayError, versionWithoutEpoch } from "../../../../kernel/index.ts";

const TIME_LIMIT_MS = 20 * 60_000;
const MEMORY_BYTES = 4 * 1024 ** 3;
const LARGEST_FILE_BYTES = 8 * 1024 ** 3;
const LARGEST_CHANGELOG = 16 * 1024 * 1024;
const FORMATS = ["3.0 (quilt)", "3.0 (native)", "1.0"];

/** What the tree says about itself in `debian/`. */
export interface TreeIdentity {
  readonly entry: ChangelogEntry;
  /** The newest entry's date in seconds since 1970: the time that everything made from this tree carries. */
  readonly epoch: number;
  readonly format: string;
}

/** Reads the newest changelog entry and the format. Throws INPUT_INVALID with the place. */
export async function identify(tree: string): Promise<TreeIdentity> {
  const changelog = await packagingFile(tree, "changelog");
  if (changelog.length > LARGEST_CHANGELOG) throw invalid("debian/changelog is larger than 16 MiB.");
  const { value, problems } = parseChangelog(changelog, "debian/changelog");
  const [entry] = value;
  const [fault] = problems;
  if (!entry || (fault && fault.place.line <= entry.place.line)) {
    throw invalid(fault ? formatProblem(fault) : "debian/changelog has no entry.");
  }
  if (!entry.date) throw invalid(`The entry of ${entry.version} in debian/changelog has no date that can be read.`);
  if (entry.distributions.includes("UNRELEASED"))
    throw invalid(`debian/changelog says that ${entry.version} is UNRELEASED.`);
  const format = (await packagingFile(tree, "source/format").catch(() => Buffer.from("1.0"))).toString("utf8").trim();
  if (!FORMATS.includes(format))
    throw invalid(`debian/source/format is ${JSON.stringify(format.slice(0, 80))}; known are ${FORMATS.join(", ")}.`);
  return { entry, epoch: Math.floor(entry.date.getTime() / 1000), format };
}

/** Whether tarballs of upstream's stand beside the tree: the format asks for them. */
export function needsUpstream({ format, entry }: TreeIdentity): boolean {
  return format === "3.0 (quilt)" || (format === "1.0" && entry.version.includes("-"));
}

/** `libmodbus_3.1.6.orig.tar.xz`, or one of a further component (dpkg-source(1)). */
export function isUpstreamTarball(name: string, { source, version }: ChangelogEntry): boolean {
  const upstream = versionWithoutEpoch(version).replace(/-[^-]*$/, "");
  const start = `${source}_${upstream}.orig`;
  return name.startsWith(start) && /^(?:-[A-Za-z0-9-]+)?\.tar\.(?:gz|bz2|xz|lzma)$/.test(name.slice(start.length));
}

/**
 * Packs the tree with `dpkg-source --build` in `directory`, where upstream's tarballs lie beside it, and answers the names
 * of the source package, the .dsc first. Nothing of the tree is run. Times come from the changelog, so that the same tree
 * gives the same bits. Throws INPUT_INVALID with dpkg-source's own reason.
 */
export async function packSource(
  runner: ProcessRunner,
  directory: string,
  treeName: string,
  epoch: number,
): Promise<readonly string[]> {
  const before = new Set(await readdir(directory));
  try {
    await runner.run({
      argv: [
        "prlimit",
        `--as=${MEMORY_BYTES}`,
        `--fsize=${LARGEST_FILE_BYTES}`,
        "--core=0",
        "dpkg-source",
        "--no-check",
        // A pattern of our own in place of the list of names that dpkg-source leaves out: the signed tree goes in whole.
        "--tar-ignore=.git",
        "--threads-max=1",
        "--build",
        treeName,
      ],
      cwd: directory,
      // Its temporary files count towards what the work may take of the disk.
      env: { SOURCE_DATE_EPOCH: String(epoch), TMPDIR: dirname(directory) },
      timeLimitMs: TIME_LIMIT_MS,
    });
  } catch (error) {
    if (!(error instanceof SamedayError) || error.code !== "PROCESS_FAILED") throw error;
    const said = error.cause instanceof Error ? error.cause.message : "";
    const reason = said.split("\n").find((line) => /error:/.test(line)) ?? "it gave no reason";
    throw new SamedayError("INPUT_INVALID", `dpkg-source cannot pack the tree: ${printable(reason)}`, error);
  }
  const made = (await readdir(directory)).filter((name) => !before.has(name));
  const dsc = made.filter((name) => name.endsWith(".dsc"));
  if (dsc.length !== 1) throw new SamedayError("INTERNAL", "dpkg-source made no single .dsc.");
  return [...dsc, ...made.filter((name) => !name.endsWith(".dsc"))];
}

/** The list of the tree's files in the form of sha256sum(1), sorted by path. */
export async function writeContents(path: string, files: readonly { path: string; sha256: string }[]): Promise<void> {
  const lines = files.map((file) => `${file.sha256}  ${file.path}\n`);
  await writeFile(path, lines.sort((one, other) => (one.slice(66) < other.slice(66) ? -1 : 1)).join(""));
}

async function packagingFile(tree: string, name: string): Promise<Buffer> {
  return readFile(join(tree, "debian", name)).catch((cause) => {
    throw new SamedayError("INPUT_INVALID", `The tree has no debian/${name}: it is no source package's.`, cause);
  });
}

function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, " ").slice(0, 300);
}

function invalid(message: string): SamedayError {
  return new SamedayError("INPUT_INVALID", message);
}
