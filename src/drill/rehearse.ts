import type { DeskClient, StepAnswer, UpdateAnswer } from "../api/index.ts";
import { type Clock, type ProcessRunner, SamedayError } from "../kernel/index.ts";
import { patiently } from "./patience.ts";
import { type Actor, type Cast, signAs } from "./people.ts";
import type { DrillStage } from "./results.ts";

/** What the rehearsal tells while it goes on. */
export interface DrillEvents {
  /** A step has begun; `person` when a scripted person has to act. */
  began(name: string, by: "machine" | "person"): void;
  ended(stage: DrillStage, message: string): void;
  /** The line stopped at a step: what its log said last, at most `LAST_LINES` lines; not called where it kept no log. */
  stopped(step: string, lastLines: readonly string[]): void;
  /** A scripted person had a build tried again. */
  triedAgain(step: string): void;
}

/** Enough for the failure of a build, with what it was at. */
const LAST_LINES = 30;

export interface RehearsalInput {
  readonly clock: Clock;
  readonly runner: ProcessRunner;
  readonly cast: Cast;
  readonly uploaderDesk: DeskClient;
  readonly approverDesk: DeskClient;
  readonly events: DrillEvents;
  readonly started: Date;
  readonly signal: AbortSignal;
}

/**
 * Follows an update through the line, as its people would: looks at what it waits for, lets the approver sign when it is
 * the approver's turn, has a build that failed tried again once, and ends when a machine has the fix. Throws PROCESS_FAILED with the desk's sentence when the line stops.
 */
export async function followToMachine(
  input: RehearsalInput,
  id: string,
): Promise<{ update: UpdateAnswer; stages: DrillStage[] }> {
  const stages: DrillStage[] = [];
  const begun = new Set<string>();
  const triedAgain = new Set<string>();
  let seen = 0;
  for (;;) {
    const update = await untilAborted(
      input.signal,
      patiently(() => input.approverDesk.update(id, seen)),
    );
    seen = update.seen;
    for (const step of update.steps) note(input, step, begun, stages);
    if (update.steps.every((step) => step.state === "done")) return { update, stages };
    if (update.waiting.act === "approve") await approve(input, update);
    else if (update.waiting.on === "people" || (update.state !== "open" && update.state !== "published")) {
      await tellLog(input, update);
      const build = update.steps.find(({ step, state }) => step === "build" && state === "failed");
      if (build && !triedAgain.has(build.label)) {
        triedAgain.add(build.label);
        await tryAgain(input, update, build.label, begun, stages);
        continue;
      }
      throw new SamedayError("PROCESS_FAILED", update.waiting.sentence);
    }
  }
}

/** A drill's desk goes away with it, and the next drill removes it: what the log says is told while it is there. */
async function tellLog({ approverDesk, events }: RehearsalInput, update: UpdateAnswer): Promise<void> {
  const failed = update.steps.find(({ state }) => state === "failed");
  if (!failed) return;
  // A step that failed before its work began kept no log; the sentence of the error says why then.
  const log = await approverDesk.log(update.id, failed.label).catch(() => "");
  const lines = log.trimEnd().split("\n").slice(-LAST_LINES);
  if (log.trim() !== "") events.stopped(failed.label, lines);
}

/** Tests of a package that go by the clock break off now and then; a person looks at the log and has it built once more. */
async function tryAgain(
  { uploaderDesk, events }: RehearsalInput,
  { id }: UpdateAnswer,
  label: string,
  begun: Set<string>,
  stages: DrillStage[],
): Promise<void> {
  await patiently(() => uploaderDesk.retry(id, label));
  events.triedAgain(label);
  begun.delete(label);
  const first = stages.findIndex(({ name }) => name === label);
  const stage = stages[first];
  if (stage) stages[first] = { ...stage, name: `${label}, first try` };
}

function note(input: RehearsalInput, step: StepAnswer, begun: Set<string>, stages: DrillStage[]): void {
  const by = step.step === "approve" ? "person" : "machine";
  if (step.startedAt !== null && !begun.has(step.label)) {
    begun.add(step.label);
    input.events.began(step.label, by);
  }
  if (step.finishedAt === null || stages.some((stage) => stage.name === step.label)) return;
  const zero = input.started.getTime();
  const from = Date.parse(step.startedAt ?? step.readyAt ?? step.finishedAt) - zero;
  const to = Date.parse(step.finishedAt) - zero;
  const stage: DrillStage = {
    name: step.label,
    from: Math.max(0, from),
    to: Math.max(0, to),
    by,
    result: step.result ?? step.state,
  };
  stages.push(stage);
  input.events.ended(stage, step.message);
}

async function approve(input: RehearsalInput, update: UpdateAnswer): Promise<void> {
  const { approverDesk, runner, cast } = input;
  const text = await patiently(() => approverDesk.approvalText(update.id, "approve", ""));
  const signed = await signAs(runner, cast.approver, text);
  await patiently(() => approverDesk.approve(update.id, signed)).catch(alreadyApproved);
}

/** Logs a scripted person in by their key, through the same door as everybody. */
export async function logIn(runner: ProcessRunner, desk: DeskClient, actor: Actor): Promise<string> {
  return desk.login(await signAs(runner, actor, await desk.challenge(actor.id)));
}

/** The next state of the update, unless somebody stops the drill meanwhile. Throws PROCESS_FAILED then. */
async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const stopped = new SamedayError("PROCESS_FAILED", "The drill was stopped before its end.");
  if (signal.aborted) throw stopped;
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(stopped);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** An approval whose answer was lost arrives a second time; the first one counted. */
function alreadyApproved(error: unknown): void {
  if (!(error instanceof SamedayError && error.code === "CONFLICT")) throw error;
}
