import { DESK, OPEN } from "../../case/index.ts";
import { changeCase, tendCases } from "../../records/index.ts";
import { clearColumns } from "../acts/clear-columns.ts";
import type { HandlingContext } from "../context.ts";
import type { KeptCase } from "../kept.ts";

/** Brings the deadlines that lists show up to a policy that was changed. Answers how many cases had others. */
export async function deadlineRound(context: HandlingContext): Promise<number> {
  const { vault, policy } = context;
  const { cases } = await tendCases<KeptCase>(vault, { states: OPEN });
  const stale = cases.filter(({ contents, policy: name, dueAt }) => {
    const now = clearColumns(contents.case, policy);
    return now.policy !== name || now.dueAt?.getTime() !== dueAt?.getTime();
  });
  for (const { id } of stale) {
    await vault.store.transaction((trx) =>
      changeCase<KeptCase>(vault, trx, id, DESK, ({ contents }) => ({
        columns: clearColumns(contents.case, policy),
        contents,
        action: "set deadlines by a changed policy",
      })),
    );
  }
  return stale.length;
}
