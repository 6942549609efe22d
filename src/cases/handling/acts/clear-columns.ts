import type { Case } from "../../case/index.ts";
import { runningClocks } from "../../clocks/index.ts";
import type { Policy } from "../../policy/index.ts";
import type { CaseColumns } from "../../records/index.ts";

/**
 * What of a case stands in the clear, made of the case and its policy alone: whoever stores a case stores these beside it,
 * so that a list and what is sealed never say different things.
 */
export function clearColumns(theCase: Case, policy: Policy): CaseColumns {
  return {
    team: theCase.team ?? "",
    state: theCase.state,
    severity: theCase.severity ?? null,
    policy: policy.name,
    receivedAt: theCase.receivedAt,
    dueAt: runningClocks(theCase, policy)[0]?.deadline ?? null,
    expiresAt: theCase.expires?.at ?? null,
    publicAt: theCase.publishedAt ?? theCase.embargo?.at ?? null,
  };
}
