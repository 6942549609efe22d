import type { Policy } from "../../distribution/index.ts";
import { formatInstant, isSealedId } from "../../kernel/index.ts";
import { holdsApproval } from "./advance.ts";
import { approvableFrom } from "./approvable-from.ts";
import type { StepStatus } from "./state.ts";
import { doneFor, notProvedSentence, withoutSentence, workSentence } from "./step-words.ts";

/** What an update waits for now, for the first line of its page and its row on the board. */
export interface Waiting {
  /** people: somebody must act. machine: it moves by itself. nobody: it has ended. */
  readonly on: "people" | "machine" | "nobody";
  /** What people can do about it; `none` when a machine works. */
  readonly act: "approve" | "judge" | "disclose" | "publish" | "mend" | "none";
  /** One sentence: why it waits. */
  readonly sentence: string;
  /** Whose turn it is, in words: `a full member who is not pia`. */
  readonly forWhom: string;
}

export interface WaitingInput {
  readonly state: "open" | "published" | "refused" | "withdrawn";
  readonly reason: string;
  /** Sealed names among them keep it from being published. */
  readonly issues: readonly string[];
  readonly uploader: string;
  /** Everybody who signed the source, the uploader among them: none of them may approve. */
  readonly uploaders: readonly string[];
  readonly embargoed: boolean;
  readonly embargoUntil: Date | null;
  readonly steps: readonly (StepStatus & { readonly message: string })[];
  /** People whose valid approval over the present hashes is on file. */
  readonly approvers: readonly string[];
  readonly overriders: readonly string[];
}

const NOTHING: Pick<Waiting, "on" | "act" | "forWhom"> = { on: "nobody", act: "none", forWhom: "" };

/**
 * Pure: the same facts give the same sentence on every page, mail and API answer. While an update is embargoed the sentence
 * says until when, so that whoever must act knows the hour that counts.
 */
export function waitsFor(input: WaitingInput, policy: Policy, now: Date): Waiting {
  const waiting = waitsNow(input, policy, now);
  // What waits for the embargo's end itself has said so.
  if (input.state !== "open" || !input.embargoed || waiting.act === "publish") return waiting;
  return { ...waiting, sentence: `${waiting.sentence} ${untilWhen(input.embargoUntil, now)}` };
}

function waitsNow(input: WaitingInput, policy: Policy, now: Date): Waiting {
  if (input.state === "refused") return { ...NOTHING, sentence: `Refused: ${input.reason}` };
  if (input.state === "withdrawn") return { ...NOTHING, sentence: `Withdrawn: ${input.reason}` };
  const broken = input.steps.find((status) => isBroken(status) && !holdsApproval(status));
  if (broken) return mend(broken, input.uploader);
  const approve = input.steps.find((status) => status.step === "approve");
  if (approve?.state === "ready") return judgeOrApprove(input, policy, now);
  const held = input.steps.find((status) => status.state === "ready" && status.message !== "");
  if (held) return triedAgain(held);
  const publish = input.steps.find((status) => status.step === "publish");
  const sealed = input.issues.filter(isSealedId);
  if (publish?.state === "ready" && sealed.length > 0) return disclosure(sealed);
  if (publish?.state === "ready" && input.embargoed) return embargo(input, now);
  return movesByItself(input);
}

/** What could not be done; or was done and found that it did not help, as a machine that is without the fix. */
function isBroken(status: StepStatus): boolean {
  const judgedElsewhere = status.step === "prove" || status.step === "test";
  return status.state === "failed" || (status.result === "failed" && !judgedElsewhere);
}

function mend(broken: StepStatus & { message: string }, uploader: string): Waiting {
  const ownFault = broken.step === "build" || broken.step === "source";
  return {
    on: "people",
    act: "mend",
    sentence: broken.state === "done" ? broken.message : `It could not be ${doneFor(broken)}: ${broken.message}`,
    forWhom: ownFault
      ? `${uploader}, with a better source, or a full member to try again`
      : broken.step === "publish"
        ? "a full member, to try again, to approve it anew, or to send it back"
        : "a full member, to try again",
  };
}

function judgeOrApprove(input: WaitingInput, policy: Policy, now: Date): Waiting {
  const held = input.steps.filter(holdsApproval);
  const overridden = input.overriders.length >= policy.overrideApprovals;
  if (held.length > 0 && !overridden) {
    const missing = policy.overrideApprovals - input.overriders.length;
    return {
      on: "people",
      act: "judge",
      sentence: `${notProvedSentence(held)}${withoutSentence(input.steps)} Look at why; send it back, or override with a reason.`,
      forWhom: `${countOf(missing, "full member", "full members")} to override, or ${input.uploader} with a better source`,
    };
  }
  const missing = policy.approvals - input.approvers.length;
  const except = [...new Set([input.uploader, ...input.uploaders, ...input.approvers])].join(" or ");
  const lapsed = input.steps.find((status) => status.step === "approve")?.message ?? "";
  const made = held.length === 0 ? "Built, reproduced and tested." : "Built; what was not proved is overridden.";
  const from = approvableFrom(input.embargoUntil, policy, now);
  const needs = from === null ? "It needs an approval." : needsLater(from, policy);
  return {
    on: "people",
    act: "approve",
    sentence: `${lapsed === "" ? made : lapsed}${withoutSentence(input.steps)} ${needs}${notForLong(input.issues)}`,
    forWhom: `${countOf(missing, "full member", "full members")} who ${missing === 1 ? "is" : "are"} not ${except}`,
  };
}

/** The embargo goes on for longer than an approval counts. */
function needsLater(from: Date, { approvalDays }: Policy): string {
  const days = countOf(approvalDays, "day", "days");
  return `It needs an approval, which counts for ${days} and can be given from ${formatInstant(from)} on.`;
}

/** An approval names what users are told, and of a sealed issue they are told another name. */
function notForLong(issues: readonly string[]): string {
  const sealed = issues.filter(isSealedId);
  if (sealed.length === 0) return "";
  const names = sealed.join(" and ");
  return ` It lapses when ${names} ${sealed.length === 1 ? "is" : "are"} disclosed, and is asked for again then.`;
}

/** Approved, and its issues are sealed still: the order is to disclose, to approve by the public names, to publish. */
function disclosure(sealed: readonly string[]): Waiting {
  const [names, are] = [sealed.join(" and "), sealed.length === 1 ? "is" : "are"];
  return {
    on: "people",
    act: "disclose",
    sentence: `Approved. It goes out when ${names} ${are} disclosed (\`sameday sealed disclose … --update\`) and it is approved by public names.`,
    forWhom: "a full member with access to the sealed layer",
  };
}

function embargo(input: WaitingInput, now: Date): Waiting {
  const hour = input.embargoUntil;
  if (hour && hour > now) {
    return {
      on: "machine",
      act: "publish",
      sentence: `Approved. It goes out by itself when the embargo ends on ${formatInstant(hour)}; a full member can publish it before.`,
      forWhom: "",
    };
  }
  if (hour) {
    const sentence = `Approved. The embargo ended on ${formatInstant(hour)}; it is going out by itself.`;
    return { on: "machine", act: "publish", sentence, forWhom: "" };
  }
  return {
    on: "people",
    act: "publish",
    sentence: "Approved. Nobody has set when its embargo ends: somebody has to say when it goes out.",
    forWhom: "a full member",
  };
}

function untilWhen(hour: Date | null, now: Date): string {
  if (!hour) return "Embargoed; nobody has set until when.";
  return hour > now ? `Embargoed until ${formatInstant(hour)}.` : `Its embargo ended on ${formatInstant(hour)}.`;
}

/** What passes by itself or is mended outside: a full disk, a signer that is away, a clock that went back. */
function triedAgain(held: StepStatus & { message: string }): Waiting {
  return {
    on: "machine",
    act: "none",
    sentence: `It could not be ${doneFor(held)} yet, and is tried again by itself: ${held.message}`,
    forWhom: "",
  };
}

function movesByItself(input: WaitingInput): Waiting {
  const active = input.steps.filter((status) => status.state === "running" || status.state === "ready");
  if (active.length === 0 && input.state === "published") return { ...NOTHING, sentence: "Published. Users have it." };
  return {
    on: "machine",
    act: "none",
    sentence: active.length > 0 ? workSentence(active) : "Between two steps.",
    forWhom: "",
  };
}

const NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven"];

function countOf(count: number, one: string, many: string): string {
  return `${NUMBERS[count] ?? count} ${count === 1 ? one : many}`;
}
