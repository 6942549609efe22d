import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readAudit } from "../../src/store/index.ts";
import { formatDisclosure } from "../../src/tracker/sealed/disclosed-names.ts";
import {
  editUpdate,
  getAdvisory,
  publishNow,
  setStep,
  takeDisclosedNames,
  takeDisclosedNamesOf,
} from "../../src/updates/index.ts";
import { runner } from "./signer-kit.ts";
import { type ApprovalWorld, openApprovalWorld, PUBLISH, TELL } from "./updates-approve-kit.ts";

/*
 * An embargoed update that fixes a sealed issue, over a real database, a real signer, real keys and real git: the desk knows
 * the sealed name and nothing else of it, until the public data has the commit of its disclosure.
 */

let world: ApprovalWorld;
let made = 0;
/** Another one for each test: what is disclosed stays disclosed. */
let sealed: string;
let cve: string;

beforeAll(async () => {
  world = await openApprovalWorld();
  await commit("The lists");
}, 120_000);

beforeEach(() => {
  made += 1;
  sealed = `S-20481736${made}`;
  cve = `CVE-2026-500${made}`;
});

afterAll(() => world?.close(), 60_000);

const ben = () => world.stage.people.ben;
const ready = (issues: string[] = [sealed]) => world.readyUpdate({ issues, embargoed: true });
const waiting = async (id: string) => (await world.view(id)).waiting;
const issuesOf = async (id: string) => (await world.view(id)).update.issues;
const listed = () => readFile(join(world.context.trackerDirectory, "CVE/list"), "utf8");

async function commit(message: string): Promise<void> {
  const who = ["-c", "user.name=ada", "-c", "user.email=ada@example.org"];
  const git = ["git", "-C", world.context.trackerDirectory, ...who] as const;
  await runner.run({ argv: [...git, "add", "."], timeLimitMs: 30_000 });
  await runner.run({ argv: [...git, "commit", "--quiet", "--message", message], timeLimitMs: 30_000 });
}

/** What `sameday sealed disclose` leaves in the public data. */
async function disclose(names: Readonly<Record<string, string>>): Promise<void> {
  const records = Object.values(names).map((name) => `${name} [a hole]\n\t- tiny <unfixed>\n`);
  await writeFile(join(world.context.trackerDirectory, "CVE/list"), records.join("") + (await listed()));
  await commit(formatDisclosure({ ids: Object.keys(names), names: Object.values(names) }));
}

test("it is approved by the sealed name, and waits for the disclosure, whatever the hour", async () => {
  const id = await ready(["CVE-2026-1000", sealed]);
  expect(await world.textFor(id)).toContain(`\nIssues: CVE-2026-1000 ${sealed}\n`);
  expect((await waiting(id)).sentence).toContain(`It lapses when ${sealed} is disclosed`);
  expect(await world.approveAs(ben(), id)).toMatchObject({ complete: true });
  expect(await waiting(id)).toMatchObject({ on: "people", act: "disclose" });
  expect((await waiting(id)).sentence).toContain(`when ${sealed} is disclosed`);
  const queued = await world.context.store.db.selectFrom("step").select("job_id").where("update_id", "=", id).execute();
  expect(queued.map(({ job_id }) => job_id).filter(Boolean)).toEqual([]);
});

test("nobody publishes it before, neither a person nor a job that was queued when it named no sealed issue", async () => {
  const id = await ready();
  await world.approveAs(ben(), id);
  await expect(publishNow(world.context, id, ben().person)).rejects.toMatchObject({
    code: "ISSUE_SEALED",
    message: `${id} fixes ${sealed}, which has no public record yet: users could not be told what it is for.`,
  });
  await world.run(id, PUBLISH);
  expect((await world.view(id)).update.state).toBe("open");
  expect(await world.stateOf(id, "publish")).toMatchObject({ state: "ready", message: "" });
  expect((await waiting(id)).act).toBe("disclose");
});

test("the commit of the disclosure gives it its public names, takes approvals back, and then it goes out under them", async () => {
  const other = `S-90000000${made}`;
  const id = await ready([sealed, other]);
  await world.approveAs(ben(), id);
  await takeDisclosedNames(world.context);
  expect(await issuesOf(id)).toEqual([sealed, other]);
  await disclose({ [sealed]: cve });
  await takeDisclosedNames(world.context);
  expect(await issuesOf(id)).toEqual([cve, other]);
  await disclose({ [other]: `CVE-2026-600${made}` });
  await takeDisclosedNames(world.context);
  const names = [cve, `CVE-2026-600${made}`];
  expect(await issuesOf(id)).toEqual(names);
  const entries = (await readAudit(world.context.store.db, { object: id, limit: 50 })).reverse();
  expect(entries.map(({ actor, action }) => `${actor} ${action}`)).toEqual(
    expect.arrayContaining(["desk disclosed", "desk approval lapsed"]),
  );
  expect(await waiting(id)).toMatchObject({ act: "approve" });
  expect((await waiting(id)).sentence).toContain(`${sealed} is public as ${cve} since then`);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  expect(await world.approveAs(ben(), id)).toMatchObject({ complete: true });
  await publishNow(world.context, id, ben().person);
  for (const step of [PUBLISH, TELL]) await world.run(id, step);
  expect((await world.view(id)).update.state).toBe("published");
  const { signed_text: text = "", id: name = "" } = (await getAdvisory(world.context.store.db, id)) ?? {};
  expect(text).toContain(`CVE ID         : ${names.join(" ")}`);
  const mails = await world.context.store.db.selectFrom("mail").select(["subject", "body"]).execute();
  expect(JSON.stringify(mails)).not.toMatch(/S-\d{9}/);
  const { prefix } = world.context.definition.advisory;
  const told = text + (await listed()) + (await readFile(join(world.context.trackerDirectory, prefix, "list"), "utf8"));
  expect(told).not.toMatch(/S-\d{9}/);
  expect(await listed()).toContain(`${cve} [a hole]\n\t{${name}}\n`);
});

test("what cannot be changed now keeps no other update from its names", async () => {
  const [stuck, other] = [await ready(), await ready()];
  await world.approveAs(ben(), stuck);
  await setStep(world.context.store.db, stuck, PUBLISH, { state: "running", attempt: 1 });
  await disclose({ [sealed]: cve });
  await takeDisclosedNames(world.context);
  expect(await issuesOf(other)).toEqual([cve]);
  expect(await issuesOf(stuck)).toEqual([sealed]);
  await setStep(world.context.store.db, stuck, PUBLISH, { state: "ready", attempt: 0 });
  await takeDisclosedNames(world.context);
  expect(await issuesOf(stuck)).toEqual([cve]);
});

test("a commit that anybody can write about a name that is none changes nothing", async () => {
  const id = await ready();
  await writeFile(join(world.context.trackerDirectory, "note"), `${made}`);
  await commit(formatDisclosure({ ids: [sealed], names: ["CVE-2026-XXXX"] }));
  await takeDisclosedNames(world.context);
  expect(await issuesOf(id)).toEqual([sealed]);
  await expect(takeDisclosedNamesOf(world.context, id, ben().person)).rejects.toMatchObject({
    code: "ISSUE_SEALED",
    message: `${sealed} has no public name yet: the desk's tracker data has it as CVE-2026-XXXX, which names many.`,
  });
});

test("a member has it take the names at once, all or none; nobody else does", async () => {
  const other = `S-90000000${made}`;
  const id = await ready([sealed, other]);
  const take = (person = ben().person) => takeDisclosedNamesOf(world.context, id, person);
  await disclose({ [sealed]: cve });
  await expect(take()).rejects.toMatchObject({ code: "ISSUE_SEALED", message: expect.stringContaining(other) });
  expect(await issuesOf(id)).toEqual([sealed, other]);
  await disclose({ [other]: `CVE-2026-600${made}` });
  for (const role of ["uploader", "auditor"] as const) {
    await expect(take({ ...ben().person, role })).rejects.toMatchObject({ code: "NOT_ALLOWED" });
  }
  await take();
  expect(await issuesOf(id)).toEqual([cve, `CVE-2026-600${made}`]);
  const [entry] = await readAudit(world.context.store.db, { object: id, limit: 1 });
  expect(entry).toMatchObject({ actor: ben().person.id, action: "disclosed" });
  await expect(take()).resolves.toBeUndefined();
});

test("a public update may not name one, and the refusal does not say it", async () => {
  const id = await world.readyUpdate({ issues: [] });
  const refused = editUpdate(world.context, id, { issues: [sealed] }, ben().person);
  await expect(refused).rejects.toMatchObject({
    code: "INPUT_INVALID",
    message: "Only an embargoed update may name a sealed issue.",
  });
  await expect(editUpdate(world.context, id, { newIssues: ["S-12"] }, ben().person)).rejects.toMatchObject({
    message: expect.stringContaining("not the name of an issue"),
  });
});
