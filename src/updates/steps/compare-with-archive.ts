import type { LineContext } from "../context.ts";
import { filesOf, type UpdateFile } from "../records/files.ts";
import type { UpdateRecord } from "../records/updates.ts";
import type { LeftOut, SuiteContents } from "../suites.ts";
import type { DeskFinding, DeskStep } from "./desk-step.ts";
import { subjectsOf } from "./subjects.ts";

/** One package of ours beside the archive's of the same name, version and architecture. */
export interface ArchiveComparison {
  readonly name: string;
  readonly ours: string;
  readonly theirs: string;
  readonly same: boolean;
  /** The suite that holds the archive's copy. */
  readonly suite: string;
}

/** Findings of the comparison (`urn:sameday:evidence:prove:v1`, kind archive). */
export interface ArchiveFindings {
  readonly kind: "archive";
  readonly packages: readonly ArchiveComparison[];
  /** Architectures that were built here, and whose builds in the archive are not known; for each suite, why. */
  readonly unknown: readonly (LeftOut & { readonly architecture: string })[];
  /** Why they differ, as far as the hashes tell; empty when all are the same or there is nothing to compare. */
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
  const packages = built.flatMap((file) => compare(file, suites));
  const unknown = await unknownBuilds(context, update, unmatchedArchitectures(built, packages));
  const cause = await causeOf(context, update.id, packages);
  const findings: ArchiveFindings = { kind: "archive", packages, unknown, cause };
  return { ...judge(findings), subjects: await subjectsOf(context, update.id), findings, tools: [] };
};

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
  const different = packages.filter((one) => !one.same).map((one) => one.name);
  if (different.length === 0) return "";
  const environment = await context.store.db
    .selectFrom("environment")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("update_id", "=", updateId)
    .executeTakeFirstOrThrow();
  return (
    `Different: ${different.join(", ")}. The archive's environment of that day is not known; ` +
    `ours is recorded with ${environment.count} exact packages.`
  );
}
