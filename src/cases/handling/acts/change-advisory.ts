import { dirname } from "node:path";
import { hasErrors, type Problem, SamedayError } from "../../../kernel/index.ts";
import { examineAdvisory } from "../../disclosing/forms-of-case.ts";
import { noSuchCase, tendCase } from "../../records/index.ts";
import type { HandlingContext } from "../context.ts";
import type { AdvisoryKept } from "../contract.ts";
import type { KeptCase } from "../kept.ts";
import { lookOf, mayReadContents } from "../reads/look.ts";
import { storeAct } from "./store-act.ts";

/** Advisories beside handling: what a record names lies beside the definition. */
export interface AdvisoryContext extends HandlingContext {
  readonly definitionFile: string;
}

const LONGEST = 500_000;

/** See `CaseDesk.setAdvisory`: kept as it is, also with faults, and the case knows whether it has any. */
export async function changeAdvisory(
  context: AdvisoryContext,
  by: string,
  id: string,
  toml: string,
  { draft }: AdvisoryKept = { draft: false },
): Promise<void> {
  const faults = problemsOf(context, toml, undefined).filter(({ severity }) => severity === "error");
  const valid = faults.length === 0;
  await context.vault.store.transaction(async (trx) => {
    await storeAct(context, trx, id, by, { act: "check-advisory", valid }, (kept) => {
      if (!valid && !draft) keepGood(context, kept, faults);
      return { ...kept, advisory: toml };
    });
  });
}

/** Places without the sentences, which quote the record. */
function keepGood(context: AdvisoryContext, { advisory, case: { id } }: KeptCase, faults: readonly Problem[]): void {
  if (advisory === "" || hasErrors(problemsOf(context, advisory, undefined))) return;
  const lines = [...new Set(faults.map(({ place }) => place.line))].slice(0, 5).join(", ");
  throw new SamedayError(
    "CASE_REFUSED",
    `The record that ${id} has can be published, and this one cannot: its faults are in line ${lines}. The other stays. \`sameday advisory check FILE\` says what is wrong; \`sameday cases advisory ${id} --body-file FILE --draft\` puts it there all the same.`,
  );
}

/** See `CaseDesk.checkAdvisory`. */
export async function faultsOfAdvisory(
  context: AdvisoryContext,
  by: string,
  id: string,
  toml: string,
): Promise<readonly Problem[]> {
  const look = await lookOf(context, by);
  const { contents } = await tendCase<KeptCase>(context.vault, context.vault.store.db, id);
  if (!mayReadContents(contents.case, look)) throw noSuchCase(id);
  return problemsOf(context, toml, contents.case.credit);
}

function problemsOf(
  { definitionFile, clock }: AdvisoryContext,
  toml: string,
  credit: string | undefined,
): readonly Problem[] {
  if (toml.length > LONGEST) {
    throw new SamedayError("INPUT_INVALID", `An advisory's record has at most ${LONGEST} characters.`);
  }
  return examineAdvisory(toml, dirname(definitionFile), clock.now(), credit).problems;
}
