import type { CaseClient, ReviewRowAnswer, SealedClient, WishedActInput } from "../../api/index.ts";
import { NEXT_ID } from "../../cases/index.ts";
import { DESK_OPTIONS, openDesk } from "../desk/session.ts";
import type { CommandContext } from "../frame/context.ts";
import { caseNamed } from "./case-named.ts";
import { line } from "./line.ts";

/** Options and argument of every command about one case. */
export const CASE_OPTIONS = DESK_OPTIONS;
export const CASE = { case: { summary: "the case's id, like SEC-2026-0007, or its number", required: true } } as const;

/** Exit codes of commands that change a case. */
export const REFUSED = { 1: "there is no such case for you", 3: "refused; the message says what is missing" } as const;

/** The desk of cases that a command means, for whoever has logged in there. */
export async function openCases(context: CommandContext, address: string | undefined): Promise<CaseClient> {
  return (await openDesk(context, address)).cases;
}

/** The same, and the id of the case that a word means. */
export async function openCase(
  context: CommandContext,
  address: string | undefined,
  word: string,
): Promise<{ readonly cases: CaseClient; readonly id: string }> {
  const cases = await openCases(context, address);
  return { cases, id: await caseNamed(cases, word) };
}

/** The same with what a desk is asked that has no role key. */
export async function openDeskCase(
  context: CommandContext,
  address: string | undefined,
  word: string,
): Promise<{ readonly cases: CaseClient; readonly sealed: SealedClient; readonly id: string }> {
  const { cases, sealed } = await openDesk(context, address);
  return { cases, sealed, id: await caseNamed(cases, word) };
}

/** Does acts as one, and answers how the case stands then. */
export async function changeAndTell(
  context: CommandContext,
  { cases, id }: { readonly cases: CaseClient; readonly id: string },
  acts: readonly WishedActInput[],
  title?: string,
): Promise<void> {
  await cases.change(id, acts, title).catch(async (thrown: unknown) => {
    throw (await import("./give.ts")).withCommands(thrown, id);
  });
  const done = [...acts.map(({ act }) => act), ...(title === undefined ? [] : ["title"])];
  const counted = acts.some(({ act, id: given }) => act === "give-id" && String(given).trim() === NEXT_ID);
  // Which number it became is in the case alone.
  await tellHowItStands(context, { cases, id }, done, counted ? await idsOf(cases, id) : undefined);
}

/** The ids of a case that was changed just now; undefined where it cannot be read, since what was asked for is done. */
async function idsOf(cases: CaseClient, id: string): Promise<readonly string[] | undefined> {
  try {
    return (await cases.show(id)).work.ids;
  } catch {
    return undefined;
  }
}

/** From the list without titles: what somebody does is not to put them on record as a reader of other cases. */
export async function tellHowItStands(
  context: CommandContext,
  { cases, id }: { readonly cases: CaseClient; readonly id: string },
  done: readonly string[],
  ids?: readonly string[],
): Promise<void> {
  const row: ReviewRowAnswer | null = (await cases.review()).find((one) => one.id === id) ?? null;
  const { rowLines } = await import("./case-list.ts");
  const { lookOf } = await import("./look.ts");
  context.answer({ case: id, done, ...(ids ? { ids } : {}), row }, () => {
    const stands = row ? rowLines(row, lookOf(context)) : [`${id} is closed.`];
    const has = ids ? [`${id} has ${ids.map(line).join(", ")}.`] : [];
    return [`Done: ${done.join(", ")}.`, ...has, ...stands].join("\n");
  });
}
