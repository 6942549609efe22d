import type { HandlingContext } from "../context.ts";

const turns = new WeakMap<HandlingContext, Promise<unknown>>();

/** Does some work after all that was asked for before it, one after the other: what intake knows changes under nobody. */
export function inTurn<T>(context: HandlingContext, work: () => Promise<T>): Promise<T> {
  const turn = (turns.get(context) ?? Promise.resolve()).then(work);
  turns.set(
    context,
    turn.catch(() => undefined),
  );
  return turn;
}
