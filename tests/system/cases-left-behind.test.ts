import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Act, type CaseDesk, openCase } from "../../src/cases/index.ts";
import {
  audited,
  claimed,
  type DeskHouse,
  hoursOn,
  mailsOf,
  NOW,
  openDeskHouse,
  refusal,
  textOfMail,
} from "./cases-people-kit.ts";

/** What a case leaves behind: an advisory for the world, and a lesson for the team; and what headers put aside. */

const MARKER = "MARKER-PLAINTEXT-7f3a";

let house: DeskHouse;
let desk: CaseDesk;

beforeAll(async () => {
  house = await openDeskHouse();
  desk = house.desk;
}, 240_000);
afterAll(() => house?.close());

describe("an advisory", () => {
  const record = readFileSync(path.resolve(import.meta.dirname, "../../examples/advisories/DSA-5357-1.toml"), "utf8");

  test("is kept as it is, and the case knows whether it is valid in every form", async () => {
    const id = await claimed(house);
    await desk.setAdvisory("asa", id, record);
    expect(await house.read(id)).toMatchObject({ advisory: record, case: { advisoryValid: true } });
    const draft = record.replace("CWE-59", "CWE-5959");
    expect((await desk.checkAdvisory("asa", id, draft)).map(({ code }) => code)).toEqual(["advisory-unknown-cwe"]);
    expect((await house.read(id)).advisory).toBe(record);
    const refused = await refusal(desk.setAdvisory("asa", id, draft));
    expect(refused).toMatchObject({
      code: "CASE_REFUSED",
      message: expect.stringMatching(/in line \d+\. The other stays\./),
    });
    expect(refused.message).not.toContain("CWE");
    expect(await house.read(id)).toMatchObject({ advisory: record, case: { advisoryValid: true } });
    await desk.setAdvisory("asa", id, draft, { draft: true });
    expect(await house.read(id)).toMatchObject({ advisory: draft, case: { advisoryValid: false } });
  });

  test("is nobody's word: who prepares it cannot call it valid, and it is not published unseen", async () => {
    const id = await claimed(house);
    await desk.setAdvisory("asa", id, record.replace("CWE-59", "CWE-5959"));
    const valid: Act = { act: "check-advisory", valid: true };
    expect((await refusal(desk.act("asa", id, valid))).message).toMatch(/checks the advisory by itself/);
    expect((await refusal(desk.actAll("asa", id, [valid], "x"))).code).toBe("CASE_REFUSED");
    expect(await house.read(id)).toMatchObject({ case: { advisoryValid: false } });
    const hour = { at: hoursOn(-1), zone: "UTC" };
    const told = { advisoryValid: true, ids: ["CVE-2026-1"], credit: "none wanted", reporterToldAt: NOW };
    const ready = { ...told, embargo: hour, embargoSetAt: NOW, severity: "low", reviewers: ["leo", "mo"] } as const;
    const there = await house.put(
      { ...ready, state: "scheduled", team: "network", assignee: "pia" },
      { advisory: record },
    );
    const publish: Act = { act: "publish" };
    expect((await refusal(desk.act("asa", there, publish))).message).toMatch(/^Publish may be done by /);
    expect((await refusal(desk.act("pia", there, publish))).message).toMatch(/telling the world/);
    expect((await refusal(desk.actAll("pia", there, [publish]))).message).toMatch(/telling the world/);
    expect(await house.read(there)).toMatchObject({ case: { state: "scheduled" } });
  });

  test("has no other file of the machine opened", async () => {
    const elsewhere = path.resolve(import.meta.dirname, "../../examples/advisories/debian.toml");
    const id = await claimed(house);
    const problems = await desk.checkAdvisory("pia", id, record.replace('"debian.toml"', `"${elsewhere}"`));
    expect(problems.map(({ code }) => code)).toEqual(["advisory-no-publisher"]);
  });
});

test("a lesson goes to every member of every team, who say that they read it; the case behind it does not", async () => {
  const id = await house.put({ state: "published", team: "network", assignee: "mo", publishedAt: NOW });
  await desk.act("mo", id, { act: "learn", lesson: `Check lengths. ${MARKER}` });
  const mails = await mailsOf(house, `lesson ${id}`);
  const to = mails.map((mail) => /^To: (\S+)\r$/m.exec(textOfMail(mail))?.[1]).sort();
  expect(to).toEqual(["dan", "lena", "leo", "paul", "pia"].map((who) => `${who}@acme.example`));
  expect(mails.map(textOfMail).join()).not.toContain(MARKER);
  expect((await refusal(desk.show("paul", id))).code).toBe("NOT_FOUND");
  const [head] = await desk.lessons("paul");
  expect(head).toMatchObject({ id, by: "mo", acknowledged: false, unreadBy: expect.arrayContaining(["paul"]) });
  expect(await desk.lesson("paul", id)).toMatchObject({ lesson: `Check lengths. ${MARKER}` });
  expect((await audited(house, `case ${id}`)).at(-1)).toBe("paul: read lesson");
  await desk.act("paul", id, { act: "lesson-read" });
  expect(await desk.lessons("paul")).toMatchObject([{ id, acknowledged: true }]);
  expect((await desk.list("pia", "closed")).map((row) => row.id)).toContain(id);
  expect([await desk.lessons("olga"), await desk.lessons("root")]).toEqual([[], []]);
  expect((await refusal(desk.lesson("olga", id))).code).toBe("NOT_FOUND");
});

test("a lesson names the audit's rule that would have caught it, and no other", async () => {
  const id = await house.put({ state: "published", team: "network", assignee: "mo", publishedAt: NOW });
  const learn = { act: "learn", lesson: "Nothing checked for it." } as const;
  const refused = await refusal(desk.act("mo", id, { ...learn, rule: "sudo-argument" }));
  expect([refused.code, refused.message]).toEqual(["CASE_REFUSED", expect.stringContaining('"sudo-arguments"?')]);
  await desk.act("mo", id, { ...learn, rule: "sudo-arguments" });
  expect((await desk.lessons("paul")).find((one) => one.id === id)).toMatchObject({ rule: "sudo-arguments" });
});

test("who may read a case is told that it has no lesson yet, and how one is written", async () => {
  const there = await claimed(house);
  expect(await refusal(desk.lesson("pia", there))).toEqual({
    code: "NOT_FOUND",
    message: `${there} has no lesson yet. When it is published, one is written with: sameday cases lesson ${there} --body-file FILE`,
  });
  const declined = await claimed(house);
  await desk.act("pia", declined, { act: "sort", as: "declined", reason: "Not ours." });
  expect((await refusal(desk.lesson("pia", declined))).message).toBe(`${declined} is closed and has no lesson.`);
  expect((await refusal(desk.lesson("olga", declined))).message).toBe(`There is no case ${declined}.`);
});

test("what headers put aside stands in a list of its own, is counted, and comes back into triage", async () => {
  const put = (id: string, receivedAt: Date) =>
    house.put({ ...openCase(id, receivedAt), state: "noise" }, { title: `spam ${id}` });
  const [old, aside] = [await put("SECNOISE-2026-0001", hoursOn(-24 * 30)), await put("SECNOISE-2026-0002", NOW)];
  const spam = await house.put({ state: "noise" });
  const ids = async (by: string) => (await desk.setAside(by)).map(({ row }) => row.id);
  const closed = async (by: string) => (await desk.list(by, "closed")).map(({ id }) => id);
  expect(await ids("pia")).toEqual([aside, old]);
  expect(await desk.overview("pia")).toEqual({ sees: "all", setAside: { total: 2, lastWeek: 1 } });
  expect(await closed("pia")).toContain(spam);
  expect(await closed("pia")).not.toContain(aside);
  // Titles alone are contents; olga sees that they are there.
  expect((await desk.setAside("olga")).map(({ row }) => row.title)).toEqual([null, null]);
  // An assistant prepares, and brings nothing back.
  for (const [by, mayReopen] of [
    ["pia", true],
    ["asa", false],
    ["olga", false],
  ] as const) {
    expect((await desk.setAside(by)).map((one) => one.mayReopen)).toEqual([mayReopen, mayReopen]);
  }
  expect([await ids("ulf"), await desk.overview("ulf")]).toEqual([
    [],
    { sees: "own", setAside: { total: 0, lastWeek: 0 } },
  ]);
  await desk.act("pia", aside, { act: "reopen", reason: "It is a report." });
  expect(await ids("pia")).toEqual([old]);
  expect((await desk.triage("pia")).map(({ row }) => row.id)).toContain(aside);
  expect((await desk.overview("pia")).setAside).toEqual({ total: 1, lastWeek: 0 });
  await desk.act("pia", aside, { act: "sort", as: "declined", reason: "Not ours." });
  expect(await closed("pia")).toContain(aside);
});
