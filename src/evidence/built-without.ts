import { z } from "zod";
import { SamedayError } from "../kernel/index.ts";
import { isLeftOut } from "./names.ts";
import type { Statement } from "./statement.ts";

/** The part of a build's findings that is read here; builder/protocol.ts has the whole. */
const findings = z.object({ leftOut: z.array(z.object({ suite: z.string() })).default([]) });

/**
 * Suites of the release without whose packages something was built, as an approval names them: `bookworm-security:i386`;
 * sorted, each once. Signer, desk and whoever verifies ask this of the builders' own statements, so that nobody releases
 * such a build without having read it. Throws INPUT_INVALID.
 */
export function builtWithout(statements: readonly Statement[]): string[] {
  const names = statements.filter(({ predicate }) => predicate.step === "build").flatMap(namesOf);
  return [...new Set(names)].sort();
}

function namesOf({ predicate }: Statement): string[] {
  const found = findings.safeParse(predicate.findings);
  const names = found.data?.leftOut.map(({ suite }) => `${suite}:${predicate.architecture}`);
  if (names?.every(isLeftOut)) return names;
  throw new SamedayError("INPUT_INVALID", `What ${predicate.party} says of suites that it left out cannot be read.`);
}
