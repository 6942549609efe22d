import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { sha256, toSamedayError } from "../../kernel/index.ts";
import type { LineContext } from "../context.ts";
import { filesOf, type UpdateFile } from "../records/files.ts";
import type { UpdateRecord } from "../records/updates.ts";
import type { LeftOut, SuiteContents } from "../suites.ts";
import type { DeskFinding, DeskStep } from "./desk-step.ts";
import { subjectsOf } from "./subjects.ts";
import { type DifferentPackage, whyDifferent } from "./why-different.ts";

/** One package of ours beside the archive's of the same name, version and architecture. */
export interface ArchiveComparison {
  readonly name: string;
  readonly ours: string;
  readonly theirs: string;
  readonly same: boolean;
  /** The suite that holds the archive's copy. */
  readonly suite: string;
  /** Where it differs and by what it looks like, from diffoscope; empty when the same. Absent in older statements. */
  readonly cause?: string;
}

/** Findings of the comparison (`urn:sameday:evidence:prove:v1`, kind archive). */
export interface ArchiveFindings {
  readonly kind: "archive";
  readonly packages: readonly ArchiveComparison[];
  /** Architectures that were built here, and whose builds in the archive are not known; for each suite, why. */
  readonly unknown: readonly (LeftOut & { readonly architecture: string })[];
  /** Name of the file of the update that holds diffoscope's report; absent when there is none. */
  readonly report?: string;
  /** Why they differ, as far as content and records tell; empty when all are the same or there is nothing to compare. */
  readonly cause: string;
}

/**
 * Compares our packages with the archive's own builds of the same version, by the hashes in its verified index.
 * "Matches the archive" is a fact of its own: the archive may have built with other tools, or with network, for honest reasons.
 */
export const compareWithArchive: DeskStep = async (context, update) => {
  const built = (await filesOf(context.store.db, update.id)).filter(
    (file) => file.role === "built" && file.package !== "",
  );
  const suites = await context.suites.ofRelease(update.release);
  const compared = built.flatMap((file) => compare(file, suites));
  const { packages, files } = await explain(context, update, compared, suites);
  const unknown = await unknownBuilds(context, update, unmatchedArchitectures(built, packages));
  const cause = await causeOf(context, update.id, packages);
  const report = files[0] === undefined ? {} : { report: files[0].name };
  const findings: ArchiveFindings = { kind: "archive", packages, unknown, ...report, cause };
  return { ...judge(findings), subjects: await subjectsOf(context, update.id), findings, tools: [], files };
};

const REPORT = "differences-to-archive.txt";
/** The rest is named without a cause: a source of hundreds of packages that all differ has one cause. */
const MOST_EXPLAINED = 12;

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
  const entry = contents?.binary(packageIn(name), architectureIn(name));
  if (!contents || entry?.file?.sha256 !== theirs) return { problem: "the archive holds another copy by now" };
  try {
    return { path: await context.suites.fetchBinary(contents, entry, directory) };
  } catch (thrown) {
    // That it differs stands in the signed index; why is worth no failed step.
    return { problem: `the archive's copy cannot be had: ${toSamedayError(thrown).message}` };
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

/** Architectures of which at least one of our packages found none in the archive to be compared with. */
function unmatchedArchitectures(built: readonly UpdateFile[], compared: readonly ArchiveComparison[]): string[] {
  const without = built.filter((file) => !compared.some((one) => one.name === file.name));
  return [...new Set(without.map((file) => architectureIn(file.name)))].filter((one) => one !== "all").sort();
}

async function unknownBuilds(
  context: LineContext,
  update: UpdateRecord,
  architectures: readonly string[],
): Promise<ArchiveFindings["unknown"]> {
  const found = await Promise.all(
    architectures.map(async (architecture) =>
      (await context.suites.leftOut(update.release, architecture)).map((one) => ({ ...one, architecture })),
    ),
  );
  return found.flat();
}

/** What the comparison says in a sentence. A build that could not be looked at is neither the same nor different. */
export function judge({ packages, unknown, cause }: ArchiveFindings): Pick<DeskFinding, "result" | "message"> {
  const same = packages.filter((one) => one.same).length;
  const gaps = unknown.map(
    ({ architecture, reason }) => ` The archive's own ${architecture} build could not be fetched: ${reason}`,
  );
  const say = (sentence: string): string => `${sentence}${gaps.join("")}`.trim();
  if (packages.length === 0) {
    const nothing = gaps.length === 0 ? "The archive has no build of this version to compare with." : "";
    return { result: "nothing-to-do", message: say(nothing) };
  }
  if (same < packages.length) {
    return {
      result: "failed",
      message: say(`${same} of ${packages.length} packages match the archive's own build. ${cause}`),
    };
  }
  return {
    result: "passed",
    message: say(`Matches the archive: ${same} of ${same} packages are bit-identical to its own build.`),
  };
}

function compare(file: UpdateFile, suites: readonly SuiteContents[]): ArchiveComparison[] {
  for (const contents of suites) {
    const theirs = contents.binary(file.package, architectureIn(file.name));
    if (theirs?.version !== file.package_version || !theirs.file) continue;
    const { sha256 } = theirs.file;
    const suite = contents.suite.name;
    return [{ name: file.name, ours: file.sha256, theirs: sha256, same: sha256 === file.sha256, suite }];
  }
  return [];
}

function packageIn(name: string): string {
  return name.split("_")[0] ?? "";
}

/** The architecture in a .deb's name, `all` included. */
function architectureIn(name: string): string {
  return /_([^_]+)\.u?deb$/.exec(name)?.[1] ?? "";
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
