import { createHash } from "node:crypto";
import { mkdir, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { buildStatement, signStatement } from "../../src/evidence/index.ts";
import { appendAudit } from "../../src/store/index.ts";
import {
  insertSteps,
  insertUpdate,
  noteBuilder,
  putApproval,
  putFiles,
  setStep,
  stepLogPath,
  stepsFor,
  type UpdateRecord,
} from "../../src/updates/index.ts";
import { holdAdvisoryPlace } from "../../src/updates/records/advisories.ts";
import type { Name } from "./embargo-definition.ts";
import { type DeskWorld, NOW, tokenOf } from "./embargo-world.ts";

/** One update with everything that the desk may hold of one, each part with words that occur nowhere else. */
export interface Words {
  readonly id: string;
  readonly source: string;
  readonly version: string;
  readonly issue: string;
  /** A sealed issue that it fixes too; the desk has nothing of it but this name. */
  readonly sealed?: string;
  /** Stands in every free text: summary, messages, notes, reasons, logs, files. */
  readonly note: string;
}

export const PUBLIC: Words = {
  id: "U-100000001",
  source: "hello",
  version: "1.0-1+deb12u1",
  issue: "CVE-2026-1000",
  note: "everybody-may-read-this",
};

export const SECRET: Words = {
  id: "U-765432198",
  source: "zanarium",
  version: "7.7-7+canary7",
  issue: "CVE-2026-7654321",
  sealed: "S-765432198",
  note: "whispered-canary",
};

const BUILD = { step: "build", kind: "", architecture: "amd64" } as const;
const APPROVE = { step: "approve", kind: "", architecture: "" } as const;

export async function putUpdate(world: DeskWorld, words: Words, embargoed: boolean): Promise<UpdateRecord> {
  const { context } = world;
  const { db } = context.store;
  const wanted = {
    ...{ source: words.source, version: words.version, release: "bookworm", architectures: ["amd64"] },
    ...{ issues: [words.issue, ...(words.sealed ? [words.sealed] : [])], new_issues: [], embargoed },
    embargo_until: embargoed ? new Date(NOW.getTime() + 6 * 3_600_000) : null,
    ...{ uploader: "kit", uploaders: ["kit"], uploader_fingerprint: "F".repeat(40) },
    ...{ known_at: NOW, deadline_at: NOW, created_at: NOW, regression_of: null, summary: words.note },
  };
  const digits = Number(words.id.slice(2)) - 100_000_000;
  const drawn = Buffer.alloc(4);
  drawn.writeUInt32BE(digits);
  const update = await insertUpdate(db, wanted, { bytes: () => drawn });
  const { id } = update;
  await insertSteps(db, id, stepsFor(["amd64"]));
  for (const key of stepsFor(["amd64"])) {
    const envelope = key.step === "review" ? "" : envelopeOf(world, words, key.step);
    const done = { state: "done", result: "passed", attempt: 1, party: "builder:ash", message: words.note } as const;
    if (!["approve", "publish", "tell", "machine"].includes(key.step))
      await setStep(db, id, key, { ...done, envelope });
  }
  await setStep(db, id, APPROVE, { state: "ready", ready_at: NOW });
  const file = await keep(world, words);
  const row = { update_id: id, architecture: "", package: "", package_version: "", added_at: NOW };
  await putFiles(db, [
    { ...row, ...file, role: "report", name: `${words.source}-report.txt` },
    { ...row, ...file, role: "source", name: `${words.source}_${words.version}.dsc` },
    {
      ...{ ...row, ...file, role: "built", architecture: "amd64", name: `${words.source}_amd64.deb` },
      ...{ package: words.source, package_version: words.version },
    },
  ]);
  const log = stepLogPath(context.logs, id, BUILD, 1);
  await mkdir(dirname(log), { recursive: true });
  await writeFile(log, `${words.note} in the log\n`);
  await context.store.transaction(async (trx) => {
    const tester = { update_id: id, tester: "mo", verdict: "works", note: words.note, at: NOW } as const;
    await trx.insertInto("tester_report").values(tester).execute();
    if (embargoed) await holdAdvisoryPlace(trx, "DSA", id, NOW);
    const details = { reason: words.note, source: words.source };
    await appendAudit(trx, { at: NOW, actor: "kit", action: "submit", object: id, details });
    await appendAudit(trx, { at: NOW, actor: "mo", action: "note", object: "another", details: { see: id } });
    const approval = { update_id: id, person: "mo", decision: "override-proof", reason: words.note } as const;
    const times = { signed_at: NOW, given_at: NOW, lapsed: "" };
    await putApproval(trx, { ...approval, ...times, signed_text: words.note, fingerprint: "" });
    const queue = `builder-amd64-${embargoed ? "embargoed" : "public"}`;
    await context.jobs.send(trx, { queue, data: { update: id, ...BUILD }, startAfter: new Date("2100-01-01") });
  });
  const held = { state: "running", job_id: `held-${words.source}`, party: "builder:ash" } as const;
  await setStep(db, id, { step: "test", kind: "", architecture: "amd64" }, { ...held, result: null });
  context.changed(id);
  await world.told();
  return update;
}

/** A builder that was lost at it: the board warns of it. */
export async function loseBuilder({ context }: DeskWorld, doing: string): Promise<void> {
  const past = new Date(NOW.getTime() - 3_600_000);
  await noteBuilder({ ...context, clock: { now: () => past } }, "ash", doing);
}

/** What the signer has put into a queue's tree; its times are the same on every desk. */
export async function putIntoQueue(world: DeskWorld, queue: string, words: Words): Promise<string> {
  const path = `pool/main/${words.source}_amd64.deb`;
  const file = join(world.signerDirectory, "queues", queue, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, words.note);
  await utimes(file, NOW, NOW);
  return path;
}

/** Opens the person's session, again and again: what a test posts may have ended it. */
export async function openSession({ context }: DeskWorld, name: Name): Promise<void> {
  const times = { created_at: NOW, last_seen_at: NOW, expires_at: new Date(NOW.getTime() + 3_600_000) };
  await context.store.db
    .insertInto("session")
    .values({ token_sha256: sha256(tokenOf(name)), person: name, how: "link", ...times })
    .onConflict((conflict) => conflict.column("token_sha256").doNothing())
    .execute();
}

function envelopeOf({ context }: DeskWorld, { id, source, version, note }: Words, step: string): string {
  const statement = buildStatement([{ name: `${source}.deb`, digest: { sha256: "a".repeat(64) } }], {
    ...{ update: id, source, version, release: "bookworm", architecture: "amd64", step, result: "passed" },
    ...{ party: "desk", started: NOW.toISOString(), finished: NOW.toISOString(), tools: [] },
    findings: { note, files: [], tests: [], packages: [] },
  } as Parameters<typeof buildStatement>[1]);
  return signStatement(statement, context.evidenceKey);
}

export function contentOf(words: Words): Buffer {
  return Buffer.from(`${words.note}\n`);
}

async function keep({ context }: DeskWorld, words: Words) {
  const bytes = contentOf(words);
  const hash = sha256(bytes);
  await context.blobs.put(Readable.from([bytes]), { sha256: hash, limitBytes: bytes.length });
  return { sha256: hash, size: bytes.length };
}

export function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}
