import { formatDuration } from "../../kernel/index.ts";
import type { Frame, StepModel } from "../model/index.ts";
import { evidencePath, logPath, updatePath } from "../text/addresses.ts";
import { stepTitle } from "../text/step-title.ts";
import { formatShort } from "../text/times.ts";
import { clip } from "../text/visible.ts";
import { ActForm } from "./form.tsx";

type Look = "done" | "bad" | "now" | "next" | "later" | "nothing";

const WORDS: Readonly<Record<Look, string>> = {
  done: "Done",
  bad: "Not passed",
  now: "Under way",
  next: "Waits for its turn",
  later: "Not begun",
  nothing: "Nothing to do",
};

export function lookOf(step: Pick<StepModel, "state" | "result" | "label">, sentBack = false): Look {
  if (sentBack && step.state !== "done" && step.state !== "failed") return "later";
  if (step.state === "failed" || step.result === "failed") return "bad";
  if (step.result === "nothing-to-do") return "nothing";
  if (step.state === "done") return "done";
  if (step.state === "running" || (step.state === "ready" && step.label === "approve")) return "now";
  return step.state === "ready" ? "next" : "later";
}

/** The line of an update: each step a sentence with its time, the log one click away. */
export function Steps({ id, steps, frame, mayRetry, sentBack }: StepsProps) {
  return (
    <ol class="steps">
      {steps.map((step) => {
        const look = lookOf(step, sentBack);
        const sentence = sentenceOf(step, frame.now);
        return (
          <li key={step.label} class={look}>
            <div>
              <span class="vh">{WORDS[look]}: </span>
              <strong>{stepTitle(step.label)}</strong>
              {sentence === "" ? "" : `: ${sentence}`} <Links id={id} step={step} signedIn={frame.viewer !== null} />
              {step.state === "failed" && mayRetry ? (
                <ActForm frame={frame} action={updatePath(id, "/retry")} class="retry">
                  <input type="hidden" name="step" value={step.label} />
                  <button type="submit" class="plain">
                    Try {step.label} again
                  </button>
                </ActForm>
              ) : null}
            </div>
            <span class="took">{look === "later" ? "" : timeOf(step, frame.now)}</span>
          </li>
        );
      })}
    </ol>
  );
}

export interface StepsProps {
  readonly id: string;
  readonly steps: readonly StepModel[];
  readonly frame: Frame;
  readonly mayRetry: boolean;
  /** Refused or withdrawn: what was not begun never will be. */
  readonly sentBack: boolean;
}

function sentenceOf(step: StepModel, now: Date): string {
  if (step.message !== "") return clip(step.message, 300);
  const who = step.party.startsWith("builder:") ? `builder ${step.party.slice("builder:".length)}` : step.party;
  if (step.state === "running" && step.startedAt) return `${who}, since ${formatShort(step.startedAt, now)}.`;
  return "";
}

function timeOf(step: StepModel, now: Date): string {
  if (step.startedAt && step.finishedAt) return formatDuration(step.finishedAt.getTime() - step.startedAt.getTime());
  const since = step.startedAt ?? step.readyAt;
  return since && step.state !== "done" ? `for ${formatDuration(now.getTime() - since.getTime())}` : "";
}

function Links({ id, step, signedIn }: { id: string; step: StepModel; signedIn: boolean }) {
  const name = stepTitle(step.label);
  const links = [
    ...(step.hasLog && signedIn ? [{ href: logPath(id, step.label), word: "Log", what: `of: ${name}` }] : []),
    ...(step.hasEvidence ? [{ href: evidencePath(id, step.label), word: "Evidence", what: `for: ${name}` }] : []),
  ];
  if (links.length === 0 && step.attempt < 2) return null;
  return (
    <small class="links">
      {links.map(({ href, word, what }) => (
        <a key={word} href={href}>
          {word}
          <span class="vh"> {what}</span>
        </a>
      ))}
      {step.attempt > 1 ? <span>attempt {step.attempt}</span> : null}
    </small>
  );
}
