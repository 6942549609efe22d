import type { EvidenceAnswer } from "../../api/index.ts";
import { type KnownKey, type Statement, verifyEnvelope } from "../../evidence/index.ts";
import { SamedayError } from "../../kernel/index.ts";

/** One thing that was looked at. `unknown`: it could not be, and the sentence says what is missing for it. */
export interface Check {
  readonly what: string;
  readonly state: "good" | "bad" | "unknown";
  readonly says: string;
}

/** What is on the disk under a file's hash: the hash that it really has, or null when it is not there. */
export type HashOnDisk = (sha256: string) => Promise<string | null>;

interface Read {
  readonly step: string;
  readonly statement: Statement;
}

/**
 * Checks an update's evidence from files alone: each signature by a known key, each statement about this update and step,
 * each file by its hash, and the chain from the source over build and proofs to what was published. Pure but for `onDisk`.
 */
export async function verifyBundle(
  bundle: EvidenceAnswer,
  known: readonly KnownKey[],
  onDisk: HashOnDisk,
): Promise<Check[]> {
  const checks: Check[] = [];
  const read: Read[] = [];
  for (const { step, envelope } of bundle.statements) {
    const { check, statement } = verifyStatement(bundle, step, envelope, known);
    checks.push(check);
    if (statement) read.push({ step, statement });
  }
  checks.push(...(await checkFiles(bundle, read, onDisk)), ...checkChain(read));
  return checks;
}

function verifyStatement(
  { update }: EvidenceAnswer,
  step: string,
  envelope: string,
  known: readonly KnownKey[],
): { readonly check: Check; readonly statement?: Statement } {
  const what = `statement ${step}`;
  try {
    const { statement, name } = verifyEnvelope(envelope, known);
    const { predicate } = statement;
    const label = [predicate.step, predicate.step === "prove" ? kindOf(statement, step) : "", predicate.architecture];
    const about =
      predicate.update === update.id &&
      predicate.source === update.source &&
      predicate.version === update.version &&
      predicate.release === update.release &&
      label.filter((part) => typeof part === "string" && part !== "").join(" ") === step;
    if (!about) return { check: { what, state: "bad", says: "it is about another update or step" } };
    const owner = predicate.party === "desk" ? "desk" : predicate.party.replace(/^builder:/, "");
    if (owner !== name) return { check: { what, state: "bad", says: `${predicate.party} is named, ${name} signed` } };
    const stranger = notTheirs(step, predicate.party);
    if (stranger) return { check: { what, state: "bad", says: stranger } };
    return { check: { what, state: "good", says: `signed by ${name}: ${predicate.result}` }, statement };
  } catch (error) {
    if (!(error instanceof SamedayError)) throw error;
    return { check: { what, state: "bad", says: error.message } };
  }
}

/** A proof that could not be done names no kind of its own; it proves nothing, of whichever kind it is listed. */
function kindOf(statement: Statement, step: string): unknown {
  return couldNotBeDone(statement)
    ? step.split(" ")[1]
    : (statement.predicate.findings as { kind?: unknown } | null)?.kind;
}

/** Whether a builder states why it broke off, in place of findings. */
function couldNotBeDone({ predicate }: Statement): boolean {
  const { reason, files } = (predicate.findings ?? {}) as { reason?: unknown; files?: unknown };
  return predicate.result === "failed" && typeof reason === "string" && files === undefined;
}

/** Each step has one party whose word counts; only a machine that is not needed is told by the desk in a builder's place. */
function notTheirs(step: string, party: string): string | undefined {
  if (DESKS.test(step) && party !== "desk") return `only the desk states this, and ${party} did`;
  if (BUILDERS.test(step) && party === "desk") return "only builders state this, and the desk did";
  return undefined;
}

const DESKS = /^(?:source|queue|prove archive|review|publish|tell)$/;
const BUILDERS = /^(?:build|test|prove (?:variation|recreation)) /;

async function checkFiles(bundle: EvidenceAnswer, read: readonly Read[], onDisk: HashOnDisk): Promise<Check[]> {
  const named = new Map<string, string>();
  for (const { statement } of read) {
    for (const { name, digest } of statement.subject) named.set(digest.sha256, name);
  }
  const checks: Check[] = [];
  for (const [sha256, name] of named) {
    const found = await onDisk(sha256);
    const what = `file ${name}`;
    if (found === sha256) checks.push({ what, state: "good", says: `has the hash that was signed, ${sha256}` });
    else if (found !== null) checks.push({ what, state: "bad", says: `hashes to ${found}, signed was ${sha256}` });
    else checks.push({ what, state: "unknown", says: "is not in the bundle" });
  }
  for (const { name, sha256 } of bundle.files.filter((file) => !named.has(file.sha256))) {
    const found = await onDisk(sha256);
    if (found !== null && found !== sha256) {
      checks.push({ what: `file ${name}`, state: "bad", says: `hashes to ${found}, listed was ${sha256}` });
    }
  }
  return checks;
}

/** Name and hash of every subject that fits, as one comparable text each. */
function subjectsOf(statement: Statement | undefined, fits: RegExp): string[] {
  return (statement?.subject ?? [])
    .filter(({ name }) => fits.test(name))
    .map(({ name, digest }) => `${name} ${digest.sha256}`)
    .sort();
}

const DEB = /\.u?deb$/;
const SOURCE = /\.(?:dsc|tar\.[a-z0-9]+|diff\.gz|asc)$/;

/** source → build → proof, test → publish: each link is about the very files that the one before it made. */
function checkChain(read: readonly Read[]): Check[] {
  const one = (step: string) => read.find((each) => each.step === step)?.statement;
  const source = one("source");
  const dsc = subjectsOf(source, /\.dsc$/)[0]?.split(" ")[1];
  const builds = read.filter(({ step }) => step.startsWith("build "));
  const built = builds.flatMap(({ statement }) => subjectsOf(statement, DEB));
  const checks: Check[] = [];
  const link = (what: string, holds: boolean, good: string, bad: string): void => {
    checks.push({ what: `chain ${what}`, state: holds ? "good" : "bad", says: holds ? good : bad });
  };
  if (dsc === undefined) checks.push({ what: "chain source", state: "unknown", says: "no statement names a .dsc" });
  for (const { step, statement } of builds) {
    const { dsc: builtFrom } = statement.predicate.findings as { dsc?: string };
    if (dsc !== undefined)
      link(`source → ${step}`, builtFrom === dsc, "built from this .dsc", "built from another .dsc");
  }
  for (const { step, statement } of read) {
    if (/^prove (?:variation|recreation) /.test(step) && !couldNotBeDone(statement))
      checkProof(link, step, statement, built, dsc);
    if (step.startsWith("test ")) {
      const foreign = subjectsOf(statement, DEB).filter((file) => !built.includes(file));
      link(`build → ${step}`, foreign.length === 0, "tested what was built", `tested others: ${foreign.join(", ")}`);
    }
  }
  const published = one("publish");
  if (!published) checks.push({ what: "chain publish", state: "unknown", says: "it is not published" });
  else {
    const debs = subjectsOf(published, DEB);
    const sameDebs = debs.length > 0 && debs.join() === [...built].sort().join();
    link("build → publish", sameDebs, "published is exactly what was built", "published is not what was built");
    const sources = subjectsOf(published, SOURCE).join();
    link("source → publish", sources === subjectsOf(source, SOURCE).join(), "with this source", "with another source");
  }
  return checks;
}

function checkProof(
  link: (what: string, holds: boolean, good: string, bad: string) => void,
  step: string,
  statement: Statement,
  built: readonly string[],
  dsc: string | undefined,
): void {
  const findings = statement.predicate.findings as {
    dsc?: string;
    files?: readonly { name: string; first: string; second: string | null; same: boolean }[];
  };
  const files = (findings.files ?? []).filter(({ name }) => DEB.test(name));
  const about = files.length > 0 && files.every(({ name, first }) => built.includes(`${name} ${first}`));
  const fromSource = dsc === undefined || findings.dsc === dsc;
  link(`build → ${step}`, about && fromSource, "proves what was built", "is about other packages or another .dsc");
  const honest = (findings.files ?? []).every(({ first, second, same }) => same === (first === second));
  const passes = statement.predicate.result !== "passed" || (findings.files ?? []).every(({ same }) => same);
  link(`${step} itself`, honest && passes, "its hashes bear out what it says", "its hashes say otherwise");
}
