import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  endingSealedKey,
  listCaseMails,
  type RoleKeyProcedure,
  readCaseMail,
  roleKeyRound,
  takeIn,
} from "../../src/cases/index.ts";
import { DAY_MS, sha256 } from "../../src/kernel/index.ts";
import { toBinaryKeys } from "../../src/openpgp/index.ts";
import { createKeyWorld, type KeyWorld } from "./cases-keys-kit.ts";
import { handOut, receipt } from "./cases-sealed-hand-out.ts";
import { openSealedHouse, type SealedHouse, US } from "./cases-sealed-kit.ts";

/*
 * Who has the role key, where it is published, and what is due: copies sealed with gpg, places asked by the real curl over
 * TLS, and the test mail taken in and opened.
 */

const URL = "https://acme.example/security.asc";
const PAGE = "acme.example/security.asc";
const KEYSERVER = "keyserver keys.example";
let world: KeyWorld;
let sealed: SealedHouse;

beforeAll(async () => {
  world = await createKeyWorld(["acme.example", "openpgpkey.acme.example", "keys.example"]);
  const published = { wkd: false, keyservers: ["hkps://keys.example"], urls: [URL] };
  sealed = await openSealedHouse({ published }, world.runner);
}, 300_000);
afterAll(async () => {
  await sealed?.close();
  await world?.close();
});

function gpg(...words: string[]): Buffer {
  const own = ["--homedir", sealed.keyring, "--batch", "--pinentry-mode", "loopback", "--passphrase", ""];
  return execFileSync("gpg", [...own, ...words], { stdio: ["pipe", "pipe", "ignore"] });
}
const publicKey = (): Uint8Array => toBinaryKeys(Buffer.from(sealed.pgp.publicKey(sealed.keys.role)));
const serve = (page: string, bytes: Uint8Array): void => void world.pages.set(page, (answer) => answer.end(bytes));
const onKeyserver = (bytes: Uint8Array): void => serve(`keys.example/vks/v1/by-fingerprint/${sealed.keys.role}`, bytes);
const waits = ({ steps }: RoleKeyProcedure): Record<string, readonly string[]> =>
  Object.fromEntries(steps.flatMap(({ step, done, waitsFor }) => (done ? [] : [[step, waitsFor]])));
const found = ({ current }: RoleKeyProcedure): Record<string, string> =>
  Object.fromEntries((current?.places ?? []).map(({ place, found: what }) => [place, what]));

describe("copies are refused", () => {
  test.each<[string, () => Promise<unknown>, string, RegExp]>([
    [
      "by who is no holder",
      () => sealed.desk.handIn("leo", { signed: "", certificate: new Uint8Array(), copies: [] }),
      "NOT_ALLOWED",
      /point people/,
    ],
    ["where somebody is left out", () => handOut(sealed, "pia", ["dan"]), "CASE_REFUSED", /no copy for paul/],
    ["for a stranger", () => handOut(sealed, "pia", ["dan", "paul", "eve"]), "INPUT_INVALID", /copy for eve/],
    [
      "where one opens for somebody else",
      () => handOut(sealed, "pia", ["dan", "paul"], { to: () => sealed.keys.eve }),
      "INPUT_INVALID",
      /copy for dan/,
    ],
    [
      "with another's key as the role's",
      () =>
        handOut(sealed, "pia", ["dan", "paul"], {
          certificate: toBinaryKeys(Buffer.from(sealed.pgp.publicKey(sealed.keys.dan))),
        }),
      "INPUT_INVALID",
      /certificate is not of the key/,
    ],
    [
      "with the secret part in the clear",
      () => handOut(sealed, "pia", ["dan", "paul"], { certificate: gpg("--export-secret-keys", sealed.keys.role) }),
      "INPUT_INVALID",
      /./,
    ],
  ])("%s", async (_name, handed, code, says) => {
    await expect(handed()).rejects.toMatchObject({ code, message: expect.stringMatching(says) });
    expect((await sealed.desk.roleKey("pia")).current).toBeUndefined();
  });
});

test("from nobody to everybody: handed out, received, published at each place, tried out", async () => {
  await roleKeyRound(sealed.context);
  expect(waits(await sealed.desk.roleKey("dan"))).toEqual({
    distribute: ["leo", "pia", "dan", "paul"].filter((id) => id !== "leo"),
  });
  expect(sealed.house.alarms.map(({ code }) => code)).toContain("ROLE_KEY_DUE");
  expect(waits(await handOut(sealed, "pia", ["dan", "paul"]))).toMatchObject({
    receipts: ["dan", "paul"],
    published: ["pia"],
  });

  await receipt(sealed, "dan");
  await expect(receipt(sealed, "paul", { copy: sha256("other") })).rejects.toMatchObject({ code: "CASE_REFUSED" });
  await expect(receipt(sealed, "paul", { person: "dan" })).rejects.toMatchObject({ code: "CASE_REFUSED" });
  expect(waits(await receipt(sealed, "paul"))).toEqual({ published: ["pia"] });

  expect(found(await sealed.desk.look("pia"))).toEqual({ [URL]: "no key", [KEYSERVER]: "no key" });
  serve(PAGE, publicKey());
  serve(PAGE, toBinaryKeys(Buffer.from(sealed.pgp.publicKey(sealed.keys.eve))));
  onKeyserver(publicKey());
  expect(found(await sealed.desk.look("pia"))).toEqual({
    [URL]: `another key, ${sealed.keys.eve}`,
    [KEYSERVER]: "the same",
  });
  serve(PAGE, Buffer.from("<html>Not found</html>"));
  expect(found(await sealed.desk.look("pia"))[URL]).toBe("what is no public key");
  serve(PAGE, Buffer.from(sealed.pgp.publicKey(sealed.keys.role)));
  expect(found(await sealed.desk.look("pia"))[URL]).toBe("the same");

  await opensTest("dan");
  expect(waits(await sealed.desk.roleKey("pia"))).toEqual({});
}, 300_000);

/** The test mail is sent, taken in as every other, and opened by somebody. */
async function opensTest(by: "pia" | "dan"): Promise<void> {
  await roleKeyRound(sealed.context);
  const [waiting] = (await listCaseMails(sealed.context))
    .filter(({ key }) => key.startsWith("role-key-test"))
    .slice(-1);
  const mail = await readCaseMail(sealed.context, waiting?.id ?? "", "tester");
  if (!("raw" in mail)) throw new Error("The test is not whole.");
  const envelope = { arrivedAt: new Date(), from: "desk@acme.example", recipients: [US], client: "x", utf8: false };
  const arrival = { id: sha256(mail.raw), envelope, message: mail.raw };
  const { caseId } = await takeIn(sealed.context, arrival);
  expect(caseId).toMatch(/^SECNOISE-/);
  expect(waits(await sealed.desk.roleKey(by))).toEqual({ test: ["pia", "dan", "paul"] });
  const { id } = await sealed.house.store.db
    .selectFrom("case_message")
    .select("id")
    .where("arrival", "=", arrival.id)
    .executeTakeFirstOrThrow();
  // Somebody who has not read it does not know its token.
  await sealed.state("pia", caseId, id, { test: "0".repeat(64), made: new Date(Date.now() - 60_000) });
  expect(waits(await sealed.desk.roleKey(by))).toEqual({ test: ["pia", "dan", "paul"] });
  await sealed.state("dan", caseId, id);
}

test("a key that is changed where it is published is noticed the next day, and named", async () => {
  gpg("--quick-add-key", sealed.keys.eve, "cv25519", "encr", "1y");
  serve(PAGE, toBinaryKeys(Buffer.from(sealed.pgp.publicKey(sealed.keys.eve))));
  await roleKeyRound(sealed.context);
  expect(waits(await sealed.desk.roleKey("pia"))).toEqual({});
  sealed.house.at(new Date(Date.now() + DAY_MS));
  await roleKeyRound(sealed.context);
  expect(found(await sealed.desk.roleKey("pia"))[URL]).toBe(`another key, ${sealed.keys.eve}`);
  expect(sealed.house.alarms.at(-1)).toMatchObject({
    code: "ROLE_KEY_DUE",
    sentence: expect.stringContaining(sealed.keys.eve),
  });
  serve(PAGE, publicKey());
  await sealed.desk.look("pia");
  sealed.house.at(new Date());
});

test("who waits is written to, once, and again each day after its end", async () => {
  const told = async (): Promise<string[]> =>
    (await listCaseMails(sealed.context)).map(({ key }) => key).filter((key) => key.startsWith("role-key receipts"));
  const before = (await told()).length;
  await sealed.house.store.db
    .updateTable("role_key_copy")
    .set({ received_at: null })
    .where("person", "=", "dan")
    .execute();
  for (const _ of [1, 2]) await roleKeyRound(sealed.context);
  expect((await told()).length).toBe(before + 1);
  sealed.house.at(new Date(Date.now() + 9 * DAY_MS));
  for (const _ of [1, 2]) await roleKeyRound(sealed.context);
  expect((await told()).length).toBe(before + 2);
  sealed.house.at(new Date());
  await receipt(sealed, "dan");
});

test("somebody leaves: a new subkey, receipts and places anew; the old one is not handed out again", async () => {
  const { teams } = sealed.context.definition;
  const [network, browser] = teams;
  if (!network || !browser) throw new Error("The house has no teams.");
  const definition = { ...sealed.context.definition, teams: [{ ...network, deputies: [] }, browser] };
  const { createSealedDesk } = await import("../../src/cases/index.ts");
  const context = { ...sealed.context, definition };
  const left = { ...sealed, context, desk: createSealedDesk(context) };
  expect((await left.desk.roleKey("pia")).reasons).toMatchObject([{ kind: "left", who: "dan" }]);
  expect(waits(await left.desk.roleKey("pia"))).toMatchObject({ distribute: ["pia", "paul"] });
  await expect(handOut(left, "pia", ["paul"])).rejects.toMatchObject({
    code: "CASE_REFUSED",
    message: expect.stringContaining("dan has this subkey"),
  });
  // Seconds tell which part is the youngest.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  gpg("--quick-add-key", sealed.keys.role, "cv25519", "encr", "60d");
  expect(waits(await handOut(left, "pia", ["paul"]))).toMatchObject({ receipts: ["paul"], published: ["pia"] });
  await expect(left.desk.ownCopy("dan")).resolves.toMatchObject({ received: true });
  expect(found(await left.desk.look("pia"))).toEqual({
    [URL]: expect.stringContaining("the key without the new part"),
    [KEYSERVER]: expect.stringContaining("the key without the new part"),
  });
  serve(PAGE, publicKey());
  onKeyserver(publicKey());
  await receipt(left, "paul");
  const after = await left.desk.look("pia");
  expect([found(after), Object.keys(waits(after))]).toEqual([{ [URL]: "the same", [KEYSERVER]: "the same" }, ["test"]]);
  // 60 days are fewer than 90, where that is warned of.
  const ending = await endingSealedKey(context, [90, 30, 7]);
  expect(ending).toMatchObject({ threshold: 90, next: expect.stringContaining("cases key distribute") });
}, 300_000);

test("nothing that the database has opens anything: copies are messages to one person each", async () => {
  const rows = await sealed.house.store.db.selectFrom("role_key_copy").select(["person", "sealed"]).execute();
  expect(rows.length).toBeGreaterThan(0);
  for (const { sealed: copy } of rows)
    expect(Buffer.from(copy).toString("latin1")).toMatch(/^-----BEGIN PGP MESSAGE-----/);
  const keys = await sealed.house.store.db.selectFrom("role_key").select("certificate").execute();
  for (const { certificate } of keys) {
    expect((await sealed.context.opener.readCertificates(certificate)).secret).toBe(false);
  }
});
