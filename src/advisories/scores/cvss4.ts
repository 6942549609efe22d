/*
 * The base score of CVSS 4.0 (https://www.first.org/cvss/v4-0/specification-document, section 8). A vector belongs to a class
 * by five of its traits; each class has the score of its worst vector, and a vector loses a part of the way to the next lower
 * classes, by how far it is from the worst one. Without threat and environmental metrics only these classes are met.
 */

/** Exactly the base metrics, in the order of the specification. */
export const CVSS_40 =
  /^CVSS:4\.0\/AV:[NALP]\/AC:[LH]\/AT:[NP]\/PR:[NLH]\/UI:[NPA]\/VC:[HLN]\/VI:[HLN]\/VA:[HLN]\/SC:[HLN]\/SI:[HLN]\/SA:[HLN]$/;

/** How an impact on the system itself is classed: by EQ3 and EQ6 together. */
const OWN = ["00", "01", "10", "11", "21"];

/**
 * Scores of classes (the specification's look-up table where E is not defined): by EQ1 and EQ2, then for each of `OWN` the two
 * of EQ4, from H and from lower impacts on other systems.
 */
const SCORES: Readonly<Record<string, readonly number[]>> = {
  "00": [10, 9.3, 9.6, 9, 9.3, 8.8, 9.2, 8, 7.9, 6.9],
  "01": [9.5, 9.2, 9.1, 8.1, 9.2, 8.4, 8.2, 7, 7.1, 6.3],
  "10": [9.4, 8.7, 8.9, 7.5, 8.6, 7.2, 7.6, 5.7, 6.5, 5.3],
  "11": [9, 7.7, 7.7, 6.6, 7.4, 6.1, 5.9, 5.2, 5.8, 2.3],
  "20": [8.6, 7, 7.4, 5.4, 7.2, 5.3, 5.7, 3.6, 4.7, 2.4],
  "21": [7.3, 5.4, 5.5, 4.3, 6.1, 4.6, 5.1, 1.8, 2.4, 1],
};

/** Steps from the worst value of a metric. */
const STEPS: Readonly<Record<string, string>> = {
  ...{ AV: "NALP", AC: "LH", AT: "NP", PR: "NLH", UI: "NPA", VC: "HLN", VI: "HLN", VA: "HLN" },
  ...{ SC: "HLN", SI: "HLN", SA: "HLN" },
};

/** The worst vectors of each class, one trait at a time (section 8.2, "highest severity vectors"). */
const WORST = {
  eq1: [
    ["AV:N/PR:N/UI:N"],
    ["AV:A/PR:N/UI:N", "AV:N/PR:L/UI:N", "AV:N/PR:N/UI:P"],
    ["AV:P/PR:N/UI:N", "AV:A/PR:L/UI:P"],
  ],
  eq2: [["AC:L/AT:N"], ["AC:H/AT:N", "AC:L/AT:P"]],
  eq3: [["VC:H/VI:H/VA:H"], ["VC:L/VI:H/VA:H", "VC:H/VI:L/VA:H"], ["VC:L/VI:L/VA:L"]],
  eq4: [[], ["SC:H/SI:H/SA:H"], ["SC:L/SI:L/SA:L"]],
} as const;

/** How many steps lie within a class, plus the one out of it (section 8.2, "depth"). */
const DEPTH = { eq1: [1, 4, 5], eq2: [1, 2], eq3: [7, 8, 10], eq4: [6, 5, 4] } as const;

type Metrics = ReadonlyMap<string, string>;

/** The base score, 0 to 10 with one decimal. The vector matches `CVSS_40`. */
export function baseScore40(vector: string): number {
  const metrics: Metrics = new Map(vector.split("/").map((part) => part.split(":") as [string, string]));
  if (["VC", "VI", "VA", "SC", "SI", "SA"].every((metric) => metrics.get(metric) === "N")) return 0;
  const { eq1, eq2, eq3, eq4 } = classOf(metrics);
  // Requirements count as high where they are not defined, so that any high impact on the system itself is EQ6 0.
  const eq6 = eq3 === 2 ? 1 : 0;
  const score = scoreOf(eq1, eq2, `${eq3}${eq6}`, eq4) as number;
  const lowerOwn = eq3 === 0 ? Math.max(...["01", "10"].map((own) => scoreOf(eq1, eq2, own, eq4) ?? 0)) : undefined;
  const ways: readonly (readonly [lower: number | undefined, distance: number, depth: number])[] = [
    [scoreOf(eq1 + 1, eq2, `${eq3}${eq6}`, eq4), distance(metrics, WORST.eq1[eq1] ?? []), DEPTH.eq1[eq1] ?? 1],
    [scoreOf(eq1, eq2 + 1, `${eq3}${eq6}`, eq4), distance(metrics, WORST.eq2[eq2] ?? []), DEPTH.eq2[eq2] ?? 1],
    [eq3 === 1 ? scoreOf(eq1, eq2, "11", eq4) : lowerOwn, distance(metrics, WORST.eq3[eq3] ?? []), DEPTH.eq3[eq3] ?? 1],
    [scoreOf(eq1, eq2, `${eq3}${eq6}`, eq4 + 1), distance(metrics, WORST.eq4[eq4] ?? []), DEPTH.eq4[eq4] ?? 1],
    // A lower class by exploit maturity is always there, and a base vector is at no distance towards it.
    [0, 0, 1],
  ];
  const open = ways.filter(([lower]) => lower !== undefined);
  const lost = open.reduce((sum, [lower, far, depth]) => sum + (score - (lower ?? 0)) * (far / depth), 0) / open.length;
  return Math.round((Math.min(10, Math.max(0, score - lost)) + 1e-6) * 10) / 10;
}

function classOf(metrics: Metrics): { eq1: number; eq2: number; eq3: number; eq4: number } {
  const is = (metric: string, value: string): boolean => metrics.get(metric) === value;
  const reach = [is("AV", "N"), is("PR", "N"), is("UI", "N")];
  const [vc, vi, va] = [is("VC", "H"), is("VI", "H"), is("VA", "H")];
  return {
    eq1: reach.every(Boolean) ? 0 : reach.some(Boolean) && !is("AV", "P") ? 1 : 2,
    eq2: is("AC", "L") && is("AT", "N") ? 0 : 1,
    eq3: vc && vi ? 0 : vc || vi || va ? 1 : 2,
    eq4: is("SC", "H") || is("SI", "H") || is("SA", "H") ? 1 : 2,
  };
}

function scoreOf(eq1: number, eq2: number, own: string, eq4: number): number | undefined {
  const at = OWN.indexOf(own);
  if (at < 0 || eq4 > 2) return undefined;
  return SCORES[`${eq1}${eq2}`]?.[at * 2 + eq4 - 1];
}

/** Steps from the first worst vector of the class that is in every metric at least as bad. */
function distance(metrics: Metrics, worst: readonly string[]): number {
  for (const vector of worst) {
    const steps = vector.split("/").map((part) => {
      const [metric = "", value = ""] = part.split(":");
      const order = STEPS[metric] ?? "";
      return order.indexOf(metrics.get(metric) ?? "") - order.indexOf(value);
    });
    if (steps.every((step) => step >= 0)) return steps.reduce((sum, step) => sum + step, 0);
  }
  return 0;
}
