import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DAY_MS } from "../../src/kernel/index.ts";
import { createSigningKey, exportPublicKey } from "../../src/openpgp/index.ts";
import {
  getAdvisory,
  giveApproval,
  type LineContext,
  publishNow,
  recheckWaiting,
  requireOffer,
  runDeskStep,
  setStep,
  withdrawUpdate,
} from "../../src/updates/index.ts";
import { runner, type Stage, signAs } from "./signer-kit.ts";
import { type ApprovalWish, type ApprovalWorld, openApprovalWorld, PUBLISH, TELL } from "./updates-approve-kit.ts";

/* Approval, publication and advisory over a real database, a real signer and real OpenPGP keys. */

let world: ApprovalWorld;
let stage: Stage;
let context: LineContext;

beforeAll(async () => {
  world = await openApprovalWorld();
  ({ stage, context } = world);
}, 120_000);

afterAll(() => world?.close(), 60_000);

const readyUpdate = (wish?: ApprovalWish) => world.readyUpdate(wish);
const textFor = (id: string) => world.textFor(id);
const approveAs: ApprovalWorld["approveAs"] = (actor, id) => world.approveAs(actor, id);
const run: ApprovalWorld["run"] = (id, step) => world.run(id, step);
const view = (id: string) => world.view(id);
const stateOf = (id: string, step: string) => world.stateOf(id, step);

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
  const home = join(stage.root, "home-other");
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

test("an approval that ends while it waits is dropped by then, not only at the publication; what is being published is left alone", async () => {
  const [waits, goesOut] = [await readyUpdate({ embargoed: true }), await readyUpdate()];
  for (const id of [waits, goesOut]) await approveAs(stage.people.ben, id);
  await setStep(context.store.db, goesOut, PUBLISH, { state: "running" });
  await recheckWaiting(context);
  expect((await view(waits)).waiting).toMatchObject({ act: "publish" });
  const changed: string[] = [];
  const clock = { now: () => new Date(Date.now() + 7.5 * DAY_MS) };
  await recheckWaiting({ ...context, clock, changed: (id) => changed.push(id) });
  expect(changed).toEqual([waits]);
  const { waiting, decisions } = await view(waits);
  expect(waiting.sentence).toMatch(/^The approval by ben no longer counts: What ben signed counted until/);
  expect(decisions).toEqual(["approve"]);
  expect(await stateOf(goesOut, "approve")).toMatchObject({ state: "done" });
  expect(await approveAs(stage.people.cleo, waits)).toMatchObject({ complete: true });
  await setStep(context.store.db, goesOut, PUBLISH, { state: "ready" });
});

test("a text is offered for signing only when the signed one would be taken", async () => {
  const id = await readyUpdate({ embargoed: true });
  const offer = async (): Promise<void> => requireOffer(context, await view(id), "approve");
  await expect(offer()).resolves.toBeUndefined();
  const until = (days: number) => new Date(Date.now() + days * DAY_MS);
  await context.store.db
    .updateTable("update")
    .set({ embargo_until: until(9) })
    .where("id", "=", id)
    .execute();
  await expect(offer()).rejects.toThrow(/would end on .*, before the embargo does/);
  expect((await view(id)).decisions).toEqual([]);
  await context.store.db
    .updateTable("update")
    .set({ embargo_until: until(6) })
    .where("id", "=", id)
    .execute();
  await expect(offer()).resolves.toBeUndefined();
  await approveAs(stage.people.ben, id);
  await expect(offer()).rejects.toThrow("It is approved already.");
});

test("an approval that has ended when it is published is dropped with its reason, and a new one completes it", async () => {
  const id = await readyUpdate();
  const { ben } = stage.people;
  const old = await signAs(ben, await textFor(id));
  expect(await giveApproval(context, id, old)).toMatchObject({ complete: true });
  const later = (days: number) => ({ ...context, clock: { now: () => new Date(Date.now() + days * DAY_MS) } });
  await runDeskStep(later(7.5), { update: id, ...PUBLISH }, "test-job");
  const { waiting, update } = await view(id);
  expect(update.state).toBe("open");
  expect(waiting).toMatchObject({ act: "approve" });
  expect(waiting.sentence).toMatch(/The approval by ben no longer counts: What ben signed counted until/);
  await expect(giveApproval(later(7.5), id, old)).rejects.toMatchObject({ code: "INPUT_INVALID" });
  const text = await textFor(id);
  const endless = text.replace(/^Until: .*$/m, "Until: 2031-01-01T00:00:00Z");
  await expect(giveApproval(context, id, await signAs(ben, endless))).rejects.toThrow("longer than the 7 days");
  const none = text.replace(/^Until: .*\n/m, "").replace("version 4", "version 3");
  await expect(giveApproval(context, id, await signAs(ben, none))).rejects.toThrow("has no end");
  expect(await approveAs(stage.people.cleo, id)).toMatchObject({ complete: true });
  await run(id, PUBLISH);
  expect((await view(id)).update.state).toBe("published");
});

test("an approval that would end before the embargo does is refused, so that nobody relies on it", async () => {
  const id = await readyUpdate({ embargoed: true });
  const until = (days: number) => ({ embargo_until: new Date(Date.now() + days * DAY_MS) });
  await context.store.db.updateTable("update").set(until(8)).where("id", "=", id).execute();
  await expect(approveAs(stage.people.ben, id)).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringMatching(/would end on .* before the embargo does on/),
  });
  await context.store.db.updateTable("update").set(until(6)).where("id", "=", id).execute();
  expect(await approveAs(stage.people.ben, id)).toMatchObject({ person: "ben", complete: true });
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

test("whoever approves a build that went without a suite signs that it did", async () => {
  const id = await readyUpdate({ leftOut: ["bookworm-security"] });
  const text = await textFor(id);
  expect(text).toContain("\nBuilt-Without: bookworm-security:amd64\n");
  const silent = text.replace(/Built-Without: .*/, "Built-Without: none");
  await expect(giveApproval(context, id, await signAs(stage.people.ben, silent))).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringContaining("what it was built without differs"),
  });
  expect(await approveAs(stage.people.ben, id)).toMatchObject({ complete: true });
  await run(id, PUBLISH);
  expect((await view(id)).update.state).toBe("published");
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
    if (id === first) await publishNow(context, id, stage.people.cleo.person);
    await run(id, PUBLISH);
  }
  await Promise.all(ids.map((id) => run(id, TELL)));
  const advisories = await Promise.all(ids.map((id) => getAdvisory(context.store.db, id)));
  const numbers = advisories.map((one) => one?.number ?? -1).sort((a, b) => a - b);
  expect(numbers).toEqual(ids.map((_, index) => (numbers[0] ?? 0) + index));
  expect(advisories.every((one) => one?.signed_text.startsWith("-----BEGIN PGP SIGNED"))).toBe(true);
}, 180_000);
