import type { EvidenceAnswer } from "../../api/index.ts";
import { type KnownKey, type Statement, verifyEnvelope } from "../../evidence/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { builderStatements, type JudgedUpdate, requireBuilt, whatIsNotProved } from "../../signer/index.ts";
import type { Check } from "./verify-bundle.ts";

/** How many people have to sign, when a definition says so. */
export interface NeededVoices {
  readonly approvals: number;
  readonly overrideApprovals: number;
}

/**
 * Whether everything is there without which the signer publishes nothing, by the signer's own rules: a statement of the
 * build for each package and .buildinfo, a proof for each package or overrides, and approvals; and the desk's statement of
 * the source. Whether the words that are there are good is checked elsewhere; an update that is not published lacks nothing yet.
 */
export function checkComplete(bundle: EvidenceAnswer, known: readonly KnownKey[], needed?: NeededVoices): Check[] {
  const published = deskStatement(bundle, known, "publish");
  if (!published) return [];
  const checks: Check[] = [];
  const add = (what: string, state: Check["state"], says: string) =>
    void checks.push({ what: `complete ${what}`, state, says });

  if (deskStatement(bundle, known, "source")) add("source", "good", "the desk states where the source came from");
  else add("source", "bad", "it is published, and the statement of its source is not here");

  const update = judged(bundle, published);
  if (!update) return [...checks, { what: "complete build", state: "bad", says: "what was published names no .dsc" }];
  const builders = known.filter(({ name }) => name !== "desk");
  const envelopes = bundle.statements.map(({ envelope }) => envelope);
  const built = said(() => requireBuilt(update, builderStatements(envelopes, builders, update)));
  if (built === undefined) add("build", "good", "known builders state that they made every package");
  else add("build", "bad", `it is published, and the signer would refuse: ${built}`);

  const people = (decision: string) =>
    new Set(bundle.approvals.filter((one) => one.decision === decision).map(({ person }) => person)).size;
  const overrides = people("override-proof");
  let unproved: string | undefined;
  const fault = said(() => {
    unproved = whatIsNotProved(update, builderStatements(envelopes, builders, update));
  });
  const lack = fault ?? unproved;
  if (lack === undefined) add("proof", "good", "a known builder got every package again, bit by bit");
  else if (fault !== undefined || overrides === 0) add("proof", "bad", `it is published, and nobody overrode: ${lack}`);
  else if (!needed)
    add("proof", "unknown", `${lack} ${overrides} overrode it; --definition says whether that is enough`);
  else if (overrides < needed.overrideApprovals)
    add("proof", "bad", `${lack} ${overrides} of ${needed.overrideApprovals} needed overrides are here`);
  else add("proof", "good", `${lack} ${overrides} full members overrode it`);

  const approvals = people("approve");
  const least = needed?.approvals ?? 1;
  if (approvals < least)
    add("approval", "bad", `it is published, and ${approvals} of ${least} needed approvals are here`);
  else if (!needed) add("approval", "unknown", `${approvals} are here; --definition says whether that is enough`);
  else add("approval", "good", `${approvals} approved it, of ${least} that are needed`);
  return checks;
}

/** What the desk states of its own step; undefined when it is not there, or not by its key: then that was said already. */
export function deskStatement(
  bundle: EvidenceAnswer,
  known: readonly KnownKey[],
  step: "source" | "publish",
): Statement | undefined {
  const found = bundle.statements.find((one) => one.step === step);
  const desk = known.filter(({ name }) => name === "desk");
  try {
    return found && verifyEnvelope(found.envelope, desk).statement;
  } catch (error) {
    if (error instanceof SamedayError) return undefined;
    throw error;
  }
}

/** The update as it was published: packages and source from the signed statement, the rest as the bundle lists it. */
function judged({ update, files }: EvidenceAnswer, { subject }: Statement): JudgedUpdate | undefined {
  const published = subject.map(({ name, digest }) => ({ name, sha256: digest.sha256 }));
  const dsc = published.find(({ name }) => name.endsWith(".dsc"));
  if (!dsc) return undefined;
  const names = new Set(published.map(({ name }) => name));
  const others = files.filter(({ name, role }) => role === "built" && !names.has(name));
  const { id, source, version, release } = update;
  return {
    ...{ update: id, source, version, release, dsc },
    debs: published.filter(({ name }) => /\.u?deb$/.test(name)),
    files: [...published, ...others.map(({ name, sha256 }) => ({ name, sha256 }))],
  };
}

/** Why a rule of the signer's does not hold; undefined when it does. */
function said(rule: () => void): string | undefined {
  try {
    rule();
    return undefined;
  } catch (error) {
    if (error instanceof SamedayError) return error.message;
    throw error;
  }
}
