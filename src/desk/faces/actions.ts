import { SamedayError } from "../../kernel/index.ts";
import {
  createQueueToken,
  editUpdate,
  giveApproval,
  type LineContext,
  publishNow,
  reportTest,
  retryStep,
  revokeQueueToken,
  type StepKey,
  stepLabel,
  stepsOf,
  withdrawUpdate,
} from "../../updates/index.ts";
import type { DeskActions } from "../../web/index.ts";

/** What people do in pages, by the functions that the other faces use too. */
export function createActions(context: LineContext, verifyLog: () => Promise<void>): DeskActions {
  return {
    approve: (id, signedText) => giveApproval(context, id, signedText),
    publish: (id, by) => publishNow(context, id, by),
    sendBack: (id, reason, by) => withdrawUpdate(context, id, reason, by),
    retry: async (id, label, by) => retryStep(context, id, await stepNamed(context, id, label), by),
    edit: (id, edit, by) => editUpdate(context, id, edit, by),
    reportTest: (id, report, by) => reportTest(context, id, report, by),
    async createQueueToken(wish, by) {
      const token = await createQueueToken(context, { ...wish, by: by.id });
      context.changed("");
      return token;
    },
    async revokeQueueToken(id, by) {
      await revokeQueueToken(context, id, by.id);
      context.changed("");
    },
    verifyAuditLog: () => verifyLog(),
  };
}

async function stepNamed(context: LineContext, id: string, label: string): Promise<StepKey> {
  const step = (await stepsOf(context.store.db, id)).find((one) => stepLabel(one) === label);
  if (!step) throw new SamedayError("NOT_FOUND", `Update ${id} has no step ${label}.`);
  return step;
}
