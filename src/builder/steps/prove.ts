import { basename } from "node:path";
import { stepFailure } from "../failure.ts";
import type { ProveFindings, ProveLease } from "../protocol.ts";
import { compare } from "./compare.ts";
import { announce, type StepContext, type StepOutcome } from "./context.ts";
import { recreate } from "./recreation.ts";
import { dscOf } from "./source.ts";
import { buildVaried } from "./variation.ts";

/** Builds a second time, in another manner or in the recreated environment, and compares bit by bit. */
export async function prove(context: StepContext<ProveLease>): Promise<StepOutcome> {
  const { lease, phases } = context;
  const first = lease.built.filter((file) => isBinaryPackage(file.name));
  if (first.length === 0) throw stepFailure("internal", "The lease names no built package to compare with.");
  const second = lease.kind === "variation" ? await buildVaried(context) : await recreate(context);
  const made = second.files.filter((file) => isBinaryPackage(file.name));
  const compared = await phases.time("compare", () => compare(context, first, made));
  const same = compared.files.every((file) => file.same);
  announce(context, same ? `all ${first.length} packages are bit-identical` : "the packages differ");
  const findings: Omit<ProveFindings, "phases"> = {
    dsc: dscOf(lease.files).sha256,
    kind: lease.kind,
    variations: second.variations,
    files: compared.files,
    ...(compared.report && { report: compared.report.name }),
  };
  return {
    result: same ? "passed" : "failed",
    findings,
    subjects: first,
    files: compared.report ? [compared.report] : [],
    used: [],
    tools: second.tools,
  };
}

/** `.deb` and `.udeb`; build information differs by its nature and is not compared. */
function isBinaryPackage(name: string): boolean {
  return /\.u?deb$/.test(basename(name));
}
