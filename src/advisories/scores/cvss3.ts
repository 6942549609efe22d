/** Weights of CVSS 3.1's base metrics (https://www.first.org/cvss/v3-1/specification-document, section 7.4). */
const WEIGHTS = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  PR: { N: 0.85, L: 0.62, H: 0.27 },
  UI: { N: 0.85, R: 0.62 },
  C: { H: 0.56, L: 0.22, N: 0 },
  I: { H: 0.56, L: 0.22, N: 0 },
  A: { H: 0.56, L: 0.22, N: 0 },
} as const;
/** Privileges weigh more where what is attacked reaches beyond itself. */
const PRIVILEGES_CHANGED: Readonly<Record<string, number>> = { N: 0.85, L: 0.68, H: 0.5 };

/** Exactly the base metrics, in the order of the specification. */
export const CVSS_31 = /^CVSS:3\.1\/AV:[NALP]\/AC:[LH]\/PR:[NLH]\/UI:[NR]\/S:[UC]\/C:[NLH]\/I:[NLH]\/A:[NLH]$/;

/** The base score, 0 to 10 with one decimal (sections 7.1 and 7.4). The vector matches `CVSS_31`. */
export function baseScore31(vector: string): number {
  const metrics = new Map(vector.split("/").map((part) => part.split(":") as [string, string]));
  const weight = (metric: keyof typeof WEIGHTS): number =>
    (WEIGHTS[metric] as Readonly<Record<string, number>>)[metrics.get(metric) ?? ""] ?? 0;
  const changed = metrics.get("S") === "C";
  const privileges = changed ? (PRIVILEGES_CHANGED[metrics.get("PR") ?? ""] ?? 0) : weight("PR");
  const lost = 1 - (1 - weight("C")) * (1 - weight("I")) * (1 - weight("A"));
  const impact = changed ? 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15 : 6.42 * lost;
  if (impact <= 0) return 0;
  const exploitability = 8.22 * weight("AV") * weight("AC") * privileges * weight("UI");
  return roundUp(Math.min((changed ? 1.08 : 1) * (impact + exploitability), 10));
}

/** Up to one decimal, by whole numbers so that no machine's fractions count (appendix A). */
function roundUp(value: number): number {
  const whole = Math.round(value * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}
