import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createEvidenceKey } from "../../src/evidence/index.ts";
import { openJobs } from "../../src/jobs/index.ts";
import { createSignerClient, runSigner } from "../../src/signer/index.ts";
import { openBlobStore, openStore, startCluster } from "../../src/store/index.ts";
import { systemClock, systemRandom } from "../../src/system/index.ts";
import {
  type GivenApproval,
  giveApproval,
  insertSteps,
  insertUpdate,
  type LineContext,
  offeredApproval,
  putFiles,
  readUpdate,
  runDeskStep,
  type StepRecord,
  setStep,
  stepsFor,
  type UpdateFile,
  type UpdateView,
} from "../../src/updates/index.ts";
import { type Actor, makeWork, openStage, RELEASE, runner, type Stage, signAs, stateStep } from "./signer-kit.ts";
import { clusterOptions, scratch } from "./store-support.ts";

/* Updates that wait for their approval, over a real database, a real signer and real OpenPGP keys. */

export const APPROVE = { step: "approve", kind: "", architecture: "" } as const;
export const PUBLISH = { step: "publish", kind: "", architecture: "" } as const;
export const TELL = { step: "tell", kind: "", architecture: "" } as const;

export interface ApprovalWish {
  readonly issues?: string[];
  readonly regression?: string;
  /** Signs the .changes in place of the uploader. */
  readonly sponsor?: Actor;
  readonly embargoed?: boolean;
  /** Suites that its build went without. */
  readonly leftOut?: readonly string[];
  /** Known when it came, beside ada. */
  readonly uploaders?: readonly string[];
}

export interface ApprovalWorld {
  readonly stage: Stage;
  readonly context: LineContext;
  /** An update that is built and proved and waits for its approval. */
  readyUpdate(wish?: ApprovalWish): Promise<string>;
  textFor(id: string): Promise<string>;
  approveAs(actor: Actor, id: string): Promise<GivenApproval>;
  run(id: string, step: typeof PUBLISH | typeof TELL): Promise<void>;
  view(id: string): Promise<UpdateView>;
  stateOf(id: string, step: string): Promise<StepRecord | undefined>;
  close(): Promise<void>;
}

export async function openApprovalWorld(): Promise<ApprovalWorld> {
  const base = await scratch();
  const stage = await openStage();
  const signer = await runSigner({
    directory: stage.signer,
    socketPath: stage.socket,
    exchange: stage.exchange,
    definition: stage.definition,
    ...{ runner, clock: systemClock, random: systemRandom },
  });
  const cluster = await startCluster(clusterOptions(join(base.directory, "data")));
  const store = await openStore({ connection: cluster.connection });
  const jobs = await openJobs(store);
  const tracker = join(base.directory, "tracker");
  await mkdir(join(tracker, "CVE"), { recursive: true });
  await mkdir(join(base.directory, "blobs"));
  await writeFile(
    join(tracker, "CVE", "list"),
    "CVE-2026-1001 [also known]\n\tTODO: check\nCVE-2026-1000 [known]\n\tTODO: check\n",
  );
  await runner.run({ argv: ["git", "-C", tracker, "init", "--quiet"], timeLimitMs: 30_000 });
  const context: LineContext = {
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
  const view = (id: string) => readUpdate(context.store.db, context.definition, id, new Date());
  const textFor = async (id: string): Promise<string> => {
    return offeredApproval(context, await view(id), "approve", "");
  };
  let made = 0;
  return {
    stage,
    context,
    readyUpdate: (wish = {}) => {
      made += 1;
      return readyUpdate({ stage, context }, `tiny${made}`, wish);
    },
    textFor,
    approveAs: async (actor, id) => giveApproval(context, id, await signAs(actor, await textFor(id))),
    run: (id, step) => runDeskStep(context, { update: id, ...step }, "test-job"),
    view,
    stateOf: async (id, step) => (await view(id)).steps.find((one) => one.step === step),
    async close() {
      await jobs.stop();
      await store.close();
      await cluster.stop();
      await signer.close();
      await stage.remove();
      await base.remove();
    },
  };
}

/** An update that is built and proved and waits for its approval. */
async function readyUpdate(
  { stage, context }: Pick<ApprovalWorld, "stage" | "context">,
  source: string,
  wish: ApprovalWish,
): Promise<string> {
  const { issues = [], regression = null, sponsor, embargoed = false, uploaders = [], leftOut = [] } = wish;
  const { db } = context.store;
  const now = context.clock.now();
  const wanted = {
    ...{ source, version: "1.0", release: RELEASE, architectures: ["amd64"], issues, new_issues: [] },
    ...{ embargoed, embargo_until: null, uploader: "ada", uploader_fingerprint: stage.people.ada.fingerprint },
    ...{
      uploaders: ["ada", ...uploaders],
      known_at: now,
      deadline_at: now,
      created_at: now,
      regression_of: regression,
      summary: "",
    },
  };
  const row = await insertUpdate(db, wanted, context.random);
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
  const envelope = (step: "build" | "prove") => ({ envelope: stateStep(stage, work, step, { leftOut }) });
  await setStep(db, row.id, { step: "build", kind: "", architecture: "amd64" }, envelope("build"));
  await setStep(db, row.id, { step: "prove", kind: "variation", architecture: "amd64" }, envelope("prove"));
  await setStep(db, row.id, APPROVE, { state: "ready" });
  return row.id;
}
