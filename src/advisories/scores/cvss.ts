import { baseScore31, CVSS_31 } from "./cvss3.ts";
import { baseScore40, CVSS_40 } from "./cvss4.ts";

export type Severity = "none" | "low" | "medium" | "high" | "critical";

/** A vector with what follows from it. */
export interface Score {
  readonly version: "3.1" | "4.0";
  /** Base metrics alone: threat and environment are the reader's to judge. */
  readonly vector: string;
  /** 0 to 10, one decimal. */
  readonly score: number;
  readonly severity: Severity;
}

/** The score of a base vector of CVSS 3.1 or 4.0; undefined for any other text. */
export function scoreOf(vector: string): Score | undefined {
  if (CVSS_31.test(vector)) return scored("3.1", vector, baseScore31(vector));
  if (CVSS_40.test(vector)) return scored("4.0", vector, baseScore40(vector));
  return undefined;
}

function scored(version: Score["version"], vector: string, score: number): Score {
  return { version, vector, score, severity: severityOf(score) };
}

/** The qualitative scale, the same in both versions (CVSS 3.1, section 5; CVSS 4.0, section 6). */
export function severityOf(score: number): Severity {
  if (score === 0) return "none";
  if (score < 4) return "low";
  if (score < 7) return "medium";
  return score < 9 ? "high" : "critical";
}
