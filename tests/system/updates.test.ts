import { createServer, type Server } from "node:net";
import type { Insertable } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Finish } from "../../src/builder/index.ts";
import { buildStatement, createEvidenceKey, signStatement } from "../../src/evidence/index.ts";
import type { Job } from "../../src/jobs/index.ts";
import type { ApprovalTable } from "../../src/store/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import {
  claimLease,
  clearQueues,
  createQueueToken,
  DESK_QUEUE,
  filesOf,
  finishLease,
  getStep,
  getUpdate,
  leaseHolder,
  publishNow,
  putFiles,
  queueTokenHolder,
  reportTest,
  retryStep,
  runDeskStep,
  type StepJob,
  sendMails,
  setStep,
  undeliverableMails,
  withdrawUpdate,
} from "../../src/updates/index.ts";
import { end, keep, type LineWorld, makeDeb, NOW, newUpdate, openLine, person } from "./updates-kit.ts";

const LEO = person("leo", "full");
const QUEUE = { step: "queue", kind: "", architecture: "" } as const;
const BUILD = { step: "build", kind: "", architecture: "amd64" } as const;
const MACHINE = { step: "machine", kind: "", architecture: "amd64" } as const;

let world: LineWorld;
let relay: Relay;

beforeAll(async () => {
  relay = await openRelay();
  world = await openLine(`smtp://127.0.0.1:${relay.port}`);
});

afterAll(async () => {
  await world?.close();
  relay?.server.close();
});

async function actionsOn(id: string): Promise<string[]> {
  const { db } = world.context.store;
  const rows = await db
    .selectFrom("audit_entry")
    .select("action")
    .where("object", "=", id)
    .orderBy("sequence")
    .execute();
  return rows.map(({ action }) => action);
}

describe("acts on an update that has ended", () => {
  const acts = {
    publish: (id: string) => publishNow(world.context, id, LEO),
    "try again": (id: string) => retryStep(world.context, id, BUILD, LEO),
    "send back": (id: string) => withdrawUpdate(world.context, id, "It breaks.", LEO),
    "report a test": (id: string) => reportTest(world.context, id, { verdict: "works", note: "" }, LEO),
  };

  test.each(
    (["published", "withdrawn", "refused"] as const).flatMap((state) =>
      (Object.keys(acts) as (keyof typeof acts)[]).map((act) => [state, act] as const),
    ),
  )("%s: %s is refused, says what it is and what to do, and leaves no trace", async (state, act) => {
    const id = await newUpdate(world);
    await setStep(world.context.store.db, id, BUILD, { state: "failed", reason: "x" });
    await end(world, id, state);
    await expect(acts[act](id)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(new RegExp(`^${id} is ${state}.*upload`)),
    });
    expect(await actionsOn(id)).toEqual([]);
  });

  test("but what follows a publication may be tried again", async () => {
    const id = await newUpdate(world);
    await setStep(world.context.store.db, id, MACHINE, { state: "failed", reason: "x" });
    await end(world, id, "published");
    await retryStep(world.context, id, MACHINE, LEO);
    expect((await getStep(world.context.store.db, id, MACHINE)).state).toBe("ready");
  });
});

test("auditors' test reports are refused by the act itself", async () => {
  const id = await newUpdate(world);
  const report = { verdict: "works", note: "" } as const;
  await expect(reportTest(world.context, id, report, person("kim", "auditor"))).rejects.toMatchObject({
    code: "NOT_ALLOWED",
  });
  await reportTest(world.context, id, report, person("pia", "uploader"));
  expect(await actionsOn(id)).toEqual(["test works"]);
});

test("what may be with the signer already cannot be sent back", async () => {
  const id = await newUpdate(world);
  const publish = { step: "publish", kind: "", architecture: "" } as const;
  await setStep(world.context.store.db, id, publish, { state: "ready", attempt: 1, reason: "SIGNER_UNREACHABLE" });
  await expect(withdrawUpdate(world.context, id, "Late.", LEO)).rejects.toMatchObject({ code: "CONFLICT" });
  // The signer has it: the publication is queued again, to be brought to its end.
  const job = await world.jobs.fetch<StepJob>(DESK_QUEUE);
  expect(job?.data).toMatchObject({ update: id, step: "publish" });
  await world.context.store.transaction((trx) => world.jobs.complete(trx, job?.id ?? ""));
  expect((await getUpdate(world.context.store.db, id)).state).toBe("open");
});

describe("a step of the desk", () => {
  /** A ready queue step, with the job that does it in our hands. */
  async function held(): Promise<{ id: string; job: Job<StepJob> }> {
    const id = await newUpdate(world);
    const { store, jobs } = world.context;
    await setStep(store.db, id, BUILD, { state: "done", result: "passed" });
    await setStep(store.db, id, QUEUE, { state: "ready", ready_at: world.clock.now });
    await store.transaction((trx) => jobs.send(trx, { queue: DESK_QUEUE, data: { update: id, ...QUEUE } }));
    const job = await jobs.fetch<StepJob>(DESK_QUEUE);
    if (!job) throw new Error("there is no job");
    return { id, job };
  }

  const done = (job: Job<StepJob>) => world.context.jobs.complete(world.context.store.db, job.id);

  test("that lost its job writes nothing over what its successor wrote", async () => {
    const { id, job } = await held();
    world.signer.onEnqueue = async () => {
      // Meanwhile the job was given to another, who has begun.
      await setStep(world.context.store.db, id, QUEUE, { attempt: 2, job_id: "desk-other-1", party: "other" });
    };
    await runDeskStep(world.context, job.data, job.id);
    world.signer.onEnqueue = async () => undefined;
    const step = await getStep(world.context.store.db, id, QUEUE);
    expect(step).toMatchObject({ state: "running", row: { attempt: 2, job_id: "desk-other-1", party: "other" } });
    expect(await actionsOn(id)).toEqual([]);
    await done(job);
  });

  test("of an update that is sent back while it runs opens nothing, and the queue is cleared after it", async () => {
    const { id, job } = await held();
    world.signer.onEnqueue = () => withdrawUpdate(world.context, id, "Wrong patch.", LEO);
    await runDeskStep(world.context, job.data, job.id);
    world.signer.onEnqueue = async () => undefined;
    world.signer.calls.length = 0;
    await clearQueues(world.context);
    expect(world.signer.calls).toEqual([`dequeue ${id}`]);
    await clearQueues(world.context);
    expect(world.signer.calls).toEqual([`dequeue ${id}`]);
    await done(job);
  });

  test("killed between queueing and its end, on an update sent back since, leaves nothing in the queue", async () => {
    const { id, job } = await held();
    await setStep(world.context.store.db, id, QUEUE, { state: "running", attempt: 1, job_id: job.id });
    await withdrawUpdate(world.context, id, "Wrong patch.", LEO);
    await runDeskStep(world.context, job.data, job.id);
    expect(await getStep(world.context.store.db, id, QUEUE)).toMatchObject({
      state: "failed",
      row: { reason: "ended" },
    });
    world.signer.calls.length = 0;
    await clearQueues(world.context);
    expect(world.signer.calls).toEqual([`dequeue ${id}`]);
    await done(job);
  });

  test("counts its attempts on when a person has it tried again, and is as patient as before", async () => {
    const { id, job } = await held();
    world.signer.away = true;
    await setStep(world.context.store.db, id, QUEUE, { attempt: 40 });
    await expect(runDeskStep(world.context, job.data, job.id)).rejects.toMatchObject({ code: "SIGNER_UNREACHABLE" });
    expect(await getStep(world.context.store.db, id, QUEUE)).toMatchObject({ state: "ready", row: { attempt: 41 } });
    world.clock.now = new Date(NOW.getTime() + 13 * 3_600_000);
    await runDeskStep(world.context, job.data, job.id);
    expect(await getStep(world.context.store.db, id, QUEUE)).toMatchObject({ state: "failed", row: { attempt: 42 } });
    await retryStep(world.context, id, QUEUE, LEO);
    await expect(runDeskStep(world.context, job.data, job.id)).rejects.toMatchObject({ code: "SIGNER_UNREACHABLE" });
    expect(await getStep(world.context.store.db, id, QUEUE)).toMatchObject({ state: "ready", row: { attempt: 43 } });
    world.signer.away = false;
    world.clock.now = NOW;
    await done(job);
  });
});

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
    expect(await actionsOn(lease.id)).toEqual(["finish refused"]);
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
    expect(await actionsOn(lease.id)).toEqual(["step passed"]);
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

test("a token remembers when it was used, once a minute", async () => {
  const { context, clock } = world;
  const token = await createQueueToken(context, { queue: "embargoed", holder: "tess", by: "leo" });
  const lastUsed = async () =>
    (
      await context.store.db
        .selectFrom("queue_token")
        .select("last_used_at")
        .where("holder", "=", "tess")
        .executeTakeFirstOrThrow()
    ).last_used_at;
  expect(await lastUsed()).toBeNull();
  const at = async (seconds: number) => {
    clock.now = new Date(NOW.getTime() + seconds * 1000);
    expect(await queueTokenHolder(context, "embargoed", token)).toBe("tess");
    return lastUsed();
  };
  expect(await at(0)).toEqual(NOW);
  expect(await at(59)).toEqual(NOW);
  expect(await at(60)).toEqual(new Date(NOW.getTime() + 60_000));
  clock.now = NOW;
});

describe("mails", () => {
  test("that nobody takes hold up no other, and at last are given up where people see it", async () => {
    const { context, clock } = world;
    const { db } = context.store;
    const write = (key: string, recipient: string) =>
      db
        .insertInto("mail")
        .values({
          key,
          recipient,
          subject: "s",
          body: "b",
          created_at: NOW,
          sent_at: null,
          problem: "",
          next_try_at: NOW,
        })
        .execute();
    for (let count = 0; count < 120; count += 1) await write(`bad ${count}`, `refused${count}@desk.invalid`);
    await write("good", "good@desk.invalid");
    await sendMails(context);
    await sendMails(context);
    expect(relay.taken).toEqual(["good@desk.invalid"]);
    const asked = relay.asked;
    await sendMails(context);
    expect(relay.asked).toBe(asked);
    for (let days = 0; days < 12; days += 1) {
      clock.now = new Date(clock.now.getTime() + 2 * 24 * 3_600_000);
      for (let call = 0; call < 2; call += 1) await sendMails(context);
    }
    const lost = await undeliverableMails(db);
    expect(lost[0]).toMatchObject({ problem: expect.stringContaining("550"), tries: 10, next_try_at: null });
    expect(await actionsOn("bad 0")).toEqual(["mail undeliverable"]);
    const after = relay.asked;
    await sendMails(context);
    expect(relay.asked).toBe(after);
    clock.now = NOW;
  });
});

interface Relay {
  readonly server: Server;
  readonly port: number;
  readonly taken: string[];
  asked: number;
}

/** As much of a mail relay as RFC 5321 needs; it refuses everybody whose name begins with `refused`. */
async function openRelay(): Promise<Relay> {
  const taken: string[] = [];
  let asked = 0;
  const server = createServer((socket) => {
    let recipient = "";
    let inBody = false;
    let rest = "";
    socket.on("error", () => undefined);
    socket.write("220 relay\r\n");
    socket.on("data", (chunk) => {
      rest += chunk.toString();
      for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (inBody) {
          if (line !== ".") continue;
          inBody = false;
          taken.push(recipient);
          socket.write("250 taken\r\n");
          continue;
        }
        const to = /^RCPT TO:<(.*?)>/i.exec(line)?.[1];
        if (to !== undefined) {
          asked += 1;
          recipient = to;
          socket.write(to.startsWith("refused") ? "550 no such reader\r\n" : "250 ok\r\n");
        } else if (/^DATA/i.test(line)) {
          inBody = true;
          socket.write("354 go on\r\n");
        } else socket.write(/^QUIT/i.test(line) ? "221 bye\r\n" : "250 ok\r\n");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    server,
    port,
    taken,
    get asked() {
      return asked;
    },
  };
}
