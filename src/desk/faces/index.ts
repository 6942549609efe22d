import type { FastifyInstance } from "fastify";
import type { Accounts } from "../../accounts/index.ts";
import { formatInstant } from "../../kernel/index.ts";
import { verifyAuditLog } from "../../store/index.ts";
import type { LineContext } from "../../updates/index.ts";
import { type AuditVerification, registerWeb } from "../../web/index.ts";
import { createActions } from "./actions.ts";
import { createReads } from "./reads.ts";
import { createTrackerViews } from "./tracker-view.ts";

export interface FacesOptions {
  readonly context: LineContext;
  readonly accounts: Accounts;
  /** Grows with each change; names the state that cached pages were made from. */
  readonly version: () => number;
  readonly drillResults: string;
}

/** Hangs the pages on the server. */
export function registerFaces(app: FastifyInstance, { context, accounts, version, drillResults }: FacesOptions): void {
  let verification: AuditVerification = {
    state: "not-checked",
    sentence: "The chain was not checked since the desk was started.",
    checkedAt: null,
    checkpoint: "",
  };
  const verifyLog = async (): Promise<void> => {
    verification = await verify(context);
    context.changed("");
  };
  registerWeb(app, {
    reads: createReads({
      context,
      trackerViews: createTrackerViews(context),
      version,
      verification: () => verification,
      drillResults,
    }),
    actions: createActions(context, verifyLog),
    accounts,
    clock: context.clock,
    publicUrl: context.publicUrl,
    distributionTitle: context.definition.title,
  });
}

async function verify({ store, clock }: LineContext): Promise<AuditVerification> {
  const { entries, head, brokenAt } = await verifyAuditLog(store);
  const checkedAt = clock.now();
  if (brokenAt) {
    const sentence = `The log was changed from outside at entry ${brokenAt.sequence}: ${brokenAt.reason}`;
    return { state: "broken", sentence, checkedAt, checkpoint: "" };
  }
  const sentence = `All ${entries} entries up to ${head.sequence} are as they were written, checked ${formatInstant(checkedAt)}.`;
  return { state: "whole", sentence, checkedAt, checkpoint: "" };
}
