import { buildStatement, createEvidenceKey, signStatement } from "../../../src/evidence/index.ts";
import type { Store } from "../../../src/store/index.ts";
import { systemRandom } from "../../../src/system/index.ts";
import {
  insertSteps,
  insertUpdate,
  type StepKey,
  setStep,
  stepsFor,
  type UpdateRecord,
} from "../../../src/updates/index.ts";
import { UPDATE } from "../../system/web-example.ts";

export const HOUR = 3_600_000;
const MINUTE = 60_000;

/** How far an update has come; each is a place where a real one stands. */
export type Stage =
  | "waits for a builder"
  | "is being built"
  | "does not build"
  | "is being proved"
  | "differs"
  | "waits for approval"
  | "goes out at its hour"
  | "waits for an hour"
  | "could not be published"
  | "is being told"
  | "machine is without it"
  | "published"
  | "withdrawn"
  | "refused";

export interface Wish {
  readonly source: string;
  readonly version: string;
  readonly stage: Stage;
  readonly issues: readonly string[];
  /** Hours since we know. */
  readonly knownHours: number;
  readonly uploader?: string;
  readonly release?: string;
  readonly embargo?: "without an hour" | { readonly inHours: number };
  readonly architectures?: readonly string[];
  /** Hours until users had it, for those that are out. */
  readonly tookHours?: number;
  readonly overriddenBy?: string;
  readonly regressionOf?: string;
}

const KEY = createEvidenceKey(systemRandom);
const FINGERPRINT = "D716925E01699829D3FC13BF0CB920F924EAE56C";
const ORDER = ["source", "build", "queue", "prove", "test", "review", "approve", "publish", "tell", "machine"] as const;

/** Puts an update into the database as the line would have left it: steps, evidence, approvals, reports, advisory. */
export async function putUpdate(store: Store, wish: Wish, now: Date): Promise<UpdateRecord> {
  const { db } = store;
  const knownAt = new Date(now.getTime() - wish.knownHours * HOUR);
  const embargoed = wish.embargo !== undefined;
  const until = typeof wish.embargo === "object" ? new Date(now.getTime() + wish.embargo.inHours * HOUR) : null;
  const uploader = wish.uploader ?? "kit";
  const architectures = wish.architectures ?? ["amd64", "i386"];
  const wanted = {
    source: wish.source,
    version: wish.version,
    release: wish.release ?? "bookworm",
    architectures: [...architectures],
    issues: [...wish.issues],
    new_issues: [],
    embargoed,
    embargo_until: until,
    uploader,
    uploaders: [uploader],
    uploader_fingerprint: FINGERPRINT,
    known_at: knownAt,
    deadline_at: new Date(knownAt.getTime() + 24 * HOUR),
    created_at: new Date(knownAt.getTime() + HOUR),
    regression_of: wish.regressionOf ?? null,
    summary: "A length that a client sends was not checked before it was used.",
  };
  const update = await insertUpdate(db, wanted, systemRandom);
  const steps = stepsFor(architectures);
  await insertSteps(db, update.id, steps);
  const startedAt = new Date(Math.max(knownAt.getTime(), now.getTime() - 3 * HOUR));
  for (const key of steps) {
    const change = stepChange(update, key, wish.stage, startedAt);
    if (change) await setStep(db, update.id, key, change);
  }
  if (wish.stage !== "is being built" && wish.stage !== "waits for a builder") await putFiles(store, update);
  await putDecisions(store, update, wish, now);
  await putEnd(store, update, wish, now);
  return update;
}

/** How far the line has gone for each stage: the first step that has not been done. */
const REACHED: Readonly<Record<Stage, (typeof ORDER)[number] | "end">> = {
  "waits for a builder": "build",
  "is being built": "build",
  "does not build": "build",
  "is being proved": "prove",
  differs: "approve",
  "waits for approval": "approve",
  "goes out at its hour": "publish",
  "waits for an hour": "publish",
  "could not be published": "publish",
  "is being told": "tell",
  "machine is without it": "end",
  published: "end",
  withdrawn: "approve",
  refused: "build",
};

type Change = Parameters<typeof setStep>[3];

function stepChange(update: UpdateRecord, key: StepKey, stage: Stage, startedAt: Date): Change | undefined {
  const reached = REACHED[stage];
  const place = ORDER.indexOf(key.step);
  const here = reached === "end" ? ORDER.length : ORDER.indexOf(reached);
  const readyAt = new Date(startedAt.getTime() + place * 4 * MINUTE);
  if (place < here) return doneChange(update, key, stage, readyAt);
  if (place > here) return undefined;
  const first = key.architecture === "" || key.architecture === "amd64";
  const ready = { state: "ready", ready_at: readyAt } as const;
  switch (stage) {
    case "is being built":
    case "is being proved":
    case "is being told":
      if (!first || key.kind === "recreation" || key.kind === "archive") return ready;
      return {
        ...ready,
        state: "running",
        party: partyOf(key),
        attempt: 1,
        started_at: new Date(Date.now() - 2 * MINUTE),
      };
    case "does not build":
    case "could not be published": {
      if (first && key.step === "build") return doneChange(update, key, stage, readyAt);
      const message =
        key.step === "build"
          ? "dpkg-buildpackage ended with 2; the last line says: tests/tls13: FAIL: handshake timed out."
          : "The archive signer refused it: pia's approval names another libtar_1.2.20-8+deb12u1_amd64.deb than the one that was built.";
      return {
        state: "failed",
        reason: "does-not-build",
        message,
        party: partyOf(key),
        attempt: 2,
        ready_at: readyAt,
        started_at: readyAt,
        finished_at: new Date(readyAt.getTime() + 96_000),
      };
    }
    case "refused":
    case "withdrawn":
      return stage === "withdrawn" ? ready : undefined;
    default:
      return ready;
  }
}

function partyOf(key: StepKey): string {
  if (key.step === "approve") return "leo";
  const desk = ["source", "queue", "review", "publish", "tell"].includes(key.step) || key.kind === "archive";
  return desk ? "desk" : "builder:ash";
}

const SECONDS: Readonly<Record<string, number>> = {
  source: 0.7,
  build: 36,
  queue: 0.2,
  prove: 41,
  test: 8,
  review: 1.1,
  approve: 900,
  publish: 0.4,
  tell: 0.6,
  machine: 3,
};

function doneChange(update: UpdateRecord, key: StepKey, stage: Stage, readyAt: Date): Change {
  const differs = stage === "differs" && key.kind === "variation";
  const unhelped = stage === "machine is without it" && key.step === "machine";
  const result = differs || unhelped ? "failed" : key.kind === "archive" ? "nothing-to-do" : "passed";
  const finished = new Date(readyAt.getTime() + (SECONDS[key.step] ?? 1) * 1000);
  return {
    state: "done",
    result,
    message: unhelped
      ? `A test machine (${key.architecture}) upgraded with apt: ${update.source} stayed at the release's version. The fix did not reach it.`
      : messageOf(update, key, differs),
    party: partyOf(key),
    attempt: 1,
    // As if the signer had taken it out of its queue already.
    reason: key.step === "queue" && !["differs", "waits for approval"].includes(stage) ? "taken-out" : "",
    ready_at: readyAt,
    started_at: readyAt,
    finished_at: finished,
    envelope: envelopeOf(update, key, result, readyAt, finished),
  };
}

function messageOf(update: UpdateRecord, key: StepKey, differs: boolean): string {
  switch (`${key.step} ${key.kind}`.trim()) {
    case "source":
      return `Source taken; signed by ${update.uploader}.`;
    case "build":
      return "Built without network; 181 exact package versions are recorded.";
    case "queue":
      return `Testers can install it from the queue ${update.embargoed ? "embargoed" : "public"}.`;
    case "prove variation":
      return differs ? "2 of 3 packages are bit-identical." : "3 of 3 packages are bit-identical.";
    case "prove recreation":
      return "3 of 3 packages are bit-identical.";
    case "prove archive":
      return "The archive has no build of this version to compare with.";
    case "test":
      return "3 tests passed.";
    case "review":
      return "2 files under debian/patches changed, 1 unexpected file.";
    case "approve":
      return "Approved by leo.";
    case "publish":
      return `${update.release}-security holds it.`;
    case "tell":
      return "The advisory is out and the tracker knows of the fix.";
    default:
      return `${update.source} ${update.version} is installed.`;
  }
}

const HASH = "ab12".repeat(16);

function findingsOf(update: UpdateRecord, key: StepKey, result: string): unknown {
  const file = (name: string, same: boolean, cause: string) => ({
    name,
    first: HASH,
    second: same ? HASH : "cd34".repeat(16),
    same,
    cause,
  });
  const deb = (name: string) => `${name}_${update.version}_${key.architecture || "amd64"}.deb`;
  switch (key.step) {
    case "review":
      return UPDATE.review;
    case "test":
      return {
        tests: ["smoke-server", "smoke-client", "upstream-subset"].map((name) => ({
          name,
          verdict: "pass",
          detail: "",
        })),
        phases: [],
      };
    case "prove": {
      if (key.kind === "archive") return { kind: "archive", packages: [], unknown: [], cause: "" };
      const same = result === "passed";
      const cause = "usr/include/modbus/modbus-version.h: a time stamp";
      const files = [file(deb(update.source), true, ""), file(deb(`${update.source}-dev`), same, same ? "" : cause)];
      return {
        dsc: HASH,
        kind: key.kind,
        variations: ["TZ Pacific/Kiritimati"],
        files,
        ...(same ? {} : { report: "diffoscope.txt" }),
        phases: [],
      };
    }
    default:
      return {};
  }
}

function envelopeOf(update: UpdateRecord, key: StepKey, result: string, started: Date, finished: Date): string {
  const statement = buildStatement(
    [{ name: `${update.source}_${update.version}.dsc`, digest: { sha256: HASH as never } }],
    {
      update: update.id,
      source: update.source,
      version: update.version,
      release: update.release,
      architecture: key.architecture,
      step: key.step,
      result: result as "passed",
      party: partyOf(key),
      started: started.toISOString(),
      finished: finished.toISOString(),
      tools: [{ name: "dpkg", version: "1.22.21" }],
      findings: findingsOf(update, key, result),
    },
  );
  return signStatement(statement, KEY);
}

async function putFiles({ db }: Store, update: UpdateRecord): Promise<void> {
  const { source, version } = update;
  const at = update.created_at;
  const row = (role: "source" | "built", architecture: string, name: string, named: string) => ({
    update_id: update.id,
    role,
    architecture,
    name,
    sha256: HASH,
    size: 40_000,
    package: named,
    package_version: named === "" ? "" : version,
    added_at: at,
  });
  const built = update.architectures.flatMap((architecture) =>
    [source, `${source}-dev`].map((name) => row("built", architecture, `${name}_${version}_${architecture}.deb`, name)),
  );
  await db
    .insertInto("update_file")
    .values([row("source", "", `${source}_${version}.dsc`, ""), ...built])
    .execute();
}

async function putDecisions({ db }: Store, update: UpdateRecord, wish: Wish, now: Date): Promise<void> {
  const at = new Date(now.getTime() - HOUR);
  const approval = (person: string, decision: "approve" | "override-proof", reason: string) => ({
    update_id: update.id,
    person,
    decision,
    reason,
    signed_text: "",
    fingerprint: FINGERPRINT,
    signed_at: at,
    given_at: at,
    lapsed: "",
  });
  const past = ["publish", "tell", "end"].includes(REACHED[wish.stage]);
  const given = [
    ...(past ? [approval(update.uploader === "leo" ? "pia" : "leo", "approve", "")] : []),
    ...(wish.overriddenBy === undefined
      ? []
      : [approval(wish.overriddenBy, "override-proof", "Only a time stamp in a comment.")]),
  ];
  if (given.length > 0) await db.insertInto("approval").values(given).execute();
  if (past || wish.stage === "waits for approval") {
    const report = {
      update_id: update.id,
      tester: "mo",
      verdict: "works",
      note: "Two hours under load on a mail host.",
      at,
    } as const;
    await db.insertInto("tester_report").values(report).execute();
  }
}

const ENDS: Partial<Record<Stage, { readonly state: "published" | "withdrawn" | "refused"; readonly reason: string }>> =
  {
    "is being told": { state: "published", reason: "" },
    "machine is without it": { state: "published", reason: "" },
    published: { state: "published", reason: "" },
    withdrawn: { state: "withdrawn", reason: "Printing breaks with it; a better patch is on the way." },
    refused: { state: "refused", reason: "The version is not newer than 1.0-2, which the release has." },
  };

async function putEnd({ db }: Store, update: UpdateRecord, wish: Wish, now: Date): Promise<void> {
  const end = ENDS[wish.stage];
  if (!end) return;
  const publishedAt =
    wish.stage === "published"
      ? new Date(update.known_at.getTime() + (wish.tookHours ?? 12) * HOUR)
      : new Date(now.getTime() - 3 * MINUTE);
  await db
    .updateTable("update")
    .set({ ...end, published_at: end.state === "published" ? publishedAt : null })
    .where("id", "=", update.id)
    .execute();
  if (wish.stage !== "published") return;
  const advisory = {
    id: `DSA-${6000 + update.number}-1`,
    update_id: update.id,
    number: 6000 + update.number,
    revision: 1,
    signed_text: "signed",
    commit_id: HASH.slice(0, 40),
    at: publishedAt,
  };
  await db.insertInto("advisory").values(advisory).execute();
}
