import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EvidenceAnswer } from "../../src/api/index.ts";
import { checkApprovals } from "../../src/cli/evidence/check-approvals.ts";
import {
  type Approval,
  buildStatement,
  createEvidenceKey,
  type EvidenceKey,
  signStatement,
} from "../../src/evidence/index.ts";
import { DAY_MS, sha256 } from "../../src/kernel/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import {
  type Actor,
  approvalText,
  approve,
  gpgAs,
  makeWork,
  openStage,
  RELEASE,
  runner,
  type Stage,
  stateStep,
  type Work,
} from "./signer-kit.ts";

/* What a stranger who checks an update's evidence is told of each approval in it, with real OpenPGP keys. */

const UNTIL = "2026-11-21T12:00:00Z";

const desk = createEvidenceKey(systemRandom);
let stage: Stage;
let work: Work;

beforeAll(async () => {
  stage = await openStage();
  work = await makeWork(stage, { version: "1" });
}, 120_000);

afterAll(() => stage && rm(stage.root, { recursive: true, force: true }));

interface Told {
  readonly leftOut?: readonly string[];
  readonly publisher?: EvidenceKey;
  readonly uploaders?: readonly string[];
  /** Whose words they are; ben's without. */
  readonly by?: string;
  /** As what the bundle lists a file; nobody has signed that. */
  readonly roleOf?: (name: string) => string;
}

function stateDesk(step: string, at: string, key: EvidenceKey, findings: object = {}): string {
  const subjects = work.files
    .filter(({ name }) => /\.(dsc|deb|tar\.xz)$/.test(name))
    .map(({ name, sha256: hash }) => ({ name, digest: { sha256: hash } }));
  const predicate = {
    ...{ update: work.update, source: work.source, version: work.version, release: RELEASE, architecture: "" },
    ...{
      step,
      result: "passed" as const,
      party: "desk",
      started: at,
      finished: at,
      tools: [],
      findings,
    },
  };
  return signStatement(buildStatement(subjects, predicate), key);
}

/** The update as published at this hour, with these signed words. */
async function told(signed: string, publishedAt: string, change: Told = {}): Promise<string> {
  const { leftOut = [], publisher = desk, uploaders = ["ada"], roleOf = () => "built", by = "ben" } = change;
  const bundle: EvidenceAnswer = {
    format: 1,
    update: { id: work.update, source: work.source, version: work.version, release: RELEASE },
    statements: [
      { step: "build amd64", envelope: stateStep(stage, work, "build", { leftOut }) },
      { step: "source", envelope: stateDesk("source", publishedAt, desk, { uploaders }) },
      { step: "publish", envelope: stateDesk("publish", publishedAt, publisher) },
    ],
    approvals: [{ person: by, decision: "approve", signed }],
    files: work.files.map(({ name, sha256: hash }) => ({
      name,
      sha256: hash,
      size: 1,
      role: name.endsWith(".dsc") ? "source" : roleOf(name),
      architecture: name.endsWith(".deb") ? "amd64" : "",
    })),
    keys: [],
  };
  const known = [
    { name: "desk", publicKey: desk.publicKey },
    { name: "ash", publicKey: stage.ash.publicKey },
  ];
  const [check] = await checkApprovals(runner, bundle, known, stage.definition.people);
  return `${check?.state}: ${check?.says}`;
}

test.each([
  ["a minute before its end", UNTIL, "2026-11-21T11:59:00Z", "good: signed over exactly these files"],
  ["at its end", UNTIL, UNTIL, /^bad: it counted until .* 12:00 UTC, and the publication began on .* 12:00 UTC$/],
  ["a day after its end", UNTIL, "2026-11-22T12:00:00Z", /^bad: it counted until /],
] as const)("an approval that was used %s", async (_when, until, publishedAt, says) => {
  const answer = await told(await approve(stage.people.ben, work, { until }), publishedAt);
  if (typeof says === "string") expect(answer).toBe(says);
  else expect(answer).toMatch(says);
});

test.each([
  ["another update", { update: "U-999999999" }, "it is about something else"],
  ["another version", { version: "9" }, "it is about something else"],
  ["another hash", { files: [{ name: "tiny_1_amd64.deb", sha256: sha256("x") }] }, "it names other files than these"],
  ["a suite that was there", { builtWithout: ["bookworm:amd64"] }, "it does not say what builders state"],
] as const satisfies readonly (readonly [string, Partial<Approval>, string])[])(
  "an approval of %s is told as such",
  async (_what, change, says) => {
    const signed = await approve(stage.people.ben, work, { until: UNTIL, ...change });
    expect(await told(signed, "2026-11-21T11:00:00Z")).toContain(`bad: ${says}`);
  },
);

test("an approval of the source without its packages is told as such", async () => {
  const files = work.files
    .filter(({ name }) => name.endsWith(".dsc"))
    .map(({ name, sha256: hash }) => ({ name, sha256: hash }));
  const signed = await approve(stage.people.ben, work, { until: UNTIL, files });
  expect(await told(signed, "2026-11-21T11:00:00Z")).toBe("bad: it names other files than these");
});

test("what was published counts, not as what the bundle lists a package: one that nobody approved is told", async () => {
  const [dsc, deb] = [".dsc", ".deb"].map((ending) => {
    const { name = "", sha256: hash = sha256("") } = work.files.find((file) => file.name.endsWith(ending)) ?? {};
    return { name, sha256: hash };
  });
  for (const files of [[dsc], [deb]]) {
    const signed = await approve(stage.people.ben, work, { until: UNTIL, files: files as Approval["files"] });
    const answer = await told(signed, "2026-11-21T11:00:00Z", { roleOf: () => "report" });
    expect(answer).toBe("bad: it names other files than these");
  }
});

test("whoever uploaded it, by the desk's statement of the source, does not approve it", async () => {
  const signed = await approve(stage.people.ben, work, { until: UNTIL });
  const by = (uploaders: readonly string[]) => told(signed, "2026-11-21T11:00:00Z", { uploaders });
  expect(await by(["ada"])).toBe("good: signed over exactly these files");
  expect(await by(["ada", "ben"])).toBe("bad: ben uploaded it; somebody else has to approve it");
});

test("an hour of publication that a builder states is none", async () => {
  const signed = await approve(stage.people.ben, work, { until: UNTIL });
  const answer = await told(signed, "2026-11-22T12:00:00Z", { publisher: stage.ash });
  expect(answer).toBe("good: signed over exactly these files");
});

test("somebody else's signature under ben's name is told as such", async () => {
  const signed = await approve(stage.people.cleo, work, { until: UNTIL });
  expect(await told(signed, "2026-11-21T11:00:00Z")).toMatch(/^bad: /);
});

describe("evidence is kept for longer than keys", () => {
  const daysAgo = (days: number): Date => new Date(Date.now() - days * DAY_MS);

  /** Signed by gpg at that time; old's key came into being 400 days ago and ended 370 days ago. */
  async function signedThen(actor: Actor, at: Date, ...how: readonly string[]): Promise<string> {
    const text = approvalText(work, { until: daysAgo(300).toISOString().replace(/\.\d+/, "") });
    const time = `${Math.floor(at.getTime() / 1000)}!`;
    return Buffer.from(await gpgAs(actor, ["--faked-system-time", time, ...how, "--clear-sign"], text)).toString();
  }

  test.each([
    ["before its key ended", 380, /^good: signed over exactly these files; it counted until /],
    ["after its key had ended", 360, /^bad: its key or signature expired on /],
  ])("an approval whose update was published %s is told by that hour", async (_when, published, says) => {
    const signed = await signedThen(stage.people.old, daysAgo(390));
    const publishedAt = daysAgo(published).toISOString();
    expect(await told(signed, publishedAt, { by: "old" })).toMatch(says);
    // Whose hour it is nobody knows: a builder's word about it counts for nothing.
    expect(await told(signed, publishedAt, { by: "old", publisher: stage.ash })).toMatch(/^bad: its key/);
  });

  test("other files are found by an ended key as by any other", async () => {
    const text = approvalText(work, { files: [{ name: "tiny_1_amd64.deb", sha256: sha256("x") }] });
    const time = `${Math.floor(daysAgo(390).getTime() / 1000)}!`;
    const how = ["--faked-system-time", time, "--clear-sign"];
    const signed = Buffer.from(await gpgAs(stage.people.old, how, text)).toString();
    const answer = await told(signed, daysAgo(380).toISOString(), { by: "old" });
    expect(answer).toBe("bad: it names other files than these");
  });

  test("of a revoked key nobody can tell from files in whose hands it was", async () => {
    const { dan } = stage.people;
    const signed = await approve(dan, work, { until: UNTIL });
    const certificate = join(dan.home, "openpgp-revocs.d", `${dan.fingerprint}.rev`);
    const revocation = (await readFile(certificate, "utf8")).replace(":-----BEGIN", "-----BEGIN");
    await gpgAs(dan, ["--import"], revocation);
    await writeFile(dan.person.keyFile, await gpgAs(dan, ["--armor", "--export", dan.fingerprint]));
    const answer = await told(signed, "2026-11-21T11:00:00Z", { by: "dan" });
    expect(answer).toBe("unknown: its key was revoked, nobody can tell since when; ask dan whether the word is theirs");
  });
});
