import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readAudit } from "../../src/store/index.ts";
import { openSealedDesk, type SealedDesk } from "./sealed-update-kit.ts";

/*
 * `sealed disclose --update`, killed at any moment: the public record is there once or not at all, the update has its sealed
 * name or the public one, and the same command ends it. And what an issue without a number is called from then on.
 */

const RUN = resolve(import.meta.dirname, "../../scripts/run-typescript");
const PROGRAM = resolve(import.meta.dirname, "sealed-update-program.ts");

let world: SealedDesk;
let made = 0;
beforeAll(async () => {
  world = await openSealedDesk();
}, 300_000);
afterAll(() => world?.close(), 60_000);

interface Case {
  readonly update: string;
  readonly sealed: string;
}

/** A new sealed issue and the update that fixes it. */
async function newCase(header: string): Promise<Case> {
  made += 1;
  const sealed = await world.seal(`${header}\n\t- source${made} <unfixed>\n`);
  const update = `U-3000000${String(made).padStart(2, "0")}`;
  await world.put(update, `source${made}`, [sealed]);
  return { update, sealed };
}

const line = ({ sealed, update }: Case) =>
  `sealed disclose ${sealed} --sealed @embargoed --data @tracker --update ${update}`;

function killed(one: Case, when: string): Promise<{ readonly signal: string | null; readonly out: string }> {
  const { words, environment } = world.commandOf("leo", line(one));
  const env = { PATH: process.env.PATH, ...environment };
  const child = spawn(RUN, [PROGRAM, when, ...words], { stdio: ["ignore", "pipe", "ignore"], env });
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += String(chunk);
  });
  return new Promise((done) => child.on("close", (_, signal) => done({ signal, out: out.trimEnd() })));
}

const listed = () => readFile(join(world.tracker, "CVE/list"), "utf8");
const said = async ({ update }: Case) => (await world.desk.call("leo", "GET", `/api/v1/updates/${update}`)).json;
const commitsOf = async ({ sealed }: Case) =>
  (await world.git(world.tracker, "log", "--format=%H", "--fixed-strings", `--grep=Sealed: ${sealed}`)).split("\n");

/** The end: one record, one commit, one name, one approval, one word to publish. */
async function requireEnded(one: Case, name: string, header: string): Promise<void> {
  expect((await listed()).split("\n").filter((text) => text === header)).toHaveLength(1);
  expect(await world.git(world.tracker, "show", "HEAD:CVE/list")).toBe((await listed()).trim());
  expect(await commitsOf(one)).toEqual([expect.stringMatching(/^[0-9a-f]{40}$/)]);
  for (const directory of [world.tracker, join(world.root, "embargoed")])
    expect(await world.git(directory, "status", "--porcelain")).toBe("");
  const { issues, approvals } = await said(one);
  expect([issues, approvals.map(({ person }: { person: string }) => person)]).toEqual([[name], ["leo"]]);
  const { db } = world.desk.world.context.store;
  const row = await db.selectFrom("update").select("publish_said_at").where("id", "=", one.update).executeTakeFirst();
  expect(row?.publish_said_at).toBeInstanceOf(Date);
  const acts = (await readAudit(db, { object: one.update, limit: 50 })).map(({ action }) => action);
  for (const act of ["disclosed", "publish"]) expect(acts.filter((action) => action === act)).toEqual([act]);
  const all = await world.sameday("leo", "sealed list --all --json --sealed @embargoed");
  const { disclosedAs } = JSON.parse(all.out).issues.find(({ id }: { id: string }) => id === one.sealed);
  expect(disclosedAs).toBe(name);
}

/**
 * Where something differs from the moment before: git's objects and branches, and what the desk is told. Before and
 * after a change are two moments; `make soak` takes both, the check the one after.
 */
function moments(changes: readonly string[]): readonly string[] {
  return changes.flatMap((change, index) => {
    const number = index + 1;
    if (change.startsWith("POST")) return [`before ${number}`, `after ${number}`];
    return /^(?:commit-tree|update-ref)$/.test(change) ? [`after ${number}`] : [];
  });
}

const EVERY_MOMENT = process.env.SAMEDAY_SOAK === "1";

test("killed anywhere, and ended by the same command", async () => {
  const first = await newCase("CVE-2026-8000 [whole]");
  const whole = await killed(first, "never 0");
  expect(whole.signal).toBeNull();
  await requireEnded(first, "CVE-2026-8000", "CVE-2026-8000 [whole]");
  const changes = whole.out.split("\n").at(-1)?.split(" ") ?? [];
  expect(changes).toEqual(expect.arrayContaining(["POST/disclosed", "POST/approval", "POST/publish"]));
  expect(moments(changes).length).toBeGreaterThanOrEqual(10);
  const found = new Set<string>();
  const taken = moments(changes).filter((moment) => EVERY_MOMENT || moment.startsWith("after"));
  for (const [at, moment] of taken.entries()) {
    const name = `CVE-2026-${8001 + at}`;
    const header = `${name} [killed ${moment}]`;
    const one = await newCase(header);
    expect((await killed(one, moment)).signal).toBe("SIGKILL");
    const isPublic = (await world.git(world.tracker, "show", "HEAD:CVE/list")).split(header).length - 1;
    const { issues, approvals, waiting } = await said(one);
    expect([0, 1]).toContain(isPublic);
    expect([[one.sealed], [name]]).toContainEqual(issues);
    // The desk never has the name before everybody can.
    if (issues[0] === name) expect(isPublic).toBe(1);
    found.add(`${isPublic} ${issues[0] === name} ${approvals.length} ${waiting.act}`);
    const again = await world.sameday("leo", line(one));
    expect([again.exit, again.out]).toEqual([0, expect.stringContaining(`${one.update} fixes ${name}.`)]);
    await requireEnded(one, name, header);
    const third = await world.sameday("leo", line(one));
    expect([third.exit, third.out]).toEqual([0, again.out]);
  }
  // Sealed; public, but not for the desk; named; approved.
  expect(found.size).toBeGreaterThanOrEqual(4);
}, 1_800_000);

test("an issue without a number goes out by its temporary name, and by its number when it gets one meanwhile", async () => {
  const text = "without a number";
  const one = await newCase(`CVE-2026-XXXX [${text}]`);
  const done = await world.sameday("leo", line(one));
  expect([done.exit, done.err]).toEqual([0, expect.stringMatching(/Issues: TEMP-0000000-[0-9A-F]{6}\n/)]);
  const name = /fixes (TEMP-0000000-[0-9A-F]{6})\./.exec(done.out)?.[1] ?? "";
  await requireEnded(one, name, `CVE-2026-XXXX [${text}]`);

  // Cut off behind the disclosure; then the number arrives and somebody writes it into the public data.
  const two = await newCase("CVE-2026-XXXX [its number came late]");
  const alone = await world.sameday("leo", line(two).replace(/ --update .*/, ""));
  const former = / is (TEMP-\S+) in /.exec(alone.out)?.[1] ?? "";
  // A machine's own git may know nobody.
  await world.git(world.tracker, "config", "user.name", "Leo");
  await world.git(world.tracker, "config", "user.email", "leo@example.org");
  const assigned = await world.sameday("leo", `tracker assign-cve ${former} CVE-2026-9000 --data @tracker`);
  expect(assigned.exit).toBe(0);
  const late = await world.sameday("leo", line(two));
  expect([late.exit, late.err]).toEqual([0, expect.stringContaining("Issues: CVE-2026-9000\n")]);
  expect((await said(two)).issues).toEqual(["CVE-2026-9000"]);
}, 300_000);

test.each(["CVE-2026-XXXX", "CVE-2026-XXXX []"])(
  "%s alone names nothing: it is refused before anything is public",
  async (header) => {
    const one = await newCase(header);
    const before = await world.git(world.tracker, "rev-parse", "HEAD");
    const refused = await world.sameday("leo", line(one));
    expect([refused.exit, refused.err]).toEqual([
      2,
      expect.stringContaining(`${one.sealed} has neither a number nor a text`),
    ]);
    expect(refused.err).toContain(`sameday sealed edit ${one.sealed}`);
    expect(await world.git(world.tracker, "rev-parse", "HEAD")).toBe(before);
    expect((await said(one)).issues).toEqual([one.sealed]);
    const number = `CVE-2026-91${String(made).padStart(2, "0")}`;
    const numbered = await world.sameday("leo", `${line(one)} --as ${number}`);
    expect([numbered.exit, numbered.out]).toEqual([0, expect.stringContaining(`fixes ${number}.`)]);
  },
  300_000,
);
