import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Distribution, Person } from "../../src/distribution/index.ts";
import { createEvidenceKey } from "../../src/evidence/index.ts";
import { type Jobs, openJobs } from "../../src/jobs/index.ts";
import { SamedayError, sha256 } from "../../src/kernel/index.ts";
import type { SignerClient } from "../../src/signer/index.ts";
import { openBlobStore, openStore, startCluster } from "../../src/store/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import {
  insertSteps,
  insertUpdate,
  type LineContext,
  type NewUpdate,
  setStep,
  stepsFor,
} from "../../src/updates/index.ts";
import { clusterOptions, runner, scratch } from "./store-support.ts";

/*
 * The line over a real database, with updates put into any state. The signer and the archive are at the far end of
 * sockets and networks: here they do what a test tells them.
 */

export const NOW = new Date("2026-11-21T12:00:00Z");

export function person(id: string, role: Person["role"]): Person {
  return { id, name: id, email: `${id}@desk.invalid`, role, fingerprints: [], keyFile: "/nonexistent", mayUpload: [] };
}

export interface LineWorld {
  readonly context: LineContext;
  readonly jobs: Jobs;
  /** The clock's time; tests move it. */
  readonly clock: { now: Date };
  /** Calls to the signer, and what it answers next. */
  readonly signer: { readonly calls: string[]; away: boolean; onEnqueue: () => Promise<void> };
  close(): Promise<void>;
}

export async function openLine(mail: string): Promise<LineWorld> {
  const base = await scratch();
  const cluster = await startCluster(clusterOptions(path.join(base.directory, "data")));
  const store = await openStore({ connection: cluster.connection });
  const jobs = await openJobs(store);
  const blobs = path.join(base.directory, "blobs");
  const exchange = path.join(base.directory, "exchange");
  for (const directory of [blobs, exchange]) await mkdir(directory);
  const clock = { now: NOW };
  const signer: LineWorld["signer"] = { calls: [], away: false, onEnqueue: async () => undefined };
  const context: LineContext = {
    definition: definition(mail),
    store,
    jobs,
    blobs: await openBlobStore(blobs),
    signer: signerOf(signer),
    suites: {} as LineContext["suites"],
    runner,
    clock: { now: () => clock.now },
    random: systemRandom,
    evidenceKey: createEvidenceKey(systemRandom),
    trackerDirectory: base.directory,
    scratch: base.directory,
    exchange,
    logs: base.directory,
    publicUrl: "http://desk.invalid",
    rehearses: null,
    changed: () => undefined,
  };
  return {
    context,
    jobs,
    clock,
    signer,
    async close() {
      await jobs.stop({ graceMs: 1000 });
      await store.close();
      await cluster.stop();
      await base.remove();
    },
  };
}

function signerOf(state: LineWorld["signer"]): SignerClient {
  const call = (name: string): void => {
    if (state.away) throw new SamedayError("SIGNER_UNREACHABLE", "The signer does not answer.");
    state.calls.push(name);
  };
  return {
    async enqueue({ update }: { update: string }) {
      call(`enqueue ${update}`);
      await state.onEnqueue();
      return { suite: "bookworm-public", serial: 1, snapshot: "1" };
    },
    async standing({ update }: { update: string }) {
      call(`standing ${update}`);
      return { suite: "bookworm-security", serial: 1, snapshot: "bookworm-security/1" };
    },
    async dequeue({ update }: { update: string }) {
      call(`dequeue ${update}`);
      return { suite: "bookworm-public", serial: 2, snapshot: "2" };
    },
  } as unknown as SignerClient;
}

function definition(transport: string): Distribution {
  return {
    name: "test",
    title: "Test",
    contact: "security@desk.invalid",
    people: [],
    releases: [],
    builders: [],
    queues: [
      { name: "public", embargoed: false },
      { name: "embargoed", embargoed: true },
    ],
    policy: {
      budgetHours: 24,
      approvals: 1,
      approvalDays: 7,
      overrideApprovals: 2,
      keyWarningDays: [30],
      limits: { build: 10, prove: 10, test: 10, machine: 10, logBytes: 1_000_000 },
    },
    mail: { from: "security@desk.invalid", transport },
  } as unknown as Distribution;
}

let made = 0;

/** A new open update with all its steps waiting but the source, which is done. */
export async function newUpdate({ context }: LineWorld): Promise<string> {
  made += 1;
  const { db } = context.store;
  const update = await insertUpdate(
    db,
    {
      source: `hello${made}`,
      version: "1.0-1+deb12u1",
      release: "bookworm",
      architectures: ["amd64"],
      issues: [],
      embargoed: false,
      embargo_until: null,
      uploader: "pia",
      uploader_fingerprint: "",
      known_at: NOW,
      deadline_at: NOW,
      created_at: NOW,
      regression_of: null,
      summary: "",
      // What is not named here has its default in the database.
    } as Partial<NewUpdate> as NewUpdate,
    systemRandom,
  );
  await insertSteps(db, update.id, stepsFor(["amd64"]));
  await setStep(db, update.id, { step: "source", kind: "", architecture: "" }, { state: "done", result: "passed" });
  return update.id;
}

/** Ends an update without walking the line. */
export async function end({ context }: LineWorld, id: string, state: "published" | "withdrawn" | "refused") {
  await context.store.db
    .updateTable("update")
    .set({ state, reason: state === "published" ? "" : "It breaks printing.", published_at: NOW })
    .where("id", "=", id)
    .execute();
}

/** What the audit log says was done to an object, oldest first. */
export async function actionsOn({ context }: LineWorld, id: string): Promise<string[]> {
  const rows = await context.store.db
    .selectFrom("audit_entry")
    .select("action")
    .where("object", "=", id)
    .orderBy("sequence")
    .execute();
  return rows.map(({ action }) => action);
}

/** A binary package by the real dpkg-deb, with files if given; answers its bytes, which are always the same. */
export async function makeDeb(
  name: string,
  version: string,
  architecture: string,
  files: Readonly<Record<string, string>> = {},
): Promise<Buffer> {
  const { directory, remove } = await scratch();
  try {
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.join(directory, "tree", path.dirname(file)), { recursive: true });
      await writeFile(path.join(directory, "tree", file), text);
    }
    const script = `mkdir -p tree/DEBIAN
      printf 'Package: %s\\nVersion: %s\\nArchitecture: %s\\nMaintainer: T <t@desk.invalid>\\nDescription: test\\n' "$1" "$2" "$3" >tree/DEBIAN/control
      dpkg-deb --root-owner-group --build tree made.deb >/dev/null`;
    await runner.run({
      argv: ["sh", "-euc", script, "make", name, version, architecture],
      cwd: directory,
      env: { SOURCE_DATE_EPOCH: "1700000000" },
      timeLimitMs: 30_000,
    });
    return await readFile(path.join(directory, "made.deb"));
  } finally {
    await remove();
  }
}

/** Keeps bytes as a blob; answers the file as a builder would name it. */
export async function keep({ context }: LineWorld, name: string, bytes: Buffer) {
  const { Readable } = await import("node:stream");
  const hash = sha256(bytes);
  await context.blobs.put(Readable.from([bytes]), { sha256: hash, limitBytes: bytes.length });
  return { name, sha256: hash, size: bytes.length };
}
