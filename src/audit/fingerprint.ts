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

/** Fingerprints of findings in the order of their lines: the second one on an equal line counts on. */
export function createFingerprints(): (rule: string, path: string, line: string) => string {
  const seen = new Map<string, number>();
  return (rule, path, line) => {
    const normal = normalLine(line);
    const key = [rule, path, normal].join("\0");
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    return fingerprintOf(rule, path, normal, ordinal);
  };
}
