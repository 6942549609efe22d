import { afterAll, beforeAll, expect, test } from "vitest";
import { readAudit } from "../../src/store/index.ts";
import { editUpdate, getUpdate, giveApproval, setStep, type UpdateEdit } from "../../src/updates/index.ts";
import { signAs } from "./signer-kit.ts";
import { APPROVE, type ApprovalWorld, openApprovalWorld, PUBLISH } from "./updates-approve-kit.ts";

/* What is said of an update is changed over a real database, a real signer and real OpenPGP keys. */

let world: ApprovalWorld;

beforeAll(async () => {
  world = await openApprovalWorld();
}, 120_000);

afterAll(() => world?.close(), 60_000);

const HOUR = new Date("2100-01-01T12:00:00Z");
/** Within the days that an approval counts for. */
const SOON = new Date(Math.ceil(Date.now() / 1000) * 1000 + 24 * 3_600_000);
const edit = (id: string, wish: UpdateEdit, by = world.stage.people.ben.person) =>
  editUpdate(world.context, id, wish, by);
const assistant = () => ({ ...world.stage.people.ben.person, id: "mo", role: "assistant" as const });
const auditOf = async (id: string) => (await readAudit(world.context.store.db, { object: id, limit: 50 })).reverse();

test("an assistant changes all of it; the audit log keeps before and after", async () => {
  const id = await world.readyUpdate({ issues: ["CVE-2026-1000"], embargoed: true });
  const issues = ["CVE-2026-1001", "CVE-2026-1000"];
  await edit(id, { issues, newIssues: ["CVE-2026-0005"], summary: "Two holes.", embargoUntil: HOUR }, assistant());
  expect(await getUpdate(world.context.store.db, id)).toMatchObject({
    issues: ["CVE-2026-0005", "CVE-2026-1000", "CVE-2026-1001"],
    new_issues: ["CVE-2026-0005"],
    summary: "Two holes.",
    embargo_until: HOUR,
  });
  expect(await auditOf(id)).toMatchObject([
    {
      actor: "mo",
      action: "edit",
      details: {
        issues: "“CVE-2026-1000” → “CVE-2026-0005 CVE-2026-1000 CVE-2026-1001”",
        newIssues: "nothing → “CVE-2026-0005”",
        summary: "nothing → “Two holes.”",
        embargoUntil: "nothing → “2100-01-01T12:00:00.000Z”",
      },
    },
  ]);
  await edit(id, { embargoUntil: null, issues: ["CVE-2026-1000"] });
  expect(await getUpdate(world.context.store.db, id)).toMatchObject({ embargo_until: null, new_issues: [] });
});

test("what was signed before lapses and opens the approval again; it cannot be handed in anew, a new one counts", async () => {
  const { ben } = world.stage.people;
  const id = await world.readyUpdate({ embargoed: true });
  const before = await signAs(ben, await world.textFor(id));
  expect(await giveApproval(world.context, id, before)).toMatchObject({ complete: true });
  // The signed text does not hold the hour: that it lapses all the same is the rule here.
  await edit(id, { embargoUntil: SOON }, assistant());
  expect(await world.stateOf(id, "approve")).toMatchObject({ state: "ready", result: null });
  expect(await world.stateOf(id, "publish")).toMatchObject({ state: "waiting" });
  expect((await world.view(id)).waiting.sentence).toContain("mo changed");
  expect((await auditOf(id)).map(({ action, actor }) => `${actor} ${action}`)).toContain("mo approval lapsed");
  await world.run(id, PUBLISH);
  expect((await world.view(id)).update.state).toBe("open");
  await expect(giveApproval(world.context, id, before)).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringContaining("no longer counts"),
  });
  await new Promise((resolve) => setTimeout(resolve, 1100));
  expect(await world.approveAs(ben, id)).toMatchObject({ complete: true });
  await expect(giveApproval(world.context, id, before)).rejects.toMatchObject({ code: "CONFLICT" });
});

test("an approval over the issues of before is refused, by the desk as by the signer's rule", async () => {
  const { ben } = world.stage.people;
  const id = await world.readyUpdate({ issues: ["CVE-2026-1000"] });
  const before = await signAs(ben, await world.textFor(id));
  await edit(id, { issues: [] });
  await expect(giveApproval(world.context, id, before)).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringContaining("the issues or the advisory"),
  });
});

test("after the publication, or once it is with the signer, it is refused and nothing is written", async () => {
  const { ben } = world.stage.people;
  const id = await world.readyUpdate();
  await world.approveAs(ben, id);
  await setStep(world.context.store.db, id, PUBLISH, { state: "running" });
  await expect(edit(id, { summary: "Late." })).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringContaining("with the signer"),
  });
  await world.run(id, PUBLISH);
  await expect(edit(id, { summary: "Late." })).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringMatching(new RegExp(`^${id} is published.*upload`)),
  });
  expect((await getUpdate(world.context.store.db, id)).summary).toBe("");
  expect((await auditOf(id)).map(({ action }) => action)).not.toContain("edit");
});

test.each([
  ["an issue that no list names", { issues: ["CVE-2026-9999"] }, "INPUT_INVALID", /No list of the tracker names/],
  ["a name that is none", { newIssues: ["CVE-ABC"] }, "INPUT_INVALID", /not the name of an issue/],
  ["an advisory that never was", { regressionOf: "DSA-9999-1" }, "INPUT_INVALID", /DSA-9999-1 is not one of our/],
  ["an hour that is past", { embargoUntil: new Date("2020-01-01") }, "INPUT_INVALID", /is past/],
  ["nothing new", { summary: "", issues: [] }, "INPUT_INVALID", /says all of that already/],
] as const)("%s is refused and nothing is written", async (_what, wish, code, message) => {
  const id = await world.readyUpdate({ embargoed: true });
  await expect(edit(id, wish)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  expect(await auditOf(id)).toEqual([]);
});

test("a public update has no hour; uploaders and auditors change nothing", async () => {
  const id = await world.readyUpdate();
  await expect(edit(id, { embargoUntil: HOUR })).rejects.toMatchObject({ code: "INPUT_INVALID" });
  for (const role of ["uploader", "auditor"] as const) {
    const by = { ...assistant(), role };
    await expect(edit(id, { summary: "x" }, by)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
  }
});

test("of two who change it at once one is told", async () => {
  const id = await world.readyUpdate();
  const all = await Promise.allSettled([edit(id, { summary: "one" }), edit(id, { summary: "two" })]);
  expect(all.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(all.find((one) => one.status === "rejected")).toMatchObject({ reason: { code: "CONFLICT" } });
  expect(await world.stateOf(id, APPROVE.step)).toMatchObject({ state: "ready" });
});
