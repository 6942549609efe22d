import type { Statement } from "../../evidence/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import type { StepKey } from "../line/state.ts";
import type { UpdateFile } from "../records/files.ts";
import { type ProveFacts, readMachineFindings, readProveFindings, readTestFindings } from "./findings.ts";

/** Files of these kinds come from the uploader or from a build, never beside a proof or a test. */
const NO_REPORT = /\.(?:dsc|u?deb|buildinfo|changes|asc|sig|tar(?:\.[a-z0-9]+)?|diff\.gz)$/;

type Named = { readonly name: string; readonly sha256: string };

/**
 * Holds what a builder says of a proof, a test or a machine against the update's files: about this source and exactly
 * these packages, each once, and with a result that follows from its own particulars.
 * Throws INPUT_INVALID, or HASH_MISMATCH when it looked at other files.
 */
export function checkReported(
  key: StepKey,
  reports: readonly Named[],
  statement: Statement,
  files: readonly UpdateFile[],
): void {
  for (const { name } of reports) {
    if (NO_REPORT.test(name)) throw invalid(`${name} is no report: a ${key.step} makes no such file.`);
  }
  if (key.step === "machine") {
    requireUpgraded(statement, files);
    return;
  }
  requireKnownSubjects(statement, files);
  if (key.step === "test") {
    readTestFindings(statement);
    return;
  }
  const findings = readProveFindings(statement);
  if (findings.kind !== key.kind)
    throw invalid(`The builder proved by ${findings.kind}, and was asked for ${key.kind}.`);
  if (findings.report !== undefined && !reports.some((file) => file.name === findings.report)) {
    throw invalid(`The builder names the report ${findings.report} and did not send it.`);
  }
  requireSource(findings.dsc, files);
  requireCompared(findings, packagesOf(files, key.architecture));
  const same = findings.files.every((file) => file.same);
  if (same !== (statement.predicate.result === "passed")) {
    throw invalid("The builder's result is another than its comparison of the packages.");
  }
}

/** A machine that has the fix has it in the version that the update built. */
function requireUpgraded(statement: Statement, files: readonly UpdateFile[]): void {
  const { packages } = readMachineFindings(statement);
  if (statement.predicate.result !== "passed") return;
  if (packages.length === 0) throw invalid("The builder upgraded no package.");
  for (const { name, after } of packages) {
    const fixed = files.some(
      (file) => file.role === "built" && file.package === name && file.package_version === after,
    );
    if (!fixed) throw invalid(`The builder's machine has ${name} ${after}, which the update did not build.`);
  }
}

/** The .dsc that a builder worked from must be the update's. Throws HASH_MISMATCH. */
export function requireSource(dsc: string, files: readonly UpdateFile[]): void {
  if (files.some((file) => file.role === "source" && file.name.endsWith(".dsc") && file.sha256 === dsc)) return;
  throw new SamedayError("HASH_MISMATCH", "The builder worked from another source than the update's.");
}

function packagesOf(files: readonly UpdateFile[], architecture: string): Named[] {
  return files.filter(
    (file) => file.role === "built" && file.architecture === architecture && /\.u?deb$/.test(file.name),
  );
}

function requireKnownSubjects(statement: Statement, files: readonly UpdateFile[]): void {
  for (const { name, digest } of statement.subject) {
    const known = files.some((file) => file.role === "built" && file.name === name && file.sha256 === digest.sha256);
    if (!known) throw new SamedayError("HASH_MISMATCH", `The builder looked at another ${name} than the update's.`);
  }
}

/** Each package of the build is compared once, by the hash that it has here. */
function requireCompared(findings: ProveFacts, packages: readonly Named[]): void {
  const rest = new Map(packages.map(({ name, sha256 }) => [name, sha256]));
  for (const file of findings.files) {
    if (rest.get(file.name) !== file.first) {
      throw new SamedayError("HASH_MISMATCH", `The builder compared another ${file.name} than the update's.`);
    }
    if (file.same !== (file.first === file.second)) throw invalid(`The builder contradicts itself about ${file.name}.`);
    rest.delete(file.name);
  }
  const [left] = rest.keys();
  if (left !== undefined) throw invalid(`The builder did not compare ${left}.`);
}

function invalid(message: string): SamedayError {
  return new SamedayError("INPUT_INVALID", message);
}
