import { createHash } from "node:crypto";
import type { Change, Why } from "./change.ts";
import { type Block, type Cause, type Step, second } from "./step.ts";

/**
 * A block of the log: a line for the step, a line for each change, and a trailer `. COUNT CHECKSUM`. The checksum covers
 * the trailer before it as well, so that no block can be missing, added or exchanged unseen.
 */
export function blockText({ step, changes }: Block, before: string): { readonly text: string; readonly sum: string } {
  const lines = [["=", step.number, second(step.time), ...causeWords(step.cause)].join("\t")];
  for (const { issue, package: name, release, from, to, why } of changes) {
    lines.push([issue, name, release, from ?? "", to ?? "", ...whyWords(why)].join("\t"));
  }
  const body = `${lines.join("\n")}\n`;
  const sum = checksum(before, Buffer.from(body, "latin1"));
  return { text: `${body}. ${changes.length} ${sum}\n`, sum };
}

/** A whole block as it was found; its bytes are lent until the next one is asked for. */
export interface FoundBlock {
  readonly step: Step;
  readonly sum: string;
  /** How many bytes it takes, its trailer included. */
  readonly length: number;
  /** The lines of its changes, each with its offset in the block. */
  lines(): Generator<readonly [text: string, offset: number], void>;
}

/** The block that `bytes` begin with, or undefined when it is not whole. */
export function readBlock(bytes: Buffer, before: string): FoundBlock | undefined {
  const trailer = bytes.indexOf("\n. ");
  const end = trailer < 0 || bytes[0] !== 0x3d ? -1 : bytes.indexOf(10, trailer + 1);
  if (end < 0) return undefined;
  const body = bytes.subarray(0, trailer + 1);
  const [count, sum = ""] = bytes.toString("latin1", trailer + 3, end).split(" ");
  const head = body.indexOf(10);
  if (sum !== checksum(before, body)) return undefined;
  const step = readStep(body.toString("latin1", 0, head).split("\t"));
  if (step === undefined || Number(count) !== linesIn(body) - 1) return undefined;
  return {
    step,
    sum,
    length: end + 1,
    *lines() {
      for (let at = head + 1; at < body.length; ) {
        const newline = body.indexOf(10, at);
        yield [body.toString("latin1", at, newline), at];
        at = newline + 1;
      }
    },
  };
}

function linesIn(body: Buffer): number {
  let count = 0;
  for (let at = body.indexOf(10); at >= 0; at = body.indexOf(10, at + 1)) count += 1;
  return count;
}

export function readChange(line: string): Change {
  const [issue = "", name = "", release = "", from = "", to = "", ...why] = line.split("\t");
  return { issue, package: name, release, from: from || null, to: to || null, why: readWhy(why) };
}

function checksum(before: string, body: Buffer): string {
  return createHash("sha256").update(before).update("\n").update(body).digest("hex").slice(0, 32);
}

function whyWords(why: Why | null): readonly (string | number)[] {
  if (why === null) return [];
  if ("suite" in why) return ["suite", why.suite, why.version];
  return ["line", why.layer, why.file, why.line, why.quote];
}

function readWhy([kind, a = "", b = "", c = "", d = ""]: readonly string[]): Why | null {
  if (kind === "suite") return { suite: a, version: b };
  return kind === "line" ? { layer: a, file: b, line: Number(c), quote: d } : null;
}

function causeWords(cause: Cause): readonly string[] {
  switch (cause.kind) {
    case "commit": {
      const { kind, layer, commit, authored, committed, author } = cause;
      // Names are the only words beyond ASCII: their bytes stand in the log as they are.
      return [kind, layer, commit, second(authored), second(committed), Buffer.from(author).toString("latin1")];
    }
    case "rewritten":
      return [cause.kind, cause.layer, cause.commit, cause.lost];
    case "archive":
      return [cause.kind, cause.hash, second(cause.dated)];
  }
}

export function readStep([, number = "", time = "", ...words]: readonly string[]): Step | undefined {
  const cause = readCause(words);
  return cause && { number: Number(number), time: new Date(time), cause };
}

function readCause([kind, a = "", b = "", c = "", d = "", e = ""]: readonly string[]): Cause | undefined {
  if (kind === "commit") {
    const author = Buffer.from(e, "latin1").toString("utf8");
    return { kind, layer: a, commit: b, authored: new Date(c), committed: new Date(d), author };
  }
  if (kind === "rewritten") return { kind, layer: a, commit: b, lost: c };
  if (kind === "archive") return { kind, hash: a, dated: new Date(b) };
  return undefined;
}
