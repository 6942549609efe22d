import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { setStep } from "../../src/updates/index.ts";
import type { Name } from "./embargo-definition.ts";
import { type HttpDesk, refusal } from "./http-kit.ts";
import { openSealedDesk, type SealedDesk } from "./sealed-update-kit.ts";

/*
 * The order of acts at the end of an embargo, on the command line against a desk that listens: disclose, then the public names,
 * the approval, the publication. The member's data is a clone, as on a laptop; the desk reads what is pushed.
 */

const APPROVE = { step: "approve", kind: "", architecture: "" } as const;
/** Words of sealed records, which no table, page or answer of the desk may ever hold before the disclosure. */
const CANARY = "overflow-in-the-frobnicator";

let kit: SealedDesk;
let desk: HttpDesk;
let root: string;
let tracker: string;
let data: string;
let git: SealedDesk["git"];
let sameday: SealedDesk["sameday"];
const ids: string[] = [];

beforeAll(async () => {
  kit = await openSealedDesk();
  ({ desk, root, tracker, git, sameday } = kit);
  data = join(root, "data");
  await git(root, "clone", "--quiet", tracker, data);
  const access = await sameday("leo", "sealed access add mo --reason team --until 2099-01-01 --sealed @embargoed");
  expect([access.exit, access.err]).toEqual([0, expect.any(String)]);
  for (const [number, source] of ["zanarium", "hello", "curl"].entries()) {
    ids.push(await kit.seal(`CVE-2026-700${number} [${CANARY} ${number}]\n\t- ${source} <unfixed>\n`));
  }
  await put("zanarium", 0, [0]);
  await put("hello", 1, [1]);
}, 300_000);

afterAll(() => kit?.close(), 60_000);

const idOf = (number: number) => `U-20000000${number}`;
const sealedOf = (number: number): string => ids[number] ?? "";

const put = (source: string, number: number, sealed: readonly number[]) =>
  kit.put(idOf(number), source, sealed.map(sealedOf));

const disclose = (name: Name, number: number, more: string) =>
  sameday(name, `sealed disclose ${sealedOf(number)} --sealed @embargoed --data @data ${more}`);
const said = async (number: number) => (await desk.call("leo", "GET", `/api/v1/updates/${idOf(number)}`)).json;
const heads = () =>
  Promise.all([data, join(root, "embargoed")].map((directory) => git(directory, "rev-parse", "HEAD")));
async function wordToPublish(number: number): Promise<Date | null | undefined> {
  const { db } = desk.world.context.store;
  const row = await db.selectFrom("update").select("publish_said_at").where("id", "=", idOf(number)).executeTakeFirst();
  return row?.publish_said_at;
}
const publication = (number: number) =>
  desk.world.context.store.db
    .selectFrom("step")
    .select(["state", "job_id"])
    .where("update_id", "=", idOf(number))
    .where("step", "=", "publish")
    .executeTakeFirstOrThrow();

/** Everything that the desk's database says in words. */
async function everythingStored(): Promise<string> {
  const { db } = desk.world.context.store;
  const tables = [];
  for (const table of ["update", "approval", "audit_entry", "mail", "step", "advisory"] as const) {
    tables.push(await db.selectFrom(table).selectAll().execute());
  }
  return JSON.stringify(tables);
}

test("page, interface and approval text name the sealed issue, and the desk holds nothing else of it", async () => {
  const { html } = await desk.page("leo", `/updates/${idOf(0)}`);
  expect(html).toContain(`Fixes`);
  expect(html).toContain(sealedOf(0));
  expect((await said(0)).issues).toEqual([sealedOf(0)]);
  const { text } = (await desk.call("leo", "GET", `/api/v1/updates/${idOf(0)}/approval?decision=approve`)).json;
  expect(text).toContain(`\nIssues: ${sealedOf(0)}\n`);
  const approved = await desk.run("leo", "update", "show", idOf(0));
  expect(approved.out).toContain(`It fixes ${sealedOf(0)}.`);
  const stored = await everythingStored();
  expect(stored).toContain(sealedOf(0));
  expect(stored).not.toMatch(new RegExp(`${CANARY}|CVE-2026-700`));
});

test.each([
  ["that does not name the issue", "leo", 1, 0, /U-200000000 does not name S-\d{9}\./],
  ["for which the person may do nothing", "pia", 0, 0, /has a key that you can sign with|No key of yours|no access/],
  ["that there is not", "leo", 0, 9, /There is no update U-200000009/],
] as const)("nothing is disclosed with an update %s", async (_, who, issue, update, message) => {
  const before = await heads();
  const { exit, err } = await disclose(who, issue, `--update ${idOf(update)}`);
  expect([exit === 0, err]).toEqual([false, expect.stringMatching(message)]);
  expect(await heads()).toEqual(before);
});

test("nor with one that names another sealed issue too, or that is not ready to go out", async () => {
  await put("curl", 2, [1, 2]);
  const before = await heads();
  const both = await disclose("leo", 1, `--update ${idOf(2)}`);
  expect(both).toMatchObject({ exit: 3, err: expect.stringContaining(`fixes ${sealedOf(2)} too`) });
  await setStep(desk.world.context.store.db, idOf(0), APPROVE, { state: "waiting" });
  const early = await disclose("leo", 0, `--update ${idOf(0)}`);
  expect(early).toMatchObject({ exit: 3, err: expect.stringContaining("could not go out right behind it") });
  await setStep(desk.world.context.store.db, idOf(0), APPROVE, { state: "ready" });
  expect(await heads()).toEqual(before);
});

test("nobody publishes it by its sealed name", async () => {
  expect((await desk.run("leo", "update", "approve", idOf(0), "--key", "x")).exit).not.toBe(0);
  const signed = await desk.cast.sign(
    "pia",
    (await desk.call("pia", "GET", `/api/v1/updates/${idOf(0)}/approval?decision=approve`)).json.text,
  );
  expect((await desk.call("pia", "POST", `/api/v1/updates/${idOf(0)}/approval`, { signed })).status).toBe(204);
  expect((await said(0)).waiting).toMatchObject({ on: "people", act: "disclose" });
  const refused = await desk.run("leo", "update", "publish", idOf(0));
  expect(refused).toMatchObject({ exit: 3, err: expect.stringContaining("has no public record yet") });
  expect(refused.err).toContain("sameday sealed disclose");
  expect(await publication(0)).toMatchObject({ state: "ready", job_id: null });
});

test("a desk that lacks the commit is told no name; pushed and done again, the update goes out by its public name", async () => {
  const early = await disclose("leo", 0, `--update ${idOf(0)}`);
  expect([early.exit, early.err]).toEqual([3, expect.stringMatching(/Push [0-9a-f]{40} to where the desk reads/)]);
  const disclosed = await heads();
  expect(await git(data, "log", "-1", "--format=%B")).toBe(`Disclose CVE-2026-7000\n\nSealed: ${sealedOf(0)}`);
  expect((await said(0)).issues).toEqual([sealedOf(0)]);
  expect(await everythingStored()).not.toMatch(new RegExp(`${CANARY}|CVE-2026-7000`));
  for (const [who, status, code] of [
    ["mo", 409, "ISSUE_SEALED"],
    ["kit", 403, "NOT_ALLOWED"],
    ["eve", 404, "NOT_FOUND"],
    ["ada", 404, "NOT_FOUND"],
    [null, 401, "NOT_LOGGED_IN"],
  ] as const) {
    const answer = await desk.call(who, "POST", `/api/v1/updates/${idOf(0)}/disclosed`, {});
    expect(answer).toMatchObject({ status, json: refusal(code) });
  }
  await git(data, "push", "--quiet", "origin", "main");

  const done = await disclose("leo", 0, `--update ${idOf(0)}`);
  expect([done.exit, done.out]).toEqual([0, expect.stringContaining(`${idOf(0)} fixes CVE-2026-7000.`)]);
  expect(done.err).toContain("Issues: CVE-2026-7000\n");
  expect(await heads()).toEqual(disclosed);
  const update = await said(0);
  expect(update.issues).toEqual(["CVE-2026-7000"]);
  expect(update.approvals.map(({ person }: { person: string }) => person)).toEqual(["leo"]);
  expect(await publication(0)).toMatchObject({ state: "ready" });
  expect(await wordToPublish(0)).toBeInstanceOf(Date);
  expect(await readFile(join(tracker, "CVE/list"), "utf8")).toContain(`CVE-2026-7000 [${CANARY} 0]`);
  // The desk has no hand for the publication here, as when the command was cut off right behind its word.
  const again = await disclose("leo", 0, `--update ${idOf(0)}`);
  expect([again.exit, again.out]).toEqual([0, done.out]);
  expect(await heads()).toEqual(disclosed);
});

test("an assistant gives it the public names, and the answer says whose approval is missing", async () => {
  await git(data, "config", "remote.origin.push", "HEAD");
  const first = await disclose("mo", 1, `--update ${idOf(1)}`);
  expect(first.exit).toBe(3);
  await git(data, "push", "--quiet", "origin", "main");
  const { exit, out } = await disclose("mo", 1, `--update ${idOf(1)} --json`);
  expect(exit).toBe(0);
  const answer = JSON.parse(out);
  expect(answer.disclosed).toMatchObject([{ id: sealedOf(1), name: "CVE-2026-7001" }]);
  expect(answer.update).toMatchObject({ issues: ["CVE-2026-7001"], approvals: [], waiting: { act: "approve" } });
  expect(answer.update.waiting.forWhom).toContain("one full member who is not kit");
});
