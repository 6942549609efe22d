import type { Statement } from "../../evidence/index.ts";
import type { StepKey } from "../line/state.ts";
import { WITHOUT } from "../line/step-words.ts";
import {
  type BuildFacts,
  type MachineFacts,
  type ProveFacts,
  readBuildFindings,
  readMachineFindings,
  readProveFindings,
  readTestFindings,
  type TestFacts,
} from "./findings.ts";

/** One sentence about what a builder's step found, from its signed statement. */
export function describeFinding(key: StepKey, statement: Statement): string {
  switch (key.step) {
    case "build":
      return describeBuild(statement, readBuildFindings(statement));
    case "prove":
      return describeProof(readProveFindings(statement));
    case "test":
      return statement.predicate.result === "nothing-to-do"
        ? "The source has no tests."
        : describeTests(readTestFindings(statement));
    default:
      return describeMachine(key.architecture, readMachineFindings(statement), statement.predicate.result === "failed");
  }
}

function describeBuild(statement: Statement, findings: BuildFacts): string {
  const debs = statement.subject.filter((subject) => /\.u?deb$/.test(subject.name)).length;
  const { party, architecture } = statement.predicate;
  const without = findings.leftOut.map(
    ({ suite, reason }) => `${WITHOUT}${suite}, whose index for ${architecture} could not be fetched: ${reason}`,
  );
  return `Built on ${party.replace(/^builder:/, "")} without network; ${count(debs, "package")}, ${findings.environment.length} exact package versions recorded.${without.join("")}`;
}

function describeProof(findings: ProveFacts): string {
  const same = findings.files.filter((file) => file.same).length;
  const how =
    findings.kind === "variation" ? "Built again under other conditions" : "Rebuilt from the .buildinfo alone";
  if (same === findings.files.length) return `${how}: bit-identical, ${same} of ${same}.`;
  const causes = findings.files
    .filter((file) => !file.same)
    .map((file) => `${file.name}: ${file.cause || "no cause found"}`);
  return `${how}: ${same} of ${findings.files.length} the same. ${causes.join("; ")}.`;
}

function describeTests(findings: TestFacts): string {
  const number = (verdict: string) => findings.tests.filter((test) => test.verdict === verdict).length;
  const failed = findings.tests.filter((test) => test.verdict === "fail").map((test) => test.name);
  const rest = number("skip") + number("neutral");
  const words = [`${number("pass")} passed`, ...(rest > 0 ? [`${rest} skipped`] : [])];
  if (failed.length > 0) words.push(`${failed.length} failed: ${failed.join(", ")}`);
  return `autopkgtest: ${words.join(", ")}.`;
}

function describeMachine(architecture: string, { packages }: MachineFacts, without: boolean): string {
  const moves = packages.map(({ name, before, after }) =>
    before === after ? `${name} stayed at ${before}` : `${name} ${before} → ${after}`,
  );
  const what = `A test machine (${architecture}) upgraded with apt: ${moves.join(", ")}.`;
  return without ? `${what} The fix did not reach it.` : what;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
