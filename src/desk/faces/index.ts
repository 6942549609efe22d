import type { FastifyInstance } from "fastify";
import type { Accounts } from "../../accounts/index.ts";
import type { AuditSchedule } from "../../api/index.ts";
import type { CaseDesk, DisclosureDesk, SealedDesk } from "../../cases/index.ts";
import type { Person } from "../../distribution/index.ts";
import { formatInstant } from "../../kernel/index.ts";
import { verifyAuditLog } from "../../store/index.ts";
import type { LineContext } from "../../updates/index.ts";
import { type AuditVerification, registerWeb, type TrackerReads } from "../../web/index.ts";
import type { Alarm } from "../cases/alarms.ts";
import { type LandedWish, type LandWish, landInHelper } from "../tracker-edits/land.ts";
import type { TrackerFactsSource } from "../tracker-facts/tracker-facts.ts";
import { createActions } from "./actions.ts";
import { createReads } from "./reads.ts";
import { createTrackerEdits } from "./tracker-edits.ts";
import { createTriageActs } from "./triage-acts.ts";

export interface FacesOptions {
  readonly context: LineContext;
  readonly accounts: Accounts;
  /** Grows with each change that the reader may know of; names the state that cached pages were made from. */
  readonly version: (reader: Person | null) => number;
  /** Grows with every change of an update, whoever may know of it. */
  readonly state: () => number;
  /** The updates that have changed since that number; null when it is too long ago to know. */
  readonly changedSince: (state: number) => ReadonlySet<string> | null;
  readonly trackerFacts: TrackerFactsSource;
  readonly tracker: TrackerReads;
  readonly drillResults: string;
  readonly audits: AuditSchedule;
  /** Undefined on a desk that takes no reports. */
  readonly cases: CaseDesk | undefined;
  readonly disclosures?: DisclosureDesk | undefined;
  readonly sealed?: SealedDesk | undefined;
  /** What keeps mail from being handled. */
  readonly intakeAlarms: () => Promise<readonly Alarm[]>;
}

/** Hangs the pages on the server. */
export function registerFaces(app: FastifyInstance, options: FacesOptions): void {
  const { context, accounts } = options;
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
  const land = (wish: LandWish): Promise<LandedWish> => landInHelper(context.runner, wish);
  const trackerEdits = createTrackerEdits({ ...context, land });
  const triage = createTriageActs({ ...context, land });
  if (triage) app.addHook("onClose", () => triage.settled());
  registerWeb(app, {
    reads: createReads({
      ...options,
      verification: () => verification,
    }),
    tracker: options.tracker,
    cases: options.cases ?? null,
    disclosures: options.disclosures ?? null,
    sealed: options.sealed ?? null,
    ...(triage ? { triage } : {}),
    ...(trackerEdits ? { trackerEdits } : {}),
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
