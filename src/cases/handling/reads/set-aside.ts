import { DAY_MS } from "../../../kernel/index.ts";
import { type CaseQuery, countCases } from "../../records/index.ts";
import type { HandlingContext } from "../context.ts";
import type { Overview, SetAsideRow } from "../contract.ts";
import { knowsOfAll } from "../people/access.ts";
import { judgements, listed, putAside, titled } from "./lists.ts";
import { lookOf } from "./look.ts";
import { noteTitles } from "./note-read.ts";
import { isPossible } from "./possible.ts";

const MOST = 500;

/** See `CaseDesk.setAside`. */
export async function showSetAside(context: HandlingContext, by: string): Promise<readonly SetAsideRow[]> {
  const look = await lookOf(context, by);
  const found = await listed(look, { ...queryOf(context), newest: MOST });
  const judgedOf = await judgements(look, found);
  const rows = found.map(({ row, kept }) => ({
    ...{ row, judged: judgedOf(row.id) },
    mayReopen: kept !== undefined && isPossible(kept.case, "reopen", look),
  }));
  await noteTitles(look, titled(rows.map(({ row }) => row)));
  return rows.sort((a, b) => b.row.receivedAt.getTime() - a.row.receivedAt.getTime());
}

/** See `CaseDesk.overview`. Nothing sealed is opened. */
export async function showOverview(context: HandlingContext, by: string): Promise<Overview> {
  const look = await lookOf(context, by);
  if (!knowsOfAll(look)) return { sees: "own", setAside: { total: 0, lastWeek: 0 } };
  const { db } = context.vault.store;
  const query = queryOf(context);
  const receivedFrom = new Date(look.at.getTime() - 7 * DAY_MS);
  const [total, lastWeek] = [await countCases(db, query), await countCases(db, { ...query, receivedFrom })];
  return { sees: "all", setAside: { total, lastWeek } };
}

function queryOf({ intake }: HandlingContext): CaseQuery {
  return { ofSeries: { ...putAside(intake), is: true } };
}
