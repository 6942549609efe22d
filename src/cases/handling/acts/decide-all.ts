import { SamedayError } from "../../../kernel/index.ts";
import { type Act, type Acting, type Case, type Done, decide } from "../../case/index.ts";

/** A case after acts that were all allowed, and each of them as it goes on record. */
export interface Decided {
  readonly theCase: Case;
  readonly done: readonly Done[];
}

/** The acts in their order, each on the case that the one before left. Throws CASE_REFUSED with the first refusal's sentence. */
export function decideAll(theCase: Case, acts: readonly Act[], acting: Acting): Decided {
  const done: Done[] = [];
  let next = theCase;
  for (const act of acts) {
    const outcome = decide(next, act, acting);
    if (!outcome.ok) {
      const { sentence, lacks, leadsOn } = outcome.refusal;
      const details = {
        ...(lacks.length === 0 ? {} : { lacks: lacks.map(({ gate }) => gate) }),
        ...(leadsOn.length === 0 ? {} : { leadsOn }),
      };
      throw new SamedayError("CASE_REFUSED", sentence, undefined, details);
    }
    next = outcome.theCase;
    done.push(outcome.done);
  }
  return { theCase: next, done };
}
