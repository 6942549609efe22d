import { type Approval, formatApproval, parseApproval } from "../../../evidence/index.ts";
import { SamedayError } from "../../../kernel/index.ts";
import { requireInTime, signedByPerson } from "../../../signer/index.ts";
import type { LineContext } from "../../context.ts";
import { type ApprovedUpdate, approvalFor } from "./approval-text.ts";

/** A clear-signed approval whose signature is good now, by somebody who may release. */
export interface HeardApproval {
  readonly person: string;
  readonly fingerprint: string;
  readonly signedAt: Date;
  readonly approval: Approval;
}

/**
 * Whose word a signed text is, and what it says. The signer hears it in the same way when it publishes.
 * Throws SIGNATURE_BAD, SIGNER_UNKNOWN, SIGNER_NOT_ALLOWED, INPUT_INVALID (not an approval, or not in its time).
 */
export async function hearApproval(
  context: LineContext,
  uploaders: ReadonlySet<string>,
  signedText: string,
): Promise<HeardApproval> {
  const { definition, runner } = context;
  const { person, fingerprint, signedAt, text } = await signedByPerson(runner, definition, Buffer.from(signedText));
  if (person.role !== "full") {
    throw new SamedayError("SIGNER_NOT_ALLOWED", `${person.id} is ${person.role}; only full members release.`);
  }
  if (uploaders.has(person.id)) {
    throw new SamedayError("SIGNER_NOT_ALLOWED", `${person.id} uploaded it; somebody else has to approve it.`);
  }
  const approval = readApproval(text);
  requireInTime(approval, person.id, context.clock.now(), definition.policy.approvalDays);
  return { person: person.id, fingerprint, signedAt, approval };
}

/** The text as parsed, refused unless it is exactly what we would have written: what people read is what counts. */
function readApproval(text: string): Approval {
  const { value, problems } = parseApproval(text);
  const [problem] = problems;
  if (problem)
    throw new SamedayError("INPUT_INVALID", `Line ${problem.place.line} of the signed text: ${problem.message}`);
  if (!value) throw new SamedayError("INPUT_INVALID", "The signed text is not an approval.");
  return value;
}

/** Throws CONFLICT unless the approval is about the update as it is now, and says which part is another. */
export function requireSame(given: Approval, now: ApprovedUpdate): void {
  const expected = approvalFor(now, given.decision, given.reason, given.until);
  if (formatApproval(given) === formatApproval(expected)) return;
  const told = (one: Approval): string => `${one.issues.join(" ")} ${one.regressionOf}`;
  const what =
    told(given) !== told(expected)
      ? "the issues or the advisory it repairs differ"
      : given.builtWithout.join() !== expected.builtWithout.join()
        ? "what it was built without differs"
        : "names or hashes differ";
  throw new SamedayError("CONFLICT", `The signed text is not about ${now.update.id} as it is now: ${what}.`);
}
