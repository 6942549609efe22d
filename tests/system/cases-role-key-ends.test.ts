import { mkdir } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningRoleKey, runRoleKey, storeRoleKey } from "../../src/cases/index.ts";
import { type OpenCaseDesk, openCaseDesk } from "../../src/desk/cases/open-case-desk.ts";
import { type Layout, layoutOf } from "../../src/desk/layout.ts";
import type { Distribution, IntakeSettings, Person } from "../../src/distribution/index.ts";
import { DAY_MS } from "../../src/kernel/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";
import type { LineContext } from "../../src/updates/index.ts";
import { type Gpg, openGpg } from "./role-key-kit.ts";
import { scratch } from "./store-support.ts";
import { type LineWorld, openLine } from "./updates-kit.ts";

/*
 * The role key's end, from a key that gpg made and ended to the mails that wait to leave: the real process holds the key, the
 * real server's part asks it, a real database keeps the outbox. Only the clock is moved.
 */

const OURS = "security@example.org";
const runner = createProcessRunner("/nonexistent");

let base: Awaited<ReturnType<typeof scratch>>;
let world: LineWorld;
let line: LineContext;
let layout: Layout;
let gpg: Gpg;
let role: RunningRoleKey;
let desk: OpenCaseDesk;
let fingerprint: string;
/** The key is there: gpg dates it by the real clock. */
let start: Date;
const said: string[] = [];

const person = (id: string): Person => {
  return {
    ...{ id, name: id, role: "full", fingerprints: [] },
    email: `${id}@example.org`,
    keyFile: "/nonexistent",
    mayUpload: [],
  };
};

const INTAKE: IntakeSettings = {
  ...{ address: OURS, aliases: ["reports@example.org"], prefix: "SEC", policy: "default", roleKey: "held" },
  ...{ director: "dora", directorDeputy: "dan", lmtp: undefined, imap: undefined, gitlab: undefined },
  ...{ keys: { wkd: false, keyservers: [], proxy: undefined }, answersPerDay: 5, keepDays: 30 },
};

async function install(of: string): Promise<void> {
  const secret = await gpg.run(["--armor", "--export-secret-keys", of]);
  await storeRoleKey(layout.roleKey, of, Buffer.from(secret));
}

/** As somebody prolongs a key: the whole of it, and the part that is encrypted to. */
async function endsAfter(of: string, days: number): Promise<void> {
  const free = ["--pinentry-mode", "loopback", "--passphrase", ""];
  await gpg.run([...free, "--quick-set-expire", of, `${days}d`]);
  await gpg.run([...free, "--quick-set-expire", of, `${days}d`, "*"]);
}

async function openDesk(): Promise<OpenCaseDesk> {
  const opened = await openCaseDesk(layout, line, (text) => said.push(text));
  if (!opened) throw new Error(said.join("\n"));
  return opened;
}

beforeAll(async () => {
  world = await openLine("outbox");
  const { definition } = world.context;
  line = {
    ...world.context,
    runner,
    definition: {
      ...definition,
      contact: OURS,
      layers: [],
      people: ["dora", "dan", "pia", "mo"].map(person),
      policy: { ...definition.policy, keyWarningDays: [30, 90, 7] },
      teams: [
        { name: "core", title: "Core", lead: "pia", pointPerson: "pia", deputies: ["mo"], members: ["pia", "mo"] },
      ],
      intake: INTAKE,
    } as Distribution,
  };
  base = await scratch();
  layout = layoutOf(path.join(base.directory, "d"));
  for (const each of [layout.roleKey, path.dirname(layout.roleKeySocket), path.dirname(layout.caseMasterKey)]) {
    await mkdir(each, { recursive: true, mode: 0o700 });
  }
  gpg = await openGpg(path.join(base.directory, "g"));
  fingerprint = await gpg.makeKey(`Example Security <${OURS}>`);
  await endsAfter(fingerprint, 100);
  await install(fingerprint);
  start = new Date();
  const parts = { directory: layout.roleKey, socketPath: layout.roleKeySocket, runner, clock: line.clock };
  role = await runRoleKey({ ...parts, say: (text) => said.push(text) });
  desk = await openDesk();
}, 120_000);

afterAll(async () => {
  await desk?.close();
  await role?.close();
  await gpg?.close();
  await world?.close();
  await base?.remove();
});

const mails = () => world.context.store.db.selectFrom("mail").selectAll().orderBy("id").execute();

/** What is new in the outbox on a day: each hour it is looked at, and after a start of the desk. */
async function newOn(day: number): Promise<readonly (readonly [string, string])[]> {
  const before = (await mails()).length;
  world.clock.now = new Date(start.getTime() + day * DAY_MS);
  for (let hour = 0; hour < 3; hour += 1) await desk.warnOfRoleKey();
  await desk.close();
  desk = await openDesk();
  await desk.warnOfRoleKey();
  return (await mails()).slice(before).map(({ recipient, subject }) => [recipient, subject]);
}

const toBoth = (words: string) =>
  ["dora@example.org", "dan@example.org"].map((to) => [to, `[test] The role key ${words}`]);

test("a mail for each step before its end, none twice, to whom the desk leads and not into the desk's own intake", async () => {
  expect(await newOn(0)).toEqual([]);
  expect(await newOn(11)).toEqual(toBoth("expires in less than 90 days"));
  expect(await newOn(40)).toEqual([]);
  expect(await newOn(71)).toEqual(toBoth("expires in less than 30 days"));
  expect(await newOn(94)).toEqual(toBoth("expires in less than 7 days"));
  expect(await newOn(101)).toEqual(toBoth("has expired"));
  expect(await newOn(200)).toEqual([]);
});

test("they name the key, its end and what to do, and nothing else", async () => {
  const [first] = await mails();
  const end = /ends in 8\d days, on \w{3} \d+ \w{3} 20\d\d \d\d:\d\d UTC\.$/m;
  expect(first?.body).toMatch(end);
  expect(first?.body.replace(end, "ENDS")).toBe(
    `The role key ${fingerprint.slice(-16)} ENDS\nFingerprint: ${fingerprint}\n\nProlong it or make the one that follows it, install it with \`sameday cases key install\`, and publish it wherever the old one stands.\n\n${line.publicUrl}\n`,
  );
  const all = JSON.stringify(await mails());
  expect(all).not.toMatch(/BEGIN PGP|SEC-\d{4}|reports@|pia|security@/);
  expect(said.join("\n")).not.toMatch(/PRIVATE|@/);
});

test("a key that was prolonged has steps of its own, though its fingerprint stays", async () => {
  await endsAfter(fingerprint, 400);
  await install(fingerprint);
  expect(await newOn(201)).toEqual([]);
  expect(await newOn(311)).toEqual(toBoth("expires in less than 90 days"));
});

test("a key that another has taken the place of is not spoken of", async () => {
  const next = await gpg.makeKey(`Example Security, next <${OURS}>`);
  await endsAfter(next, 900);
  await install(next);
  expect(await newOn(371)).toEqual([]);
  expect(await newOn(401)).toEqual([]);
});

test("where the desk's contact is an address of its own, it hears too", async () => {
  const { definition } = line;
  line = { ...line, definition: { ...definition, contact: "admins@example.org" } };
  await desk.close();
  desk = await openDesk();
  const found = await newOn(811);
  expect(found.map(([to]) => to)).toEqual(["admins@example.org", "dora@example.org", "dan@example.org"]);
});
