import { z } from "zod";
import type { BuilderStatement } from "./builder-statements.ts";
import type { JudgedUpdate } from "./judged-update.ts";
import { refusal } from "./refusal.ts";

/** The part of a build's findings that is believed here; builder/protocol.ts has the whole. */
const findings = z.object({ dsc: z.string(), network: z.literal("none") });

/**
 * Every package and .buildinfo was made by a known builder, without network, from exactly this .dsc; and nothing that a
 * builder made is missing.
 */
export function requireBuilt(update: JudgedUpdate, statements: readonly BuilderStatement[]): void {
  const builds = statements.filter(({ statement }) => statement.predicate.step === "build");
  if (builds.length === 0) throw refusal("No known builder states that it built this update.");
  const names = new Set(update.files.map((file) => file.name));
  const built = new Set<string>();
  for (const { builder, statement } of builds) {
    if (statement.predicate.result !== "passed") throw refusal(`Builder ${builder} states that the build failed.`);
    const found = findings.safeParse(statement.predicate.findings);
    if (!found.success) throw refusal(`Builder ${builder} does not state a build without network from a .dsc.`);
    if (found.data.dsc !== update.dsc.sha256) throw refusal(`Builder ${builder} built another source.`);
    for (const { name } of statement.subject) {
      if (!names.has(name)) throw refusal(`${name}, which builder ${builder} made, is missing.`);
      built.add(name);
    }
  }
  const unknown = update.files.find((file) => /\.(u?deb|buildinfo)$/.test(file.name) && !built.has(file.name));
  if (unknown) throw refusal(`No known builder states that it made ${unknown.name}.`);
}
