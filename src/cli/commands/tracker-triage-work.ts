import {
  createLanding,
  createPackageNames,
  landEdit,
  parseList,
  type RecordChange,
  triageEdit,
} from "../../tracker/index.ts";
import type { CommandContext } from "../frame/verb.ts";
import type { OpenTriage } from "./tracker-triage-open.ts";
import { type Act, createSession, type Typing, takenBack } from "./tracker-triage-session.ts";
import { openTerminal, type Terminal } from "./tracker-triage-terminal.ts";

const MOST_NAMES = 20;

/** The queue at a terminal. Ends when the person quits, once everything that was decided is written. */
export async function workThrough(context: CommandContext, opened: OpenTriage): Promise<number> {
  const { triage, snapshot, queue, directories, factsOf } = opened;
  const person = await opened.person();
  const directory = directories.at(-1)?.directory ?? "";
  const below = directories.slice(0, -1);
  const names = createPackageNames(snapshot.archive, []);
  let terminal: Terminal | undefined;
  const refused: string[] = [];
  const parts = { runner: context.processes, directory, below, person, clock: context.clock };
  const landingOf = (change: RecordChange) => async () => {
    await landEdit({ ...parts, edit: triageEdit(change) });
  };
  const landing = createLanding<Act>({
    failed(act, reason, wasReverse) {
      refused.push(`${act.ranked.task.issue}: ${reason}`);
      if (wasReverse) session.undoFailed(act, reason);
      else session.failed(act, reason);
    },
    progressed: () => terminal?.draw(),
  });
  const learn = (record: string): void =>
    triage.memory.learn(parseList(Buffer.from(record, "latin1"), { path: "CVE/list", kind: "issues" }).value);
  const session = createSession(queue, {
    suggestions: ({ task }) => triage.suggestions(snapshot, task),
    land(act) {
      learn(act.change.after);
      landing.add(act, landingOf(act.change));
    },
    undo(act) {
      learn(act.change.before);
      landing.takeBack(act, landingOf(takenBack(act)));
    },
    complete(what: Typing, text) {
      if (text === "" || what === "todo") return [];
      if (what === "product") return triage.memory.productsBeginning(text, MOST_NAMES);
      return text.includes(" ") ? [] : names.beginning(text, MOST_NAMES);
    },
  });
  terminal = openTerminal({ context, session, waiting: () => landing.waiting, factsOf });
  try {
    await terminal.quit();
  } finally {
    terminal.close();
  }
  if (landing.waiting > 0) context.streams.stderr.write(`sameday: writing ${landing.waiting} more…\n`);
  await landing.settled();
  const left = session.left;
  context.answer({ decided: session.decided, left, refused }, () =>
    [`${session.decided} decided, ${left} left.`, ...refused.map((one) => `Not written: ${one}`)].join("\n"),
  );
  return refused.length > 0 ? 1 : 0;
}
