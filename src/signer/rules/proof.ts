import { z } from "zod";
import type { BuilderStatement } from "./builder-statements.ts";
import type { JudgedUpdate } from "./judged-update.ts";

/** The part of a proof's findings that is believed here; builder/protocol.ts has the whole. */
const findings = z.object({
  dsc: z.string(),
  files: z.array(z.object({ name: z.string(), first: z.string(), second: z.string().nullable(), same: z.boolean() })),
});

/**
 * Why these statements do not prove that every package comes out bit by bit the same when it is built again; undefined
 * when they do. A package needs one proof, and no known builder may have found a difference in it.
 */
export function whatIsNotProved(update: JudgedUpdate, statements: readonly BuilderStatement[]): string | undefined {
  const proved = new Set<string>();
  for (const { builder, statement } of statements) {
    if (statement.predicate.step !== "prove") continue;
    const found = findings.safeParse(statement.predicate.findings);
    if (!found.success && statement.predicate.result !== "passed") {
      return `Builder ${builder} could not bring its proof to an end.`;
    }
    if (!found.success || found.data.dsc !== update.dsc.sha256) return `Builder ${builder} proved another source.`;
    if (statement.predicate.result !== "passed") return `Builder ${builder} did not get the same packages again.`;
    for (const file of found.data.files) {
      if (!file.same || file.first !== file.second)
        return `Builder ${builder} did not get the same ${file.name} again.`;
      proved.add(`${file.first}  ${file.name}`);
    }
  }
  const missing = update.debs.find((deb) => !proved.has(`${deb.sha256}  ${deb.name}`));
  return missing && `No known builder proved that ${missing.name} can be built again.`;
}
