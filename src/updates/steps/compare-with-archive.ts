import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { sha256, toSamedayError } from "../../kernel/index.ts";
import type { LineContext } from "../context.ts";
import { filesOf, type UpdateFile } from "../records/files.ts";
import type { UpdateRecord } from "../records/updates.ts";
import type { SuiteContents } from "../suites.ts";
import { type ArchiveComparison, type ArchiveFindings, judge } from "./archive-findings.ts";
import type { DeskStep } from "./desk-step.ts";
import { architectureIn, findInArchive } from "./find-in-archive.ts";
import { subjectsOf } from "./subjects.ts";
import { type DifferentPackage, LARGEST_PACKAGE, TOO_LARGE, whyDifferent } from "./why-different.ts";

/**
 * Compares our packages with the archive's own builds of the same version, by the hashes in its verified index.
 * "Matches the archive" is a fact of its own: the archive may have built with other tools, or with network, for honest reasons.
 */
export const compareWithArchive: DeskStep = async (context, update) => {
  const built = (await filesOf(context.store.db, update.id)).filter(
    (file) => file.role === "built" && file.package !== "",
  );
  const suites = await context.suites.ofRelease(update.release);
  const found = await findInArchive(context, update, built, suites);
  const { packages, files } = await explain(context, update, found.packages, suites);
  const cause = await causeOf(context, update.id, packages);
  const report = files[0] === undefined ? {} : { report: files[0].name };
  const findings: ArchiveFindings = { kind: "archive", ...found, packages, ...report, cause };
  return { ...judge(findings), subjects: await subjectsOf(context, update.id), findings, tools: [], files };
};

const REPORT = "differences-to-archive.txt";
/** The rest is named without a cause: a source of hundreds of packages that all differ has one cause. */
const MOST_EXPLAINED = 12;
/** A mirror that gives its bytes slowly must not keep the comparison for hours. */
const FETCH_MS = 5 * 60_000;

/** Looks into what differs: fetches the archive's own package by its verified entry, and compares the content. */
async function explain(
  context: LineContext,
  update: UpdateRecord,
  compared: readonly ArchiveComparison[],
  suites: readonly SuiteContents[],
): Promise<{ packages: readonly ArchiveComparison[]; files: readonly UpdateFile[] }> {
  const different = compared.filter((one) => !one.same);
  if (different.length === 0) return { packages: compared, files: [] };
  const directory = await mkdtemp(join(context.scratch, "archive-"));
  try {
    const causes = new Map<string, string>();
    const fetched: DifferentPackage[] = [];
    for (const one of different.slice(0, MOST_EXPLAINED)) {
      const theirs = await fetchTheirs(context, one, suites, join(directory, `theirs-${fetched.length}`));
      if ("problem" in theirs) causes.set(one.name, theirs.problem);
      else fetched.push({ name: one.name, ours: context.blobs.path(one.ours), theirs: theirs.path });
    }
    const why = await whyDifferent(context.runner, directory, fetched);
    const packages = compared.map((one) =>
      one.same ? { ...one, cause: "" } : { ...one, cause: causes.get(one.name) ?? why.causes.get(one.name) ?? "" },
    );
    return { packages, files: await keepReport(context, update, why.report) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function fetchTheirs(
  context: LineContext,
  { name, suite, theirs }: ArchiveComparison,
  suites: readonly SuiteContents[],
  directory: string,
): Promise<{ readonly path: string } | { readonly problem: string }> {
  const contents = suites.find((one) => one.suite.name === suite);
  const entries = contents?.binaryVersions(packageIn(name), architectureIn(name)) ?? [];
  const entry = entries.find(({ file }) => file?.sha256 === theirs);
  if (!contents || !entry?.file) return { problem: "the archive holds another copy by now" };
  if (entry.file.size > LARGEST_PACKAGE) return { problem: TOO_LARGE };
  try {
    return { path: await context.suites.fetchBinary(contents, entry, directory, { timeLimitMs: FETCH_MS }) };
  } catch (thrown) {
    // That it differs stands in the signed index; why is worth no failed step.
    const reason = toSamedayError(thrown).message.replace(/\.$/, "");
    return { problem: `the archive's copy cannot be had: ${reason}` };
  }
}

async function keepReport(context: LineContext, update: UpdateRecord, text: string): Promise<UpdateFile[]> {
  if (text === "") return [];
  const bytes = Buffer.from(text);
  const hash = sha256(bytes);
  await context.blobs.put(Readable.from([bytes]), { sha256: hash, limitBytes: bytes.length });
  return [
    {
      update_id: update.id,
      role: "report",
      architecture: "",
      name: REPORT,
      sha256: hash,
      size: bytes.length,
      package: "",
      package_version: "",
      added_at: context.clock.now(),
    },
  ];
}

function packageIn(name: string): string {
  return name.split("_")[0] ?? "";
}

/** What the proofs say narrows it down: a package that does not even match itself has its cause there. */
async function causeOf(
  context: LineContext,
  updateId: string,
  packages: readonly ArchiveComparison[],
): Promise<string> {
  const different = packages.filter((one) => !one.same);
  if (different.length === 0) return "";
  const environment = await context.store.db
    .selectFrom("environment")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("update_id", "=", updateId)
    .executeTakeFirstOrThrow();
  const named = different.map(({ name, cause }) => (cause ? `${name} (${cause})` : name));
  return (
    `Different: ${named.join(", ")}. The archive's environment of that day is not known; ` +
    `ours is recorded with ${environment.count} exact packages.`
  );
}
