import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEvidenceKey, formatApproval } from "../../src/evidence/index.ts";
import { openJobs } from "../../src/jobs/index.ts";
import { DAY_MS } from "../../src/kernel/index.ts";
import { createSigningKey, exportPublicKey } from "../../src/openpgp/index.ts";
import { createSignerClient, type RunningSigner, runSigner } from "../../src/signer/index.ts";
import { openBlobStore, openStore, startCluster } from "../../src/store/index.ts";
import { systemClock, systemRandom } from "../../src/system/index.ts";
import {
  approvalFor,
  filesOf,
  getAdvisory,
  giveApproval,
  insertSteps,
  insertUpdate,
  type LineContext,
  publishNow,
  putFiles,
  readUpdate,
  runDeskStep,
  setStep,
  stepsFor,
  type UpdateFile,
  withdrawUpdate,
} from "../../src/updates/index.ts";
import { type Actor, makeWork, openStage, RELEASE, runner, type Stage, signAs, stateStep } from "./signer-kit.ts";
import { clusterOptions, scratch } from "./store-support.ts";

/* Approval, publication and advisory over a real database, a real signer and real OpenPGP keys. */

const APPROVE = { step: "approve", kind: "", architecture: "" } as const;
const PUBLISH = { step: "publish", kind: "", architecture: "" } as const;
const TELL = { step: "tell", kind: "", architecture: "" } as const;

let stage: Stage;
let signer: RunningSigner;
let context: LineContext;
const undo: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const base = await scratch();
  stage = await openStage();
  signer = await runSigner({
    directory: stage.signer,
    socketPath: stage.socket,
    exchange: stage.exchange,
    definition: stage.definition,
    ...{ runner, clock: systemClock, random: systemRandom },
  });
  const cluster = await startCluster(clusterOptions(join(base.directory, "data")));
  const store = await openStore({ connection: cluster.connection });
  const jobs = await openJobs(store);
  undo.push(
    base.remove,
    stage.remove,
    () => signer.close(),
    () => cluster.stop(),
    () => store.close(),
    () => jobs.stop(),
  );
  const tracker = join(base.directory, "tracker");
  await mkdir(join(tracker, "CVE"), { recursive: true });
  await mkdir(join(base.directory, "blobs"));
  await writeFile(join(tracker, "CVE", "list"), "CVE-2026-1000 [known]\n\tTODO: check\n");
  await runner.run({ argv: ["git", "-C", tracker, "init", "--quiet"], timeLimitMs: 30_000 });
  context = {
    definition: stage.definition,
    store,
    jobs,
    blobs: await openBlobStore(join(base.directory, "blobs")),
    signer: createSignerClient(stage.socket, { patienceMs: 200 }),
    suites: {} as LineContext["suites"],
    runner,
    clock: systemClock,
    random: systemRandom,
    evidenceKey: createEvidenceKey(systemRandom),
    trackerDirectory: tracker,
    scratch: base.directory,
    exchange: stage.exchange,
    logs: base.directory,
    publicUrl: "http://desk.invalid",
    rehearses: null,
    changed: () => undefined,
  };
}, 120_000);

afterAll(async () => {
  for (const step of undo.reverse()) await step();
}, 60_000);

interface Wish {
  readonly issues?: string[];
  readonly regression?: string;
  /** Signs the .changes in place of the uploader. */
  readonly sponsor?: Actor;
  readonly embargoed?: boolean;
}

let made = 0;

/** An update that is built and proved and waits for its approval. */
async function readyUpdate(wish: Wish = {}): Promise<string> {
  made += 1;
  const { issues = [], regression = null, sponsor, embargoed = false } = wish;
  const { db } = context.store;
  const now = context.clock.now();
  const row = await insertUpdate(db, {
    ...{ source: `tiny${made}`, version: "1.0", release: RELEASE, architectures: ["amd64"], issues, new_issues: [] },
    ...{ embargoed, embargo_until: null, uploader: "ada", uploader_fingerprint: stage.people.ada.fingerprint },
    ...{ uploaders: ["ada"], known_at: now, deadline_at: now, created_at: now, regression_of: regression, summary: "" },
  });
  const work = await makeWork(stage, {
    update: row.id,
    source: row.source,
    version: "1.0",
    uploader: stage.people.ada,
  });
  const changes = work.files.find((file) => file.name.endsWith(".changes"));
  if (sponsor && changes) {
    const dsc = work.files.find((file) => file.name.endsWith(".dsc"));
    const text = `Format: 1.8\nSource: ${row.source}\nVersion: 1.0\nChecksums-Sha256:\n ${dsc?.sha256} 1 ${dsc?.name}\n`;
    await writeFile(changes.path, await signAs(sponsor, text));
  }
  const files: UpdateFile[] = [];
  for (const file of work.files) {
    const bytes = await readFile(file.path);
    const { sha256, size } = await context.blobs.put(Readable.from([bytes]));
    const role = /\.(deb|buildinfo)$/.test(file.name) ? "built" : file.name.endsWith(".changes") ? "upload" : "source";
    files.push({
      ...{ update_id: row.id, role, architecture: "", name: file.name, sha256, size },
      ...{ package: "", package_version: "", added_at: now },
    } as const);
  }
  await putFiles(db, files);
  await insertSteps(db, row.id, stepsFor(["amd64"]));
  await db
    .updateTable("step")
    .set({ state: "done", result: "passed" })
    .where("update_id", "=", row.id)
    .where("step", "not in", ["approve", "publish", "tell", "machine"])
    .execute();
  const envelope = (step: "build" | "prove") => ({ envelope: stateStep(stage, work, step) });
  await setStep(db, row.id, { step: "build", kind: "", architecture: "amd64" }, envelope("build"));
  await setStep(db, row.id, { step: "prove", kind: "variation", architecture: "amd64" }, envelope("prove"));
  await setStep(db, row.id, APPROVE, { state: "ready" });
  return row.id;
}

async function textFor(id: string): Promise<string> {
  const { update } = await readUpdate(context.store.db, context.definition, id, new Date());
  return formatApproval(approvalFor(update, await filesOf(context.store.db, id), "approve", ""));
}

async function approveAs(actor: Actor, id: string) {
  return giveApproval(context, id, await signAs(actor, await textFor(id)));
}

async function run(id: string, step: typeof PUBLISH | typeof TELL): Promise<void> {
  await runDeskStep(context, { update: id, ...step }, "test-job");
}

const view = (id: string) => readUpdate(context.store.db, context.definition, id, new Date());
const stateOf = async (id: string, step: string) => (await view(id)).steps.find((one) => one.step === step);

test("nobody who signed the .dsc or the .changes may approve, at the desk as at the signer", async () => {
  const id = await readyUpdate({ sponsor: stage.people.ben });
  await expect(approveAs(stage.people.ada, id)).rejects.toMatchObject({ code: "SIGNER_NOT_ALLOWED" });
  await expect(approveAs(stage.people.ben, id)).rejects.toMatchObject({ code: "SIGNER_NOT_ALLOWED" });
  expect(await approveAs(stage.people.cleo, id)).toMatchObject({ complete: true });
  await run(id, PUBLISH);
  expect((await view(id)).update.state).toBe("published");
});

test("an approval whose key has expired since is dropped, the approval is open again, and another completes it", async () => {
  const id = await readyUpdate();
  const { dan } = stage.people;
  const good = await readFile(dan.person.keyFile, "utf8");
  await approveAs(dan, id);
  // The key file is replaced by one that no longer holds the key that signed.
  const home = join(stage.root, `home-other-${made}`);
  const other = await createSigningKey(runner, home, { userId: "x <x@x.invalid>", created: new Date(), expires: null });
  await writeFile(dan.person.keyFile, await exportPublicKey(runner, home, other));
  await run(id, PUBLISH);
  const { waiting, update } = await view(id);
  expect(update.state).toBe("open");
  expect(waiting).toMatchObject({ act: "approve", forWhom: "one full member who is not ada" });
  expect(waiting.sentence).toContain("The approval by dan no longer counts");
  await writeFile(dan.person.keyFile, good);
  expect(await approveAs(stage.people.ben, id)).toMatchObject({ complete: true });
  await run(id, PUBLISH);
  expect((await view(id)).update.state).toBe("published");
});

test("a publication that failed is tried again by a new approval", async () => {
  const id = await readyUpdate();
  await approveAs(stage.people.ben, id);
  await setStep(context.store.db, id, PUBLISH, {
    state: "failed",
    message: "The signer refused.",
    reason: "SIGNER_REFUSED",
  });
  expect((await view(id)).waiting.forWhom).toContain("approve it anew");
  expect(await approveAs(stage.people.cleo, id)).toMatchObject({ complete: true });
  expect(await stateOf(id, "publish")).toMatchObject({ state: "ready" });
  await expect(approveAs(stage.people.dan, id)).rejects.toMatchObject({ code: "CONFLICT" });
});

test("an update whose publication got through and whose answer was lost is never withdrawn", async () => {
  const id = await readyUpdate();
  await approveAs(stage.people.ben, id);
  await run(id, PUBLISH);
  // As after a kill before the answer, and the answer of the repetition lost as well.
  await setStep(context.store.db, id, PUBLISH, { state: "failed", result: null, reason: "lost", message: "lost" });
  await context.store.db.updateTable("update").set({ state: "open" }).where("id", "=", id).execute();
  await expect(withdrawUpdate(context, id, "No.", stage.people.ben.person)).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await stateOf(id, "publish")).toMatchObject({ state: "ready" });
  await run(id, PUBLISH);
  expect((await view(id)).update.state).toBe("published");
  const never = await readyUpdate();
  await approveAs(stage.people.ben, never);
  await setStep(context.store.db, never, PUBLISH, { state: "failed", attempt: 1, reason: "lost", message: "lost" });
  await withdrawUpdate(context, never, "No.", stage.people.ben.person);
  expect((await view(never)).update.state).toBe("withdrawn");
});

test.each([
  ["an issue that no list names", { issues: ["CVE-2026-9999"] }, /No list of the tracker names CVE-2026-9999/],
  ["a malformed issue", { issues: ["CVE-26-1"] }, /not the name of an issue/],
  ["an advisory that does not exist", { regression: "ACME-SA-900-1" }, /no ACME-SA-900|no advisory ACME-SA-900-1/],
  ["another house's advisory", { regression: "DSA-1-1" }, /not one of our advisories/],
])("%s is found at the approval, not after the publication", async (_, wish, message) => {
  const id = await readyUpdate(wish);
  const unsigned = await textFor(id).catch((error: Error) => error.message);
  const signed = await signAs(
    stage.people.ben,
    unsigned.startsWith("Sameday") ? unsigned : await textFor(await readyUpdate()),
  );
  await expect(giveApproval(context, id, signed)).rejects.toThrow(message);
});

test("issues that change after the approval take its worth", async () => {
  const id = await readyUpdate({ issues: ["CVE-2026-1000"] });
  await approveAs(stage.people.ben, id);
  await context.store.db.updateTable("update").set({ issues: [] }).where("id", "=", id).execute();
  await run(id, PUBLISH);
  const { waiting, update } = await view(id);
  expect(update.state).toBe("open");
  expect(waiting.sentence).toContain("the issues or the advisory it repairs differ");
});

test("an approval for other hashes is refused, and two who press publish release once", async () => {
  const id = await readyUpdate({ embargoed: true });
  const text = await textFor(id);
  const wrong = text.replace(/[0-9a-f]{64}/, "0".repeat(64));
  await expect(giveApproval(context, id, await signAs(stage.people.ben, wrong))).rejects.toMatchObject({
    code: "CONFLICT",
  });
  await approveAs(stage.people.ben, id);
  const press = () =>
    publishNow(context, id, stage.people.cleo.person).then(
      () => "done",
      (error) => error.code,
    );
  expect((await Promise.all([press(), press()])).sort()).toEqual(["CONFLICT", "done"]);
});

test("many updates told at one moment have numbers of their own, without gaps; an embargoed one held none before", async () => {
  const ids = [];
  for (let index = 0; index < 12; index += 1) ids.push(await readyUpdate({ embargoed: index === 0 }));
  const [first = ""] = ids;
  await context.store.db
    .insertInto("advisory")
    .values({
      ...{ id: `ACME-SA-EMBARGOED-${first}`, update_id: first, number: null, revision: 1 },
      ...{ signed_text: "", commit_id: "", at: new Date(Date.now() - DAY_MS) },
    })
    .execute();
  for (const id of ids) {
    await approveAs(stage.people.ben, id);
    await setStep(context.store.db, id, PUBLISH, { state: "ready" });
    await run(id, PUBLISH);
  }
  await Promise.all(ids.map((id) => run(id, TELL)));
  const advisories = await Promise.all(ids.map((id) => getAdvisory(context.store.db, id)));
  const numbers = advisories.map((one) => one?.number ?? -1).sort((a, b) => a - b);
  expect(numbers).toEqual(ids.map((_, index) => (numbers[0] ?? 0) + index));
  expect(advisories.every((one) => one?.signed_text.startsWith("-----BEGIN PGP SIGNED"))).toBe(true);
}, 180_000);
