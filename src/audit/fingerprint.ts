import { createHash, type Hash } from "node:crypto";
import { sha256 } from "../kernel/index.ts";

/** A line without what an editor changes by the way. */
export function normalLine(line: string): string {
  return line.trim().replace(/\s+/g, " ");
}

/**
 * 16 hex digits by which a finding is known again: of rule, path and line, the line without its blanks, so that neither
 * moved nor indented lines lose it. `ordinal` counts the findings of a rule on equal lines of a file, from 0.
 */
export function fingerprintOf(rule: string, path: string, line: string, ordinal: number): string {
  const key = [rule, path, line].join("\0");
  return sha256(ordinal === 0 ? key : `${key}\0${ordinal}`).slice(0, 16);
}

interface SeenLine {
  readonly rule: string;
  readonly path: string;
  readonly line: string;
  readonly count: { findings: number };
  /** Of rule, path and line; a copy goes on with the ordinal. */
  readonly begun: Hash;
}

/** Fingerprints of findings in the order of their lines: the second one on an equal line counts on. */
export function createFingerprints(): (rule: string, path: string, line: string) => string {
  const counts = new Map<string, { findings: number }>();
  // A line of megabytes may have a finding for each of its words: the one of the last finding is not read again.
  let last: SeenLine | undefined;
  return (rule, path, line) => {
    if (last?.line !== line || last.rule !== rule || last.path !== path) {
      const key = [rule, path, normalLine(line)].join("\0");
      const count = counts.get(key) ?? { findings: 0 };
      counts.set(key, count);
      last = { rule, path, line, count, begun: createHash("sha256").update(key) };
    }
    const ordinal = last.count.findings;
    last.count.findings += 1;
    const hash = last.begun.copy();
    return (ordinal === 0 ? hash : hash.update(`\0${ordinal}`)).digest("hex").slice(0, 16);
  };
}
