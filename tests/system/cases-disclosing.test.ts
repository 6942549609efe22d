import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Case,
  createCaseDesk,
  createDisclosureDesk,
  type DisclosingContext,
  disclose,
  discloseRound,
  disclosurePlan,
  disclosureState,
  readCaseMail,
} from "../../src/cases/index.ts";
import { writeGivenIds } from "../../src/cases/records/index.ts";
import type { SamedayError, Sha256 } from "../../src/kernel/index.ts";
import { type CaseHouse, openCaseHouse } from "./cases-house-kit.ts";

/** A case goes to the world: a real database, git for the tracker's data, gpg for the role key. */

const EXAMPLES = path.join(import.meta.dirname, "../../examples/advisories");
const NOW = new Date("2026-11-22T12:00:00Z");
const ROLE = "Acme Security <security@acme.example>";

let house: CaseHouse;
let context: DisclosingContext;
let home: string;
let fingerprint: string;
let record: string;

function gpg(args: readonly string[], input?: string | Uint8Array): Buffer {
  const batch = [
    "--homedir",
    home,
    "--batch",
    "--quiet",
    "--no-tty",
    "--pinentry-mode",
    "loopback",
    "--passphrase",
    "",
  ];
  return execFileSync("gpg", [...batch, ...args], {
    ...(input === undefined ? {} : { input }),
    stdio: ["pipe", "pipe", "pipe"],
  });
}

const git = (...args: readonly string[]): string =>
  execFileSync("git", ["-C", context.trackerDirectory, ...args], { encoding: "utf8" });

beforeAll(async () => {
  house = await openCaseHouse({ now: NOW });
  const root = house.directory;
  home = path.join(root, "gpg");
  mkdirSync(home, { mode: 0o700 });
  gpg(["--quick-generate-key", ROLE, "ed25519", "sign", "never"]);
  fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(gpg(["--with-colons", "--list-keys"]).toString())?.[1] ?? "";
  const key = `\n[openpgp]\nfingerprint = "${fingerprint}"\nurl = "https://www.example.org/key.asc"\n`;
  const publisher = readFileSync(path.join(EXAMPLES, "debian.toml"), "utf8").replace(
    "\n[announcement]",
    `${key}\n[announcement]`,
  );
  writeFileSync(path.join(root, "debian.toml"), publisher);
  record = readFileSync(path.join(EXAMPLES, "DSA-5357-1.toml"), "utf8");
  const trackerDirectory = path.join(root, "tracker");
  mkdirSync(path.join(trackerDirectory, "CVE"), { recursive: true });
  writeFileSync(path.join(trackerDirectory, "CVE/list"), "CVE-2020-0001 (other)\n\t- git <unfixed>\n");
  const distributions = { bullseye: {}, bookworm: {}, sid: { release: "unstable" } };
  writeFileSync(path.join(trackerDirectory, "config.json"), JSON.stringify({ distributions }));
  context = {
    ...house.context,
    signer: {
      fingerprint: async () => fingerprint,
      fingerprints: async () => [fingerprint],
      certificate: async () => gpg(["--export", fingerprint]),
      certificates: async () => [gpg(["--export", fingerprint])],
      sign: async (bytes) => gpg(["--armor", "--detach-sign", "--digest-algo", "SHA512"], bytes).toString("latin1"),
      clearSign: async (text) => gpg(["--clear-sign", "--digest-algo", "SHA512"], text).toString("utf8"),
    },
    definitionFile: path.join(root, "distribution.toml"),
    tree: path.join(root, "public"),
    trackerDirectory,
    layersBelow: [],
  };
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@acme.example"];
  git("init", "--quiet");
  git("add", ".");
  git(...identity, "commit", "--quiet", "--message", "begin");
}, 120_000);

afterAll(async () => {
  if (home) execFileSync("gpgconf", ["--homedir", home, "--kill", "all"]);
  await house?.close();
});

const hour = (iso: string) => ({ at: new Date(iso), zone: "UTC" });
const READY: Partial<Case> = {
  ...{ state: "scheduled", team: "network", assignee: "pia", claimedAt: NOW, severity: "high", priority: "high" },
  ...{ expires: hour("2026-12-20T18:00:00Z"), affected: "all", reviewers: ["mo", "leo"], fixReadyAt: NOW },
  ...{ embargo: hour("2026-11-22T11:00:00Z"), embargoSetAt: new Date("2026-11-20T11:00:00Z") },
  ...{ ids: ["CVE-2023-22490", "CVE-2023-23946"], credit: "none wanted", reporterToldAt: NOW },
};

test("one act tells the tracker, the tree of documents and the lists; told again, nothing changes", async () => {
  const id = await house.put(READY, { advisory: record });
  const plan = await disclosurePlan(context, "pia", id);
  expect(plan).toMatchObject({
    advisory: "DSA-5357-1",
    canPublish: true,
    waits: [],
    inTracker: true,
    signedBy: fingerprint,
  });
  expect(plan.products).toEqual(["git in bullseye: fixed in 1:2.30.2-1+deb11u2", "git in sid: fixed in 1:2.39.2-1"]);
  expect(existsSync(context.tree)).toBe(false);

  await disclose(context, "pia", id, plan.seen);
  expect((await house.read(id)).case).toMatchObject({ state: "published", publishedAt: NOW });
  expect(await disclosureState(context, id)).toMatchObject({ by: "pia", doneAt: undefined });
  expect(await discloseRound(context)).toBe(1);
  expect(house.alarms).toEqual([]);

  const state = await disclosureState(context, id);
  expect(state).toMatchObject({ doneAt: NOW, problem: "", trackerCommit: git("rev-parse", "HEAD").trim() });
  expect(git("log", "-1", "--format=%an %s").trim()).toBe("pia DSA-5357-1: CVE-2023-22490, CVE-2023-23946");
  expect(readFileSync(path.join(context.trackerDirectory, "DSA/list"), "utf8")).toContain(
    "DSA-5357-1 git - security update",
  );
  expect(readFileSync(path.join(context.trackerDirectory, "CVE/list"), "utf8")).toContain("CVE-2020-0001 (other)");

  const csaf = path.join(context.tree, csafOf(plan.files));
  gpg(["--verify", `${csaf}.asc`, csaf]);
  gpg(["--verify", path.join(context.tree, ".well-known/security.txt")]);
  const mails = await house.store.db.selectFrom("case_mail").select(["id", "key"]).execute();
  expect(mails.map(({ key }) => key)).toEqual(plan.mailsTo.map((list) => `disclosure ${id} ${list}`));
  const mail = await readCaseMail(context, mails[0]?.id ?? "", "pia");
  expect(Buffer.from("raw" in mail ? mail.raw : "").toString("latin1")).toContain(
    "multipart/signed; micalg=pgp-sha512",
  );

  // As after a kill before the last note was written.
  await house.store.db.updateTable("case_disclosure").set({ done_at: null, next_try_at: NOW }).execute();
  expect(await discloseRound(context)).toBe(1);
  expect(git("rev-list", "--count", "HEAD").trim()).toBe("2");
  expect(await house.store.db.selectFrom("case_mail").select("id").execute()).toHaveLength(mails.length);
});

/** The example under another id: one is published once. */
const recordAs = (id: string): string => record.replaceAll("DSA-5357-1", id);

test("an id that another case was published under is refused, with whose it is", async () => {
  const id = await house.put(READY, { advisory: record });
  const plan = await disclosurePlan(context, "pia", id);
  expect(plan.canPublish).toBe(false);
  expect(plan.problems[0]).toMatch(
    /^DSA-5357-1 was published by SEC-2026-\d{4} on 2026-11-22\. Give this advisory an id/,
  );
  await expect(disclose(context, "pia", id, plan.seen)).rejects.toMatchObject({ code: "ADVISORY_PUBLISHED" });
  expect((await house.read(id)).case.state).toBe("scheduled");
  expect(await disclosureState(context, id)).toBeUndefined();
});

test("of two that are published under one id at the same moment, one is", async () => {
  const ids = [await house.put(READY, { advisory: recordAs("DSA-5361-1") })];
  ids.push(await house.put(READY, { advisory: recordAs("DSA-5361-1") }));
  const plans = await Promise.all(ids.map((id) => disclosurePlan(context, "pia", id)));
  expect(plans.map(({ canPublish }) => canPublish)).toEqual([true, true]);
  const done = await Promise.allSettled(ids.map((id, at) => disclose(context, "pia", id, plans[at]?.seen as Sha256)));
  expect(done.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(done.find((each) => each.status === "rejected")?.reason).toMatchObject({ code: "ADVISORY_PUBLISHED" });
  const states = await Promise.all(ids.map(async (id) => (await house.read(id)).case.state));
  expect(states.sort()).toEqual(["published", "scheduled"]);
});

test("of two people who disclose one case at the same moment, the second is told who did it and that it is done", async () => {
  const id = await house.put(READY, { advisory: recordAs("DSA-5366-1") });
  const { seen } = await disclosurePlan(context, "pia", id);
  const people = ["pia", "leo"] as const;
  const done = await Promise.allSettled(people.map((by) => disclose(context, by, id, seen)));
  const first = done.findIndex(({ status }) => status === "fulfilled");
  const refused = done.flatMap((one) => (one.status === "rejected" ? [one.reason as SamedayError] : []));
  expect(refused.map(({ code, message }) => [code, message])).toEqual([
    [
      "CASE_DISCLOSED",
      `${people[first]} published ${id} on Sun 22 Nov 2026 12:00 UTC, and the desk is telling the world now.`,
    ],
  ]);
  // Whoever comes later, with whatever they saw, is told the same, and how far it has come.
  const told = { done_at: NOW, next_try_at: null };
  await house.store.db.updateTable("case_disclosure").set(told).where("case_id", "=", id).execute();
  const other = people[1 - first] ?? "";
  await expect(disclose(context, other, id, "0".repeat(64) as Sha256)).rejects.toMatchObject({
    code: "CASE_DISCLOSED",
    message: expect.stringMatching(/, and the world was told on Sun 22 Nov 2026 12:00 UTC\.$/),
  });
  await expect(disclose(context, people[first] ?? "", id, seen)).rejects.toThrow(/^You published /);
});

test("a document that somebody wrote under the id is not written over; the same text is no other", async () => {
  const id = await house.put(READY, { advisory: recordAs("DSA-5362-1") });
  const { files, seen } = await disclosurePlan(context, "pia", id);
  const there = path.join(context.tree, csafOf(files));
  mkdirSync(path.dirname(there), { recursive: true });
  writeFileSync(there, "{}\n");
  const plan = await disclosurePlan(context, "pia", id);
  expect(plan.problems[0]).toContain("The published documents hold another DSA-5362-1");
  await expect(disclose(context, "pia", id, seen)).rejects.toMatchObject({ code: "ADVISORY_PUBLISHED" });
  expect(readFileSync(there, "utf8")).toBe("{}\n");
  rmSync(there);
  expect((await disclosurePlan(context, "pia", id)).canPublish).toBe(true);
});

test("an advisory that names an id of another open case is refused, and published once that one lets go", async () => {
  const { vault } = context;
  const [other, id] = [await house.put(), await house.put(READY, { advisory: recordAs("DSA-5370-1") })];
  const holds = (cases: readonly string[]) =>
    house.store.transaction((trx) => writeGivenIds(vault, trx, [{ id: "DSA-5370-1", cases }]));
  await holds([other]);
  const { seen } = await disclosurePlan(context, "pia", id);
  await expect(disclose(context, "pia", id, seen)).rejects.toMatchObject({
    code: "CASE_REFUSED",
    message: expect.stringMatching(/^The advisory names DSA-5370-1, which is SEC-2026-\d{4}'s\. Look at/),
  });
  expect((await house.read(id)).case.state).toBe("scheduled");
  await holds([]);
  await disclose(context, "pia", id, seen);
});

test("a record that changed since it was seen is not published", async () => {
  const id = await house.put(READY, { advisory: recordAs("DSA-5360-1") });
  const { seen } = await disclosurePlan(context, "pia", id);
  await house.change(id, (kept) => ({
    ...kept,
    advisory: kept.advisory.replace("git security update", "another title"),
  }));
  await expect(disclose(context, "pia", id, seen)).rejects.toMatchObject({ code: "CONFLICT" });
  expect((await house.read(id)).case.state).toBe("scheduled");
});

test.each<[string, Partial<Case>, string, RegExp]>([
  ["too few reviewers", { reviewers: [] }, "reviewers", /reviewed it/],
  ["an hour still to come", { embargo: hour("2026-11-23T12:00:00Z") }, "hour-has-come", /hour of publication/],
  ["nobody told the reporter", { reporterToldAt: undefined }, "reporter-told", /reporter was told/],
])("%s: the plan says so, the case's gates hold, and nothing leaves", async (_, changes, gate, why) => {
  const id = await house.put({ ...READY, ...changes }, { advisory: recordAs("DSA-5360-1") });
  const { seen, waits } = await disclosurePlan(context, "pia", id);
  expect(waits).toEqual([expect.objectContaining({ gate, until: changes.embargo, needs: expect.stringMatching(why) })]);
  await expect(disclose(context, "pia", id, seen)).rejects.toMatchObject({
    code: "CASE_REFUSED",
    details: { lacks: [gate] },
    message: expect.stringMatching(why),
  });
  expect(await disclosureState(context, id)).toBeUndefined();
});

test("what was seen before its hour is told at its hour by the same hash, also where the advisory was still dated ahead", async () => {
  const hourOf = "2026-11-22T12:30:00Z";
  const ahead = recordAs("DSA-5367-1").replace("2023-02-23T20:00:00Z", hourOf);
  const id = await house.put({ ...READY, embargo: hour(hourOf) }, { advisory: ahead });
  const { seen, problems } = await disclosurePlan(context, "pia", id);
  expect(problems.join("\n")).toContain("yet to come");
  await expect(disclose(context, "pia", id, seen)).rejects.toThrow(/hour of publication/);
  house.at(new Date("2026-11-22T12:31:00Z"));
  try {
    expect((await disclosurePlan(context, "pia", id)).problems.join("\n")).not.toContain("yet to come");
    await disclose(context, "pia", id, seen);
  } finally {
    house.at(NOW);
  }
  expect((await house.read(id)).case.state).toBe("published");
});

test("an advisory that is dated ahead is not told as published then, though the hour was set aside", async () => {
  const ahead = recordAs("DSA-5365-1").replace("2023-02-23T20:00:00Z", "2026-12-08T16:00:00Z");
  const early = { ...READY, embargo: hour("2026-12-08T16:00:00Z") };
  const id = await house.put(early, { advisory: ahead });
  const { seen, canPublish } = await disclosurePlan(context, "pia", id);
  expect(canPublish).toBe(true);
  await expect(disclose(context, "pia", id, seen)).rejects.toThrow(/hour of publication/);
  const desk = createCaseDesk(context);
  await desk.act("dora", id, { act: "override", gate: "hour-has-come", reason: "users are attacked" });
  const after = await disclosurePlan(context, "pia", id);
  expect([after.canPublish, after.seen, after.waits.map(({ gate }) => gate)]).toEqual([false, seen, ["reporter-told"]]);
  await expect(disclose(context, "pia", id, seen)).rejects.toMatchObject({
    code: "CASE_REFUSED",
    message: expect.stringMatching(/dated Tue 8 Dec 2026 16:00 UTC.*`at` of its revision.*cases advisory SEC-/),
  });
  expect((await house.read(id)).case.state).toBe("scheduled");
  expect(await disclosureState(context, id)).toBeUndefined();

  const toldNow = ahead.replace("2026-12-08T16:00:00Z", "2026-11-22T12:00:00Z");
  await house.change(id, (kept) => ({ ...kept, advisory: toldNow }));
  // They were told of another hour.
  await desk.act("dora", id, { act: "tell-reporter" });
  const mended = await disclosurePlan(context, "pia", id);
  await disclose(context, "pia", id, mended.seen);
  expect((await house.read(id)).case.state).toBe("published");
});

test.each<[string, string, Partial<Case>, RegExp]>([
  ["no record", "", {}, /^SEC-\S+ has no advisory yet\. Write one, and hand it in: `sameday cases advisory SEC-/],
  ["an id of the case that the advisory does not name", "record", { ids: ["CVE-2026-1"] }, /CVE-2026-1/],
])("%s is a problem of the plan, and refused", async (_, which, changes, why) => {
  const id = await house.put({ ...READY, ...changes }, { advisory: which === "" ? "" : recordAs("DSA-5360-1") });
  const plan = await disclosurePlan(context, "pia", id);
  expect(plan.canPublish).toBe(false);
  expect(plan.problems.join("\n")).toMatch(why);
  await expect(disclose(context, "pia", id, plan.seen)).rejects.toMatchObject({ code: "CASE_REFUSED" });
});

const THANKS = '\n[[credit]]\nname = "Alice Example"\nrole = "reporter"\nconsent = true\n';

test("who is not to be thanked, as the case says, is not named: it is refused with a code, in the plan and by the check", async () => {
  const advisory = `${recordAs("DSA-5363-1")}${THANKS}`;
  const id = await house.put({ ...READY, credit: "none" }, { advisory });
  const plan = await disclosurePlan(context, "pia", id);
  expect(plan.canPublish).toBe(false);
  expect(plan.problems[0]).toMatch(/nobody is to be thanked .* names Alice Example.*\[advisory-credit-not-wanted\]/);
  await expect(disclose(context, "pia", id, plan.seen)).rejects.toMatchObject({
    code: "CASE_REFUSED",
    message: expect.stringContaining("[advisory-credit-not-wanted]"),
  });
  const found = await createCaseDesk(context).checkAdvisory("pia", id, advisory);
  expect(found.map(({ code }) => code)).toContain("advisory-credit-not-wanted");
  await house.change(id, (kept) => ({ ...kept, case: { ...kept.case, credit: "Alice Example" } }));
  expect((await disclosurePlan(context, "pia", id)).canPublish).toBe(true);
});

test("a refusal names what stops it, and not what is merely odd", async () => {
  const odd = recordAs("DSA-5364-1").replace(/^cvss = .*$/gm, "");
  const id = await house.put({ ...READY, ids: ["CVE-2026-1"] }, { advisory: odd });
  const { seen, problems } = await disclosurePlan(context, "pia", id);
  expect(problems.join("\n")).toContain("warning:");
  await expect(disclose(context, "pia", id, seen)).rejects.toMatchObject({
    message: expect.stringContaining("CVE-2026-1, which the advisory does not name"),
  });
});

test("what the tracker's data would refuse is a problem before anything is told", async () => {
  const elsewhere = record.replace('release = "bullseye"', 'release = "bookworm"');
  const id = await house.put(READY, { advisory: elsewhere.replaceAll("DSA-5357-1", "DSA-5359-1") });
  const directory = path.join(house.directory, "empty");
  mkdirSync(directory, { recursive: true });
  execFileSync("git", ["init", "--quiet", directory]);
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@acme.example"];
  execFileSync("git", ["-C", directory, ...identity, "commit", "--quiet", "--allow-empty", "--message", "begin"]);
  const bare = { ...context, trackerDirectory: directory };
  const plan = await disclosurePlan(bare, "pia", id);
  expect(plan).toMatchObject({ canPublish: false });
  expect(plan.problems[0]).toMatch(/tracker's data would not take it: The tracker knows no release bookworm/);
  await expect(disclose(bare, "pia", id, plan.seen)).rejects.toMatchObject({ code: "CASE_REFUSED" });
  expect((await house.read(id)).case.state).toBe("scheduled");
});

test("a key that the publisher's file does not name is a problem before anything is signed", async () => {
  const id = await house.put(READY, { advisory: record });
  const other = { ...context, signer: { ...context.signer, fingerprint: async () => "F".repeat(40) } };
  expect((await disclosurePlan(other, "pia", id)).problems.join("\n")).toContain("the desk signs with FFFF");
});

test("somebody who may not read the case is told the same as of one that never was", async () => {
  const id = await house.put({ ...READY, state: "fixing" }, { advisory: record });
  const desk = createDisclosureDesk(context);
  const told = async (by: string, name: string) =>
    desk.plan(by, name).catch(({ code, message }: SamedayError) => [code, message.replace(name, "CASE")]);
  expect(await told("paul", id)).toEqual(await told("paul", "SEC-2026-9999"));
  expect(await told("paul", id)).toEqual(["NOT_FOUND", "There is no case CASE."]);
  expect(await desk.plan("pia", id)).toMatchObject({ advisory: "DSA-5357-1" });
  await expect(desk.report("pia", id, "early-warning")).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a step that fails says why on the case, and is done when it can be", async () => {
  await house.clear();
  const id = await house.put(READY, { advisory: record.replaceAll("DSA-5357-1", "DSA-5358-1") });
  const { seen } = await disclosurePlan(context, "pia", id);
  await disclose(context, "pia", id, seen);
  rmSync(path.join(context.trackerDirectory, ".git/HEAD"));
  expect(await discloseRound(context)).toBe(0);
  expect(await disclosureState(context, id)).toMatchObject({ doneAt: undefined, problem: expect.stringMatching(/\w/) });
  expect(house.alarms.at(-1)?.code).toBe("disclosure");
  writeFileSync(path.join(context.trackerDirectory, ".git/HEAD"), "ref: refs/heads/master\n");
  house.at(new Date(NOW.getTime() + 3_600_000));
  expect(await discloseRound(context)).toBe(1);
});

function csafOf(files: readonly string[]): string {
  return files.find((file) => /csaf\/.*\.json$/.test(file)) ?? "";
}
