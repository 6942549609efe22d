import { buildStatement, signStatement } from "../../evidence/index.ts";
import type { LineContext } from "../context.ts";
import type { StepOutcome } from "../line/move.ts";
import type { StepKey } from "../line/state.ts";
import { filesOf } from "../records/files.ts";
import type { UpdateRecord } from "../records/updates.ts";
import { subjectsOf } from "../steps/subjects.ts";
import { machinePackages } from "./machine-target.ts";

/**
 * How the step `machine` ends when the release shipped none of the update's packages, as with a package that came new by a
 * security update: nobody has an old one to upgrade, so no builder is asked and nobody has to look. Null when there is work.
 * Throws what `machinePackages` throws.
 */
export async function noMachineToFix(
  context: LineContext,
  update: UpdateRecord,
  key: StepKey,
): Promise<StepOutcome | null> {
  if (key.step !== "machine") return null;
  const files = await filesOf(context.store.db, update.id);
  if ((await machinePackages(context, update, files, key.architecture)).length > 0) return null;
  const now = context.clock.now().toISOString();
  const statement = buildStatement(await subjectsOf(context, update.id), {
    update: update.id,
    source: update.source,
    version: update.version,
    release: update.release,
    architecture: key.architecture,
    step: key.step,
    result: "nothing-to-do",
    party: "desk",
    started: now,
    finished: now,
    tools: [],
    findings: { packages: [] },
  });
  return {
    state: "done",
    result: "nothing-to-do",
    message: `${update.release} shipped none of its packages for ${key.architecture}: no machine has an old one to upgrade.`,
    envelope: signStatement(statement, context.evidenceKey),
  };
}
