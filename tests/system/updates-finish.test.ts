import type { Insertable } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Finish } from "../../src/builder/index.ts";
import { buildStatement, createEvidenceKey, signStatement } from "../../src/evidence/index.ts";
import type { ApprovalTable } from "../../src/store/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import {
  claimLease,
  filesOf,
  finishLease,
  getStep,
  leaseHolder,
  putFiles,
  type StepJob,
  setStep,
  withdrawUpdate,
} from "../../src/updates/index.ts";
import { actionsOn, keep, type LineWorld, makeDeb, NOW, newUpdate, openLine, person } from "./updates-kit.ts";

const LEO = person("leo", "full");
const QUEUE = { step: "queue", kind: "", architecture: "" } as const;
const BUILD = { step: "build", kind: "", architecture: "amd64" } as const;

let world: LineWorld;

beforeAll(async () => {
  world = await openLine("outbox");
});

afterAll(() => world?.close());

describe("a builder's finish", () => {
  const key = createEvidenceKey(systemRandom);
  const builder = { name: "ash", publicKey: key.publicKey, architectures: ["amd64"], embargoed: true };
  type Made = Awaited<ReturnType<typeof keep>>;

  /** A build lease in a builder's hands, as the server sees it. */
  async function leased() {
    const id = await newUpdate(world);
    const { store, jobs } = world.context;
    const dsc = await keep(world, "hello_1.0-1+deb12u1.dsc", Buffer.from(`dsc of ${id}`));
    const row = { update_id: id, architecture: "", package: "", package_version: "", added_at: NOW };
    await putFiles(store.db, [{ ...row, ...dsc, role: "source" }]);
    await setStep(store.db, id, BUILD, { state: "running", attempt: 1, party: "builder:ash" });
    const queue = `builder-test-${id.toLowerCase()}`;
    await store.transaction((trx) => jobs.send(trx, { queue, data: { update: id, ...BUILD } }));
    const job = await jobs.fetch(queue);
    if (!job) throw new Error("there is no job");
    await setStep(store.db, id, BUILD, { job_id: job.id });
    const holder = await leaseHolder(world.context, builder, job.id);
    return { id, dsc, queue, holder };
  }

  type Leased = Awaited<ReturnType<typeof leased>>;

  function finish(lease: Leased, files: readonly Made[], stated: readonly Made[], dsc = lease.dsc.sha256): Finish {
    const { update } = lease.holder;
    const statement = buildStatement(
      stated.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
      {
        update: update.id,
        source: update.source,
        version: update.version,
        release: update.release,
        architecture: "amd64",
        step: "build",
        result: "passed",
        party: "builder:ash",
        started: NOW.toISOString(),
        finished: NOW.toISOString(),
        tools: [],
        findings: { dsc, base: dsc, environment: [], network: "none", leftOut: [], phases: [] },
      },
    );
    return { outcome: "done", envelope: signStatement(statement, key), files };
  }

  async function made() {
    const debBytes = await makeDeb("hello", "1.0-1+deb12u1", "amd64");
    const deb = await keep(world, "hello_1.0-1+deb12u1_amd64.deb", debBytes);
    const info = await keep(world, "hello_1.0-1+deb12u1_amd64.buildinfo", Buffer.from("Format: 1.0\n"));
    const changes = await keep(world, "hello_1.0-1+deb12u1_amd64.changes", Buffer.from("Format: 1.8\n"));
    const other = await keep(world, "hello_1.0-1+deb12u1_amd64.deb", await makeDeb("hello", "1.0-2", "amd64"));
    const alien = await keep(world, "hello_1.0-1+deb12u1_i386.deb", await makeDeb("hello", "1.0-1+deb12u1", "i386"));
    return { deb, info, changes, other, alien };
  }

  test("that is as it should be is taken", async () => {
    const lease = await leased();
    const { deb, info, changes } = await made();
    await finishLease(world.context, lease.holder, finish(lease, [deb, info, changes], [deb, info]));
    expect(await getStep(world.context.store.db, lease.id, BUILD)).toMatchObject({ state: "done", result: "passed" });
    expect((await getStep(world.context.store.db, lease.id, QUEUE)).state).toBe("ready");
    const built = (await filesOf(world.context.store.db, lease.id)).filter((file) => file.role === "built");
    expect(built.map((file) => file.name)).toHaveLength(3);
  });

  const lies: readonly [string, string, RegExp, (lease: Leased, f: Awaited<ReturnType<typeof made>>) => Finish][] = [
    [
      "a package that the statement does not name",
      "HASH_MISMATCH",
      /does not name/,
      (l, f) => finish(l, [f.deb, f.info], [f.info]),
    ],
    [
      "a .buildinfo that the statement does not name",
      "HASH_MISMATCH",
      /does not name/,
      (l, f) => finish(l, [f.deb, f.info], [f.deb]),
    ],
    [
      "a package of another hash",
      "HASH_MISMATCH",
      /another hash/,
      (l, f) => finish(l, [f.other, f.info], [f.deb, f.info]),
    ],
    ["a stated package that did not come", "HASH_MISMATCH", /not among/, (l, f) => finish(l, [f.deb], [f.deb, f.info])],
    ["a name twice", "INPUT_INVALID", /twice/, (l, f) => finish(l, [f.deb, f.other, f.info], [f.deb, f.info])],
    [
      "the source again",
      "INPUT_INVALID",
      /no file that a build makes/,
      (l, f) => finish(l, [f.deb, f.info, l.dsc], [f.deb, f.info]),
    ],
    [
      "the uploader's .changes",
      "INPUT_INVALID",
      /did not make/,
      (l, f) => finish(l, [f.deb, f.info, { ...f.changes, name: "hello_source.changes" }], [f.deb, f.info]),
    ],
    [
      "a package of another name inside",
      "INPUT_INVALID",
      /holds the package/,
      (l, f) => finish(l, [f.other, f.info], [f.other, f.info]),
    ],
    [
      "a package for another architecture",
      "INPUT_INVALID",
      /not asked for/,
      (l, f) => finish(l, [f.alien, f.info], [f.alien, f.info]),
    ],
    [
      "junk as a package",
      "INPUT_INVALID",
      /no Debian package/,
      (l, f) => finish(l, [{ ...f.changes, name: "junk_1_amd64.deb" }], [{ ...f.changes, name: "junk_1_amd64.deb" }]),
    ],
    ["another size", "HASH_MISMATCH", /size/, (l, f) => finish(l, [{ ...f.deb, size: 1 }, f.info], [f.deb, f.info])],
    [
      "another source",
      "HASH_MISMATCH",
      /another source/,
      (l, f) => finish(l, [f.deb, f.info], [f.deb, f.info], f.info.sha256),
    ],
  ];

  test.each(lies)("with %s is refused, told, and the step is given out again", async (_what, code, message, lie) => {
    const lease = await leased();
    const row = { update_id: lease.id, architecture: "", package: "", package_version: "", added_at: NOW };
    const upload = { name: "hello_source.changes", sha256: lease.dsc.sha256, size: lease.dsc.size };
    await putFiles(world.context.store.db, [{ ...row, ...upload, role: "upload" }]);
    const refused = finishLease(world.context, lease.holder, lie(lease, await made()));
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    const files = await filesOf(world.context.store.db, lease.id);
    expect(files.map((file) => file.role).sort()).toEqual(["source", "upload"]);
    expect((await getStep(world.context.store.db, lease.id, BUILD)).state).toBe("running");
    expect(await actionsOn(world, lease.id)).toEqual(["finish refused"]);
    expect(await world.context.jobs.heartbeat(lease.holder.jobId)).toBe(false);
  });

  test("for an update that was sent back meets the end of the lease, and nothing begins", async () => {
    const lease = await leased();
    const { deb, info } = await made();
    await withdrawUpdate(world.context, lease.id, "Wrong patch.", LEO);
    const late = finishLease(world.context, lease.holder, finish(lease, [deb, info], [deb, info]));
    await expect(late).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await getStep(world.context.store.db, lease.id, QUEUE)).state).toBe("waiting");
  });

  test("that comes twice counts once", async () => {
    const lease = await leased();
    const { deb, info, changes } = await made();
    const words = finish(lease, [deb, info, changes], [deb, info]);
    await finishLease(world.context, lease.holder, words);
    await expect(finishLease(world.context, lease.holder, words)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await actionsOn(world, lease.id)).toEqual(["step passed"]);
  });

  test("a builder without work is given none", async () => {
    expect(await claimLease(world.context, { ...builder, architectures: ["riscv64"] })).toBeNull();
  });
});

test("an approval that came while a proof was tried again counts when the proof has passed", async () => {
  const { context } = world;
  const { db } = context.store;
  const id = await newUpdate(world);
  for (const key of [BUILD, { step: "test", kind: "", architecture: "amd64" }] as const) {
    await setStep(db, id, key, { state: "done", result: "passed" });
  }
  for (const kind of ["variation", "recreation"] as const) {
    const key = { step: "prove", kind, architecture: "amd64" } as const;
    await setStep(db, id, key, kind === "variation" ? { state: "done", result: "passed" } : { state: "failed" });
  }
  await setStep(
    db,
    id,
    { step: "prove", kind: "archive", architecture: "" },
    { state: "done", result: "nothing-to-do" },
  );
  await setStep(db, id, { step: "review", kind: "", architecture: "" }, { state: "done", result: "passed" });
  await setStep(db, id, QUEUE, { state: "done", result: "passed" });
  await setStep(db, id, { step: "approve", kind: "", architecture: "" }, { state: "ready" });
  const given = {
    update_id: id,
    person: "leo",
    decision: "approve",
    reason: "",
    signed_text: "",
    fingerprint: "",
  } as const;
  await db
    .insertInto("approval")
    .values({ ...given, signed_at: NOW, given_at: NOW } as Insertable<ApprovalTable>)
    .execute();
  // The proof is tried again and passes, in a builder's hands.
  const recreation = { step: "prove", kind: "recreation", architecture: "amd64" } as const;
  const deb = await keep(world, "hello_1.0-1+deb12u1_amd64.deb", await makeDeb("hello", "1.0-1+deb12u1", "amd64"));
  const dsc = await keep(world, "hello_1.0-1+deb12u1.dsc", Buffer.from(`dsc of ${id}`));
  const row = { update_id: id, package: "", package_version: "", added_at: NOW };
  await putFiles(db, [
    { ...row, ...dsc, role: "source", architecture: "" },
    { ...row, ...deb, role: "built", architecture: "amd64" },
  ]);
  const queue = `builder-test-${id.toLowerCase()}`;
  await context.store.transaction((trx) => context.jobs.send(trx, { queue, data: { update: id, ...recreation } }));
  const job = await context.jobs.fetch(queue);
  const key = createEvidenceKey(systemRandom);
  await setStep(db, id, recreation, { state: "running", attempt: 2, party: "builder:ash", job_id: job?.id ?? "" });
  const builder = { name: "ash", publicKey: key.publicKey, architectures: ["amd64"], embargoed: true };
  const holder = await leaseHolder(context, builder, job?.id ?? "");
  const proof = (same: boolean) =>
    signStatement(
      buildStatement([{ name: deb.name, digest: { sha256: deb.sha256 } }], {
        update: id,
        source: holder.update.source,
        version: holder.update.version,
        release: "bookworm",
        architecture: "amd64",
        step: "prove",
        result: "passed",
        party: "builder:ash",
        started: NOW.toISOString(),
        finished: NOW.toISOString(),
        tools: [],
        findings: {
          dsc: dsc.sha256,
          kind: "recreation",
          variations: [],
          files: [{ name: deb.name, first: deb.sha256, second: same ? deb.sha256 : null, same, cause: "" }],
          phases: [],
        },
      }),
      key,
    );
  await finishLease(context, holder, { outcome: "done", envelope: proof(true), files: [] });
  expect((await getStep(db, id, { step: "approve", kind: "", architecture: "" })).state).toBe("done");
  expect((await getStep(db, id, { step: "publish", kind: "", architecture: "" })).state).toBe("ready");
});

describe("a proof whose second build breaks off", () => {
  const key = createEvidenceKey(systemRandom);
  const builder = { name: "ash", publicKey: key.publicKey, architectures: ["amd64"], embargoed: true };
  const VARIATION = { step: "prove", kind: "variation", architecture: "amd64" } as const;

  /** An update whose proof is about to be given out. */
  async function built(): Promise<string> {
    const { context } = world;
    const id = await newUpdate(world);
    await setStep(context.store.db, id, BUILD, { state: "done", result: "passed" });
    const deb = await keep(world, "hello_1.0-1+deb12u1_amd64.deb", await makeDeb("hello", "1.0-1+deb12u1", "amd64"));
    const dsc = await keep(world, "hello_1.0-1+deb12u1.dsc", Buffer.from(`dsc of ${id}`));
    const row = { update_id: id, package: "", package_version: "", added_at: NOW };
    await putFiles(context.store.db, [
      { ...row, ...dsc, role: "source", architecture: "" },
      { ...row, ...deb, role: "built", architecture: "amd64" },
    ]);
    const queue = `builder-test-${id.toLowerCase()}`;
    await context.store.transaction((trx) => context.jobs.send(trx, { queue, data: { update: id, ...VARIATION } }));
    const job = await context.jobs.fetch(queue);
    await setStep(context.store.db, id, VARIATION, {
      state: "running",
      attempt: 1,
      party: "builder:ash",
      job_id: job?.id ?? "",
    });
    return id;
  }

  const stepNow = (id: string) => getStep(world.context.store.db, id, VARIATION);

  /** The builder ends what it holds now: a failure for a reason, or the proof. */
  async function end(id: string, reason: string | null, signed = reason): Promise<void> {
    const { context } = world;
    const step = await stepNow(id);
    const holder = await leaseHolder(context, builder, step.row.job_id ?? "");
    const files = await filesOf(context.store.db, id);
    const named = (ending: string) => files.find(({ name }) => name.endsWith(ending));
    const first = named(".deb")?.sha256 ?? "";
    const proof = {
      ...{ dsc: named(".dsc")?.sha256, kind: "variation", variations: [], phases: [] },
      files: [{ name: named(".deb")?.name, first, second: first, same: true, cause: "" }],
    };
    const subject = reason === null ? [{ name: named(".deb")?.name ?? "", digest: { sha256: first } }] : [];
    const statement = buildStatement(subject, {
      ...{ update: id, source: holder.update.source, version: holder.update.version, release: "bookworm" },
      ...{ architecture: "amd64", step: "prove", party: "builder:ash", tools: [] },
      result: reason === null ? "passed" : "failed",
      started: NOW.toISOString(),
      finished: NOW.toISOString(),
      findings: reason === null ? proof : { reason: signed, message: "dpkg-buildpackage failed.", phases: [] },
    });
    const envelope = signStatement(statement, key);
    await finishLease(
      context,
      holder,
      reason === null
        ? { outcome: "done", envelope, files: [] }
        : { outcome: "failed", reason: reason as "does-not-build", message: "dpkg-buildpackage failed.", envelope },
    );
  }

  /** Somebody takes it up again from the queue where it was put, behind what else is there. */
  async function takeUp(id: string): Promise<void> {
    for (;;) {
      const job = await world.context.jobs.fetch<StepJob>("builder-amd64-public");
      if (!job) throw new Error("it was not given out again");
      if (job.data.update !== id || job.data.step !== "prove") continue;
      const held = { state: "running", attempt: 2, party: "builder:ash", job_id: job.id } as const;
      await setStep(world.context.store.db, id, VARIATION, held);
      return;
    }
  }

  test("is tried once more by itself, and passes with a word about the first try", async () => {
    const id = await built();
    await end(id, "does-not-build");
    expect(await stepNow(id)).toMatchObject({
      state: "ready",
      message: expect.stringMatching(/broke off once\. dpkg-buildpackage failed/),
    });
    await takeUp(id);
    await end(id, null);
    expect(await stepNow(id)).toMatchObject({
      state: "done",
      result: "passed",
      message: expect.stringContaining("A try before did not build"),
    });
    expect(await actionsOn(world, id)).toEqual(["step failed, tried again", "step passed"]);
  });

  test("waits for people when it breaks off again", async () => {
    const id = await built();
    await end(id, "does-not-build");
    await takeUp(id);
    await end(id, "does-not-build");
    expect(await stepNow(id)).toMatchObject({ state: "failed", row: { reason: "does-not-build" } });
    expect(await actionsOn(world, id)).toEqual(["step failed, tried again", "step failed"]);
  });

  test("is not given out for ever to a builder that signs another reason than it says", async () => {
    const id = await built();
    await expect(end(id, "does-not-build", "chroot")).rejects.toMatchObject({ code: "INPUT_INVALID" });
    expect(await actionsOn(world, id)).toEqual(["finish refused"]);
  });

  test.each(["timed-out", "dependencies", "log-too-large"])("for %s waits for people at once", async (reason) => {
    const id = await built();
    await end(id, reason);
    expect(await stepNow(id)).toMatchObject({ state: "failed", row: { reason } });
  });
});
