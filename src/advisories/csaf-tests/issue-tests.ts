import { scoreOf } from "../scores/cvss.ts";
import { cweName } from "../scores/cwe.ts";
import { type CsafTests, repeated, type Score, vulnerabilitiesOf } from "./document.ts";

/**
 * Mandatory tests about issues: scores, weaknesses, names. What cannot be judged here is refused rather than passed: CVSS 2 and
 * 3.0, metrics beside the base ones, weaknesses whose name this program does not know.
 */
export const ISSUE_TESTS: CsafTests = {
  "6.1.8": (document) =>
    vulnerabilitiesOf(document).flatMap(({ scores = [] }) =>
      scores.flatMap(({ cvss_v2, cvss_v3 }) => {
        const faults = cvss_v2 === undefined ? [] : ["CVSS 2 is not judged here"];
        if (cvss_v3 === undefined) return faults;
        const missing = ["version", "vectorString", "baseScore", "baseSeverity"].filter(
          (key) => cvss_v3[key] === undefined,
        );
        return [...faults, ...missing.map((key) => `${key} is missing`)];
      }),
    ),
  "6.1.9": (document) =>
    eachScore(document, (cvss, computed) => [
      ...(cvss.baseScore === undefined || cvss.baseScore === computed.score
        ? []
        : [`${cvss.vectorString} is ${computed.score}, not ${cvss.baseScore}`]),
      ...(cvss.baseSeverity === undefined || cvss.baseSeverity === computed.severity.toUpperCase()
        ? []
        : [`${cvss.vectorString} is ${computed.severity}, not ${cvss.baseSeverity}`]),
      ...BEYOND.filter((key) => cvss[key] !== undefined).map((key) => `${key} is not judged here`),
    ]),
  "6.1.10": (document) =>
    eachScore(document, (cvss) => {
      const metrics = new Map(
        String(cvss.vectorString)
          .split("/")
          .map((part) => part.split(":") as [string, string]),
      );
      return Object.entries(WORDS).flatMap(([key, [metric, words]]) => {
        const said = cvss[key];
        const meant = words[metrics.get(metric) ?? ""];
        return said === undefined || said === meant ? [] : [`${key} is ${meant}, not ${said}`];
      });
    }),
  "6.1.11": (document) =>
    vulnerabilitiesOf(document).flatMap(({ cwe }) =>
      cwe === undefined || cweName(cwe.id) === cwe.name ? [] : [`${cwe.id} ${cwe.name}`],
    ),
  "6.1.23": (document) => repeated(vulnerabilitiesOf(document).flatMap(({ cve }) => cve ?? [])),
  "6.1.24": (document) =>
    vulnerabilitiesOf(document).flatMap(({ involvements = [] }) =>
      repeated(
        involvements.map(({ party, date }) => `${party} at ${date === undefined ? "no time" : Date.parse(date)}`),
      ),
    ),
};

const BEYOND = ["temporalScore", "temporalSeverity", "environmentalScore", "environmentalSeverity"];

const HLN = { H: "HIGH", L: "LOW", N: "NONE" };
const WORDS: Readonly<Record<string, readonly [metric: string, words: Readonly<Record<string, string>>]>> = {
  attackVector: ["AV", { N: "NETWORK", A: "ADJACENT_NETWORK", L: "LOCAL", P: "PHYSICAL" }],
  attackComplexity: ["AC", { L: "LOW", H: "HIGH" }],
  privilegesRequired: ["PR", HLN],
  userInteraction: ["UI", { N: "NONE", R: "REQUIRED" }],
  scope: ["S", { U: "UNCHANGED", C: "CHANGED" }],
  confidentialityImpact: ["C", HLN],
  integrityImpact: ["I", HLN],
  availabilityImpact: ["A", HLN],
};

type Cvss = NonNullable<Score["cvss_v3"]>;

function eachScore(
  document: Parameters<CsafTests[string]>[0],
  faults: (cvss: Cvss, computed: NonNullable<ReturnType<typeof scoreOf>>) => readonly string[],
): readonly string[] {
  return vulnerabilitiesOf(document).flatMap(({ scores = [] }) =>
    scores.flatMap(({ cvss_v3 }) => {
      if (cvss_v3 === undefined) return [];
      const computed = scoreOf(String(cvss_v3.vectorString));
      return computed === undefined ? [`${cvss_v3.vectorString} is not judged here`] : faults(cvss_v3, computed);
    }),
  );
}
