import { createInterface } from "node:readline";
import { SamedayError } from "../../kernel/index.ts";
import {
  changeOf,
  landEdit,
  parseDecisionLine,
  type RankedTask,
  type RecordChange,
  triageEdit,
  undoOf,
} from "../../tracker/index.ts";
import type { CommandContext } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import type { OpenTriage } from "./tracker-triage-open.ts";

interface Outcome {
  readonly line: number;
  readonly issue: string | null;
  readonly result: "landed" | "refused";
  readonly commit: string | null;
  /** What was done, or why it was not. */
  readonly says: string;
}

/** Decisions as lines; each lands before the next is read, and a refused one stops nothing. Answers the exit code. */
export async function decideLines(context: CommandContext, opened: OpenTriage): Promise<number> {
  const person = await opened.person();
  const tasks = new Map(opened.queue.map((one) => [one.task.issue, one]));
  const done = new Map<string, RecordChange>();
  const outcomes: Outcome[] = [];
  const directory = opened.directories.at(-1)?.directory ?? "";
  const below = opened.directories.slice(0, -1);
  const parts = { runner: context.processes, directory, below, person, clock: context.clock };
  let number = 0;
  for await (const text of createInterface({ input: context.streams.stdin })) {
    number += 1;
    const line = text.trim();
    if (line === "" || line.startsWith("#")) continue;
    if (context.signal.aborted) break;
    let issue: string | null = null;
    try {
      const { change, undoes } = changeFrom(line, tasks, done, opened);
      issue = change.issue;
      const landed = await landEdit({ ...parts, edit: triageEdit(change) });
      if (undoes) done.delete(issue);
      else done.set(issue, change);
      outcomes.push({ line: number, issue, result: "landed", commit: landed.commit, says: change.subject });
    } catch (error) {
      if (!(error instanceof SamedayError)) throw error;
      outcomes.push({ line: number, issue, result: "refused", commit: null, says: error.message });
    }
  }
  context.answer(outcomes, () =>
    outcomes
      .map(({ line, result, says, commit }) =>
        printable(result === "landed" ? `${commit?.slice(0, 12)}  ${says}` : `line ${line} refused: ${says}`),
      )
      .join("\n"),
  );
  return outcomes.some(({ result }) => result === "refused") ? 1 : 0;
}

function changeFrom(
  line: string,
  tasks: ReadonlyMap<string, RankedTask>,
  done: ReadonlyMap<string, RecordChange>,
  { triage, snapshot }: OpenTriage,
): { readonly change: RecordChange; readonly undoes: boolean } {
  const read = parseDecisionLine(line);
  const { issue } = read;
  const before = done.get(issue);
  if ("undo" in read) {
    if (before === undefined) throw new SamedayError("NOT_FOUND", `Nothing was decided about ${issue} here.`);
    return { change: undoOf(before), undoes: true };
  }
  const ranked = tasks.get(issue);
  if (ranked === undefined) throw new SamedayError("NOT_FOUND", `${issue} is not in the queue.`);
  if (before !== undefined)
    throw new SamedayError("CONFLICT", `${issue} was decided by an earlier line; undo it first.`);
  const { record } = ranked.task;
  if ("decision" in read) return { change: changeOf(issue, record, read.decision), undoes: false };
  const chosen = triage.suggestions(snapshot, ranked.task)[read.take - 1];
  if (chosen === undefined) throw new SamedayError("NOT_FOUND", `${issue} has no suggestion ${read.take}.`);
  return { change: changeOf(issue, record, chosen.decision), undoes: false };
}
