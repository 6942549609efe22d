import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { LineContext } from "../../context.ts";
import type { UpdateRecord } from "../../records/updates.ts";
import type { SuiteContents } from "../../suites.ts";
import type { DeskStep } from "../desk-step.ts";
import { subjectsOf } from "../subjects.ts";
import { type BinaryReview, reviewBinaries } from "./review-binaries.ts";
import { reviewSource, type SourceReview } from "./review-source.ts";

/** Findings of a review (`urn:sameday:evidence:review:v1`): what a person should look at, source first. */
export interface ReviewFindings {
  /** What it was compared with: suite and version; null when the release never had the package. */
  readonly base: { readonly suite: string; readonly version: string } | null;
  readonly source: SourceReview;
  readonly binaries: readonly BinaryReview[];
}

/** Compares source and packages with what the release has, and names what a security update should not touch. */
export const reviewStep: DeskStep = async (context, update) => {
  const directory = await mkdtemp(join(context.scratch, "review-"));
  try {
    const base = await baseOf(context, update);
    const source = await reviewSource(context, update, base, directory);
    const binaries = base ? await reviewBinaries(context, update, base, directory) : [];
    const findings: ReviewFindings = {
      base: base ? { suite: base.suite.name, version: base.source(update.source)?.version ?? "" } : null,
      source,
      binaries,
    };
    return {
      result: "passed",
      message: describe(findings),
      subjects: await subjectsOf(context, update.id),
      findings: JSON.parse(JSON.stringify(findings)),
      tools: [],
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

/** The suite whose version machines have now: the highest below ours. In a drill, what the release shipped. */
async function baseOf(context: LineContext, update: UpdateRecord): Promise<SuiteContents | null> {
  const suites = await context.suites.ofRelease(update.release);
  const rehearsed = context.rehearses === update.source;
  const holding = suites.filter(
    (contents) => contents.source(update.source) !== undefined && !(rehearsed && contents.suite.role === "security"),
  );
  return holding.find((contents) => contents.suite.role === "security") ?? holding[0] ?? null;
}

function describe({ base, source, binaries }: ReviewFindings): string {
  if (!base) return "The release never had this package; the whole source is new.";
  const changed = `${source.patches.length} patch files changed`;
  const unexpected =
    source.unexpected.length === 0
      ? "nothing unexpected"
      : `unexpected: ${source.unexpected
          .map((file) => file.path)
          .slice(0, 5)
          .join(", ")}`;
  const risky = binaries.filter(
    (one) => one.setuid.length > 0 || one.scripts.length > 0 || one.dependencies.length > 0,
  );
  const packages =
    risky.length === 0
      ? "no new setuid file, script or dependency"
      : `look at ${risky.map((one) => one.package).join(", ")}`;
  return `Compared with ${base.version} in ${base.suite}: ${changed}, ${unexpected}; packages: ${packages}.`;
}
