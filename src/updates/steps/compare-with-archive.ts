import type { LineContext } from "../context.ts";
import { filesOf, type UpdateFile } from "../records/files.ts";
import type { SuiteContents } from "../suites.ts";
import type { DeskStep } from "./desk-step.ts";
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
  const same = packages.filter((one) => one.same).length;
  const findings: ArchiveFindings = { kind: "archive", packages, cause: await causeOf(context, update.id, packages) };
  const subjects = await subjectsOf(context, update.id);
  if (packages.length === 0) {
    const message = "The archive has no build of this version to compare with.";
    return { result: "nothing-to-do", message, subjects, findings, tools: [] };
  }
  const all = same === packages.length;
  return {
    result: all ? "passed" : "failed",
    message: all
      ? `Matches the archive: ${same} of ${same} packages are bit-identical to its own build.`
      : `${same} of ${packages.length} packages match the archive's own build. ${findings.cause}`,
    subjects,
    findings,
    tools: [],
  };
};

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
