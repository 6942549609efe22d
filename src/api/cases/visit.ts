import type { FastifyRequest } from "fastify";
import type { CaseDesk, DisclosureDesk, SealedDesk } from "../../cases/index.ts";
import { type Clock, SamedayError } from "../../kernel/index.ts";
import { ADMINISTRATOR, type Authenticate, requirePerson } from "../access.ts";

export interface CaseFace {
  /** Undefined on a desk that takes no reports. */
  readonly cases?: CaseDesk | undefined;
  readonly disclosures?: DisclosureDesk | undefined;
  /** Undefined where the desk holds the role key. */
  readonly sealed?: SealedDesk | undefined;
  readonly clock: Clock;
  readonly authenticate: Authenticate;
}

/**
 * Who asks about cases, by their id. Throws NOT_LOGGED_IN; NOT_ALLOWED for the administrator of the desk's machine, who is
 * nobody in a case; NOT_FOUND on a desk that takes no reports.
 */
export async function caseVisit(
  request: FastifyRequest,
  { cases, authenticate }: CaseFace,
): Promise<{ readonly desk: CaseDesk; readonly by: string }> {
  const { id } = await requirePerson(request, authenticate);
  if (id === ADMINISTRATOR) {
    throw new SamedayError(
      "NOT_ALLOWED",
      "The administrator's token opens no case: running the machines gives no part in one. Log in as a person of the definition.",
    );
  }
  if (!cases) throw new SamedayError("NOT_FOUND", "This desk takes no reports: its definition has no [intake].");
  return { desk: cases, by: id };
}
