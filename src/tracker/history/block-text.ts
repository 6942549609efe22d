import { createHash } from "node:crypto";
import type { Change } from "./answers.ts";
import { type Block, type Cause, type Step, second } from "./step.ts";

/**
 * A block of the log: a line for the step, a line for each change, and a trailer `. COUNT CHECKSUM`. The checksum covers
 * the trailer before it as well, so that no block can be missing, added or exchanged unseen.
 */
export function blockText({ step, changes }: Block, before: string): { readonly text: string; readonly sum: string } {
  const lines = [["=", step.number, second(step.time), ...causeWords(step.cause)].join("\t")];
  for (const { issue, package: name, release, from, to } of changes) {
    lines.push([issue, name, release, from ?? "", to ?? ""].join("\t"));
  }
  const body = `${lines.join("\n")}\n`;
  const sum = checksum(before, body);
  return { text: `${body}. ${changes.length} ${sum}\n`, sum };
}

/** A whole block as it was found. Changes are read only when they are asked for. */
export interface FoundBlock {
  readonly step: Step;
  readonly sum: string;
  /** Offset behind the trailer. */
  readonly end: number;
  readonly lines: readonly string[];
}

/** The block that begins at `start`, or undefined when it is not whole. */
export function readBlock(text: string, start: number, before: string): FoundBlock | undefined {
  const trailer = text.startsWith("=\t", start) ? text.indexOf("\n. ", start) : -1;
  const end = trailer < 0 ? -1 : text.indexOf("\n", trailer + 1);
  if (end < 0) return undefined;
  const body = text.slice(start, trailer + 1);
  const [count, sum] = text.slice(trailer + 3, end).split(" ");
  const [head = "", ...lines] = body.slice(0, -1).split("\n");
  if (sum !== checksum(before, body) || Number(count) !== lines.length) return undefined;
  const step = readStep(head.split("\t"));
  return step && { step, sum, end: end + 1, lines };
}

export function readChange(line: string): Change {
  const [issue = "", name = "", release = "", from = "", to = ""] = line.split("\t");
  return { issue, package: name, release, from: from || null, to: to || null };
}

function checksum(before: string, body: string): string {
  return createHash("sha256").update(before).update("\n").update(body, "latin1").digest("hex").slice(0, 32);
}

function causeWords(cause: Cause): readonly string[] {
  switch (cause.kind) {
    case "commit":
      return [cause.kind, cause.layer, cause.commit, second(cause.authored), second(cause.committed)];
    case "rewritten":
      return [cause.kind, cause.layer, cause.commit, cause.lost];
    case "archive":
      return [cause.kind, cause.hash, second(cause.dated)];
  }
}

function readStep([, number = "", time = "", ...words]: readonly string[]): Step | undefined {
  const cause = readCause(words);
  return cause && { number: Number(number), time: new Date(time), cause };
}

function readCause([kind, a = "", b = "", c = "", d = ""]: readonly string[]): Cause | undefined {
  if (kind === "commit") return { kind, layer: a, commit: b, authored: new Date(c), committed: new Date(d) };
  if (kind === "rewritten") return { kind, layer: a, commit: b, lost: c };
  if (kind === "archive") return { kind, hash: a, dated: new Date(b) };
  return undefined;
}
