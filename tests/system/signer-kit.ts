import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Distribution, Person, Role } from "../../src/distribution/index.ts";
import {
  type Approval,
  buildStatement,
  createEvidenceKey,
  type EvidenceKey,
  formatApproval,
  type StepPredicate,
  signStatement,
} from "../../src/evidence/index.ts";
import { DAY_MS, sha256 } from "../../src/kernel/index.ts";
import { clearSign, createSigningKey, exportPublicKey } from "../../src/openpgp/index.ts";
import { approvalEnd, type OfferedFile } from "../../src/signer/index.ts";
import { createProcessRunner, systemRandom } from "../../src/system/index.ts";

export const runner = createProcessRunner("/nonexistent");
export const RELEASE = "bookworm";

/** A person with a key of their own. */
export interface Actor {
  readonly person: Person;
  readonly home: string;
  readonly fingerprint: string;
}

/** A security team with keys, a builder and an exchange directory, in a directory that is gone afterwards. */
export interface Stage {
  readonly root: string;
  readonly exchange: string;
  readonly signer: string;
  readonly socket: string;
  readonly definition: Distribution;
  readonly ash: EvidenceKey;
  readonly people: Readonly<Record<"ada" | "ben" | "cleo" | "dan" | "tom" | "old", Actor>>;
  remove(): Promise<void>;
}

export async function openStage(overrides: { approvals?: number; directory?: string } = {}): Promise<Stage> {
  const root = overrides.directory ?? (await mkdtemp("/tmp/signer-test-"));
  const exchange = join(root, "exchange");
  await mkdir(exchange, { recursive: true });
  const ash = createEvidenceKey(systemRandom);
  const actor = (id: string, role: Role, mayUpload: string[], old = false): Promise<Actor> =>
    makeActor(root, id, role, mayUpload, old);
  const people = {
    ada: await actor("ada", "full", ["*"]),
    ben: await actor("ben", "full", []),
    cleo: await actor("cleo", "full", []),
    dan: await actor("dan", "full", []),
    tom: await actor("tom", "assistant", ["tiny"]),
    old: await actor("old", "full", [], true),
  };
  const definition = definitionWith(
    Object.values(people).map((one) => one.person),
    ash.publicKey,
    overrides.approvals ?? 1,
  );
  const remove = () => rm(root, { recursive: true, force: true });
  return {
    root,
    exchange,
    signer: join(root, "signer"),
    socket: join(root, "socket"),
    definition,
    ash,
    people,
    remove,
  };
}

async function makeActor(root: string, id: string, role: Role, mayUpload: string[], old: boolean): Promise<Actor> {
  const home = join(root, `home-${id}`);
  const email = `${id}@example.org`;
  const created = new Date(Date.now() - (old ? 400 * DAY_MS : 0));
  const expires = old ? new Date(created.getTime() + 30 * DAY_MS) : null;
  const fingerprint = await createSigningKey(runner, home, { userId: `${id} <${email}>`, created, expires });
  const keyFile = join(root, `${id}.asc`);
  await writeFile(keyFile, await exportPublicKey(runner, home, fingerprint));
  return { person: { id, name: id, email, role, fingerprints: [fingerprint], keyFile, mayUpload }, home, fingerprint };
}

function definitionWith(people: readonly Person[], publicKey: string, approvals: number): Distribution {
  const suite = { name: "bookworm-security", role: "security", url: "http://x.invalid", keyring: "/x" } as const;
  return {
    name: "acme",
    title: "Acme Linux",
    contact: "security@acme.example",
    releases: [
      {
        codename: RELEASE,
        version: "12",
        architectures: ["amd64", "i386"],
        suites: [{ ...suite, components: ["main", "contrib"] }],
        phases: [],
      },
    ],
    layers: [],
    people,
    teams: [],
    policy: {
      budgetHours: 24,
      approvals,
      approvalDays: 7,
      overrideApprovals: 2,
      keyWarningDays: [30],
      missingIndex: "wait",
      limits: { build: 1, prove: 1, test: 1, machine: 1, logBytes: 1 },
    },
    queues: [
      { name: "embargoed", embargoed: true },
      { name: "public", embargoed: false },
    ],
    builders: [{ name: "ash", architectures: ["amd64"], publicKey, embargoed: true }],
    images: [],
    audits: [],
    advisory: { prefix: "ACME-SA", first: 1 },
    intake: undefined,
    mail: { from: "x@acme.example", transport: "outbox" },
  };
}

/** A source package with its packages, as builders and uploader leave it, lying in the exchange directory. */
export interface Work {
  readonly update: string;
  readonly source: string;
  readonly version: string;
  readonly directory: string;
  readonly files: readonly OfferedFile[];
  readonly uploader: Actor;
}

/** Makes a tiny real source package with dpkg-source and a .deb of it with dpkg-deb; the uploader signs the .dsc and a .changes. */
export async function makeWork(
  stage: Stage,
  wish: { update?: string; source?: string; version: string; uploader?: Actor; content?: string; section?: string },
): Promise<Work> {
  const { update = "u1", source = "tiny", version, section = "utils" } = wish;
  const uploader = wish.uploader ?? stage.people.tom;
  const directory = await mkdtemp(join(stage.exchange, "lent-"));
  const scratch = await mkdtemp(join(stage.root, "work-"));
  const tree = join(scratch, "tree");
  await mkdir(join(tree, "debian", "source"), { recursive: true });
  await writeFile(join(tree, "debian", "source", "format"), "3.0 (native)\n");
  await writeFile(join(tree, "debian", "control"), sourceControl(source, section));
  await writeFile(
    join(tree, "debian", "changelog"),
    `${source} (${version}) bookworm-security; urgency=high\n\n  * A fix.\n\n -- Tom <tom@example.org>  Sat, 21 Nov 2026 00:00:00 +0000\n`,
  );
  await writeFile(join(tree, "debian", "content"), wish.content ?? "fixed\n");
  await runner.run({ argv: ["dpkg-source", "--build", tree], cwd: scratch, timeLimitMs: 60_000 });
  await makeDeb(scratch, source, version, section, wish.content ?? "fixed\n");
  const names = (await readdir(scratch)).filter((name) => /\.(deb|dsc|tar\.xz)$/.test(name));
  for (const name of names) await copyFile(join(scratch, name), join(directory, name));
  const dsc = `${source}_${version}.dsc`;
  const signedDsc = await signAs(uploader, await readFile(join(scratch, dsc), "utf8"));
  await writeFile(join(directory, dsc), signedDsc);
  await writeFile(join(directory, `${source}_${version}_amd64.buildinfo`), `Format: 1.0\nSource: ${source}\n`);
  const changes = changesText(source, version, dsc, signedDsc);
  await writeFile(join(directory, `${source}_${version}_source.changes`), await signAs(uploader, changes));
  await rm(scratch, { recursive: true, force: true });
  const files = await offer(directory);
  return { update, source, version, directory, files, uploader };
}

/** The files of a directory as the desk would offer them. */
export async function offer(directory: string): Promise<readonly OfferedFile[]> {
  const names = (await readdir(directory)).sort();
  return Promise.all(
    names.map(async (name) => {
      const path = join(directory, name);
      return { name, path, sha256: sha256(await readFile(path)) };
    }),
  );
}

async function makeDeb(scratch: string, source: string, version: string, section: string, content: string) {
  const root = join(scratch, "deb");
  await mkdir(join(root, "DEBIAN"), { recursive: true });
  await mkdir(join(root, "usr", "share", source), { recursive: true });
  await writeFile(join(root, "usr", "share", source, "content"), content);
  await writeFile(
    join(root, "DEBIAN", "control"),
    `Package: ${source}\nVersion: ${version}\nArchitecture: amd64\nMaintainer: Tom <tom@example.org>\nSection: ${section}\nPriority: optional\nDescription: tiny\n`,
  );
  for (const path of [root, join(root, "DEBIAN")]) await chmod(path, 0o755);
  await runner.run({ argv: ["dpkg-deb", "--root-owner-group", "--build", root, scratch], timeLimitMs: 60_000 });
}

function sourceControl(source: string, section: string): string {
  return `Source: ${source}\nSection: ${section}\nPriority: optional\nMaintainer: Tom <tom@example.org>\n\nPackage: ${source}\nArchitecture: amd64\nDescription: tiny\n`;
}

function changesText(source: string, version: string, dsc: string, content: string): string {
  const size = Buffer.byteLength(content);
  return `Format: 1.8\nSource: ${source}\nVersion: ${version}\nChecksums-Sha256:\n ${sha256(content)} ${size} ${dsc}\n`;
}

export function signAs(actor: Actor, text: string): Promise<string> {
  return clearSign(runner, { home: actor.home, fingerprints: [actor.fingerprint] }, text);
}

/** gpg as this person, for what the product itself never does; its agent is stopped again. */
export async function gpgAs(
  actor: Actor,
  args: readonly string[],
  input: string | Uint8Array = "",
): Promise<Uint8Array> {
  const homedir = ["--homedir", actor.home];
  const finished = await runner.run({ argv: ["gpg", "--batch", ...homedir, ...args], input, timeLimitMs: 60_000 });
  await runner.run({ argv: ["gpgconf", ...homedir, "--kill", "all"], timeLimitMs: 30_000 });
  return finished.stdout;
}

/** What a builder states about the work; `change` lets it lie. */
export function stateStep(
  stage: Stage,
  work: Work,
  step: "build" | "prove",
  change: {
    key?: EvidenceKey;
    predicate?: Partial<StepPredicate>;
    hash?: string;
    same?: boolean;
    leftOut?: readonly string[];
  } = {},
): string {
  const dsc = hashOf(work, ".dsc");
  const made = work.files
    .filter((file) => /\.(deb|buildinfo)$/.test(file.name))
    .filter((file) => step === "build" || file.name.endsWith(".deb"))
    .map((file) => ({ name: file.name, digest: { sha256: change.hash ?? file.sha256 } }));
  const same = change.same ?? true;
  const files = work.files
    .filter((file) => file.name.endsWith(".deb"))
    .map(({ name, sha256: first }) => ({ name, first, second: same ? first : sha256("other"), same, cause: "" }));
  const leftOut = (change.leftOut ?? []).map((suite) => ({ suite, reason: "Its index is not the signed one." }));
  const findings =
    step === "build"
      ? { dsc, base: sha256("base"), environment: [], network: "none", leftOut, phases: [] }
      : { dsc, kind: "variation", variations: ["TZ"], files, phases: [] };
  const predicate: StepPredicate = {
    update: work.update,
    source: work.source,
    version: work.version,
    release: RELEASE,
    architecture: "amd64",
    step,
    result: same ? "passed" : "failed",
    party: "builder:ash",
    started: "2026-11-21T04:00:00Z",
    finished: "2026-11-21T04:01:00Z",
    tools: [],
    findings,
    ...change.predicate,
  };
  return signStatement(buildStatement(made, predicate), change.key ?? stage.ash);
}

export function hashOf(work: Work, ending: string): string {
  return work.files.find((file) => file.name.endsWith(ending))?.sha256 ?? "";
}

/** The clock that approvers go by; tests with a clock of their own turn it. */
export const approvers = { now: () => new Date() };

/** An approval of the work, signed; `change` makes it one of something else. */
export function approve(actor: Actor, work: Work, change: Partial<Approval> = {}): Promise<string> {
  return signAs(actor, approvalText(work, change));
}

/** The same before it is signed. */
export function approvalText(work: Work, change: Partial<Approval> = {}): string {
  const files = work.files
    .filter((file) => /\.(dsc|deb)$/.test(file.name))
    .map(({ name, sha256: hash }) => ({ name, sha256: hash }));
  const { update, source, version } = work;
  const approval: Approval = {
    edition: 4,
    decision: "approve",
    update,
    source,
    version,
    release: RELEASE,
    issues: [],
    regressionOf: "",
    builtWithout: [],
    until: approvalEnd(approvers.now(), 7),
    files,
    reason: "",
    ...change,
  };
  return formatApproval(approval);
}

/** All that a good publication needs. */
export async function goodRequest(stage: Stage, work: Work, approver: Actor = stage.people.ben) {
  return {
    release: RELEASE,
    update: work.update,
    source: work.source,
    version: work.version,
    uploaderFingerprint: work.uploader.fingerprint,
    files: work.files,
    envelopes: [stateStep(stage, work, "build"), stateStep(stage, work, "prove")],
    approvals: [await approve(approver, work)],
  };
}
