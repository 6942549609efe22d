import { sha256 } from "../kernel/index.ts";

/**
 * 16 hex digits by which a finding is known again: of rule, path and line, the line without its blanks, so that neither
 * moved nor indented lines lose it. The second finding of a rule on an equal line of a file counts on.
 */
export function createFingerprints(): (rule: string, path: string, line: string) => string {
  const seen = new Map<string, number>();
  return (rule, path, line) => {
    const key = [rule, path, line.trim().replace(/\s+/g, " ")].join("\0");
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    return sha256(ordinal === 0 ? key : `${key}\0${ordinal}`).slice(0, 16);
  };
}
