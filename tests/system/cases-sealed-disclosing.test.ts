import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PartToSign, partsToSign } from "../../src/advisories/index.ts";
import { examineAdvisory } from "../../src/cases/disclosing/forms-of-case.ts";
import {
  type Case,
  createDisclosureDesk,
  type DisclosingContext,
  type DisclosureDesk,
  discloseRound,
  disclosurePlan,
} from "../../src/cases/index.ts";
import { sha256 } from "../../src/kernel/index.ts";
import { signBySq, sqEdition } from "../../src/openpgp/index.ts";
import { openSealedHouse, type SealedHouse } from "./cases-sealed-kit.ts";
import { installedSequoia } from "./sequoia-words.ts";
import { runner } from "./store-support.ts";

/** A desk without a key tells the world what somebody signed on their own machine: a real database, gpg and sq. */

const EXAMPLES = path.join(import.meta.dirname, "../../examples/advisories");
const RECORD = readFileSync(path.join(EXAMPLES, "DSA-5357-1.toml"), "utf8");
const HOUR_MS = 3_600_000;

let sealed: SealedHouse;
let context: DisclosingContext;
let desk: DisclosureDesk;
let now: Date;

beforeAll(async () => {
  sealed = await openSealedHouse();
  const { directory } = sealed.house;
  now = sealed.context.clock.now();
  context = {
    ...sealed.context,
    definitionFile: path.join(directory, "distribution.toml"),
    ...{ tree: path.join(directory, "public"), trackerDirectory: "", layersBelow: [] },
  };
  desk = createDisclosureDesk(context);
}, 120_000);
afterAll(() => sealed?.close());

/** The publisher's file names this key. */
function publishAs(fingerprint: string, keyFile = ""): void {
  const named = `\n[openpgp]\nfingerprint = "${fingerprint}"\nurl = "https://www.example.org/key.asc"\n${keyFile}`;
  const text = readFileSync(path.join(EXAMPLES, "debian.toml"), "utf8").replace(
    /^expires = .*$/m,
    `expires = ${inDays(180)}`,
  );
  writeFileSync(path.join(sealed.house.directory, "debian.toml"), `${text}${named}`);
}

const inDays = (days: number): string => new Date(Date.now() + days * 24 * HOUR_MS).toISOString();

let last = 0;
async function ready(changes: Partial<Case> = {}): Promise<{ readonly id: string; readonly advisory: string }> {
  last += 1;
  const advisory = `DSA-${6000 + last}-1`;
  const theCase: Partial<Case> = {
    ...{ state: "scheduled", team: "network", assignee: "pia", claimedAt: now, severity: "high", priority: "high" },
    ...{ expires: { at: new Date(inDays(20)), zone: "UTC" }, affected: "all", reviewers: ["mo", "leo"] },
    ...{ fixReadyAt: now, embargo: { at: new Date(now.getTime() - HOUR_MS), zone: "UTC" } },
    ...{ embargoSetAt: new Date(now.getTime() - 48 * HOUR_MS), ids: ["CVE-2023-22490", "CVE-2023-23946"] },
    ...{ credit: "none wanted", reporterToldAt: now, ...changes },
  };
  const kept = { advisory: RECORD.replaceAll("DSA-5357-1", advisory) };
  return { id: await sealed.house.put(theCase, kept), advisory };
}

async function partsOf(id: string): Promise<readonly PartToSign[]> {
  const { advisory } = await sealed.house.read(id);
  return partsToSign(examineAdvisory(advisory, sealed.house.directory, now).forms);
}

type Handed = { readonly hash: string; readonly signature: string };

/** Signed by somebody's gpg, as the command does; `digest` is what gpg would not take by itself. */
async function signedByGpg(id: string, key: string, digest = "SHA512"): Promise<Handed[]> {
  const gpg = [
    "--homedir",
    sealed.keyring,
    "--batch",
    "--quiet",
    "--no-tty",
    "--local-user",
    key,
    "--digest-algo",
    digest,
  ];
  const how = { clear: ["--clear-sign"], beside: ["--armor", "--detach-sign"] };
  return (await partsOf(id)).map((part) => {
    const signature = execFileSync("gpg", [...gpg, ...how[part.how]], {
      input: part.bytes,
      stdio: ["pipe", "pipe", "ignore"],
    });
    return { hash: part.hash, signature: signature.toString("utf8") };
  });
}

test("without a signature it waits for whoever has the key, by name, and nothing can be told", async () => {
  publishAs(sealed.keys.pia);
  const { id } = await ready();
  const plan = await disclosurePlan(context, "pia", id);
  expect(plan).toMatchObject({ canPublish: false, signedBy: sealed.keys.pia });
  expect(plan.signing).toEqual({ by: "people", holders: ["pia"], made: undefined });
  expect(plan.problems[0]).toBe(
    `It is not signed yet. It waits for pia, who has the key: \`sameday cases disclose ${id} --sign ${plan.seen.slice(0, 16)}\` signs it on their own machine.`,
  );
  await expect(desk.disclose("pia", id, plan.seen)).rejects.toMatchObject({ code: "CASE_REFUSED" });
  expect((await sealed.house.read(id)).case.state).toBe("scheduled");
});

test("what somebody signed with gpg is told: documents, security.txt and both announcements verify by gpg and by sq", async () => {
  publishAs(sealed.keys.pia);
  const { id, advisory } = await ready();
  const { seen } = await disclosurePlan(context, "pia", id);
  const asked = await desk.toSign("pia", id);
  expect(asked).toMatchObject({ key: sealed.keys.pia, record: (await sealed.house.read(id)).advisory });
  expect(asked.parts.map(({ how }) => how)).toEqual(["clear", "beside", "beside", "clear"]);
  await desk.sign("pia", id, await signedByGpg(id, sealed.keys.pia));
  const plan = await disclosurePlan(context, "leo", id);
  // What was seen is what is told, whether or not it was signed meanwhile; and another may tell it.
  expect(plan).toMatchObject({ canPublish: true, seen, signing: { made: { by: "pia", at: now } } });
  await desk.disclose("leo", id, seen);
  expect(await discloseRound(context)).toBe(1);
  await verifyTree(advisory, sealed.keys.pia);
});

test("the same by sq, with a team's key that is nobody's of the definition and lies beside the publisher's file", async () => {
  const team = sealed.keys.alice;
  writeFileSync(path.join(sealed.house.directory, "team.asc"), sealed.pgp.publicKey(team));
  publishAs(team, 'key-file = "team.asc"\n');
  const { id, advisory } = await ready();
  expect((await disclosurePlan(context, "leo", id)).problems[0]).toContain(`whoever has the key ${team}`);
  const secret = path.join(sealed.house.directory, "team-secret.asc");
  writeFileSync(secret, sealed.pgp.secretKey(team), { mode: 0o600 });
  const edition = await sqEdition(runner);
  const handed: Handed[] = [];
  for (const { how, hash, bytes } of await partsOf(id)) {
    const form = how === "clear" ? "clear" : "detached";
    handed.push({ hash, signature: await signBySq(runner, edition, secret, form, bytes) });
  }
  await desk.sign("leo", id, handed);
  const plan = await disclosurePlan(context, "leo", id);
  expect(plan.signing).toMatchObject({ holders: [], made: { by: "leo" } });
  await desk.disclose("leo", id, plan.seen);
  expect(await discloseRound(context)).toBe(1);
  await verifyTree(advisory, team);
});

test("a key that the desk knows from nowhere is a problem that says where to put it", async () => {
  publishAs(sealed.keys.eve);
  const { id } = await ready();
  expect((await disclosurePlan(context, "pia", id)).problems.join("\n")).toMatch(
    /neither the role key nor .* key-file/,
  );
  await expect(desk.toSign("pia", id)).rejects.toMatchObject({ code: "CASE_REFUSED" });
});

test.each<[string, (handed: Handed[], id: string) => Promise<Handed[]> | Handed[], string]>([
  ["by another key", (_, id) => signedByGpg(id, sealed.keys.dan), "SIGNER_UNKNOWN"],
  ["with one missing", (handed) => handed.slice(1), "CONFLICT"],
  ["over another text", ([first, ...rest]) => [clear(first, "Nothing is wrong.\n"), ...rest], "SIGNATURE_BAD"],
  ["with words around it", ([first, ...rest]) => [around(first), ...rest], "SIGNATURE_BAD"],
  ["that stand at each other's place", (handed) => swapped(handed), "SIGNATURE_BAD"],
  ["over a hash that the mail does not name", (_, id) => signedByGpg(id, sealed.keys.pia, "SHA256"), "SIGNATURE_BAD"],
  ["that are no signatures", (handed) => handed.map(({ hash }) => ({ hash, signature: "yes" })), "SIGNATURE_BAD"],
])("signatures %s are refused, and nothing is kept", async (_, change, code) => {
  publishAs(sealed.keys.pia);
  const { id } = await ready();
  const handed = await change(await signedByGpg(id, sealed.keys.pia), id);
  await expect(desk.sign("pia", id, handed)).rejects.toMatchObject({ code });
  expect((await sealed.house.read(id)).signatures).toBeUndefined();
});

const around = (one: Handed | undefined): Handed => ({ hash: one?.hash ?? "", signature: `Hello\n${one?.signature}` });
const clear = (one: Handed | undefined, text: string): Handed => {
  return { hash: one?.hash ?? "", signature: sealed.pgp.clearSign(text, sealed.keys.pia) };
};
/** The second and the third are both beside their bytes. */
function swapped([first, second, third, ...rest]: Handed[]): Handed[] {
  const other = (one: Handed | undefined, by: Handed | undefined) => ({
    hash: one?.hash ?? "",
    signature: by?.signature ?? "",
  });
  return [other(first, first), other(second, third), other(third, second), ...rest];
}

test("a record that changes afterwards has to be signed again, and its old signatures are told with nothing", async () => {
  publishAs(sealed.keys.pia);
  const { id } = await ready();
  await desk.sign("pia", id, await signedByGpg(id, sealed.keys.pia));
  await sealed.house.change(id, (kept) => ({
    ...kept,
    advisory: kept.advisory.replace("git security update", "git update"),
  }));
  const plan = await disclosurePlan(context, "pia", id);
  expect(plan).toMatchObject({ canPublish: false, signing: { made: undefined } });
});

test("a publisher's file that changes after the act is told by nobody's signature, says why, and goes on when it is signed", async () => {
  publishAs(sealed.keys.pia);
  const { id, advisory } = await ready();
  await desk.sign("pia", id, await signedByGpg(id, sealed.keys.pia));
  await desk.disclose("pia", id, (await disclosurePlan(context, "pia", id)).seen);
  publishAs(sealed.keys.dan);
  expect(await discloseRound(context)).toBe(0);
  expect(existsSync(csafOf(advisory))).toBe(false);
  expect(await desk.state("pia", id)).toMatchObject({
    doneAt: undefined,
    problem: expect.stringContaining("signed again"),
  });
  await desk.sign("pia", id, await signedByGpg(id, sealed.keys.dan));
  sealed.house.at(new Date(now.getTime() + HOUR_MS));
  expect(await discloseRound(context)).toBe(1);
  sealed.house.at(now);
  await verifyTree(advisory, sealed.keys.dan);
});

test("only who may publish may sign, and who may not read learns nothing", async () => {
  publishAs(sealed.keys.pia);
  const { id } = await ready();
  const handed = await signedByGpg(id, sealed.keys.pia);
  for (const who of ["paul", "lena", "nobody", "desk"]) {
    await expect(desk.toSign(who, id)).rejects.toMatchObject({ code: "NOT_FOUND", message: `There is no case ${id}.` });
    await expect(desk.sign(who, id, handed)).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
  await sealed.house.change(id, (kept) => ({
    ...kept,
    case: {
      ...kept.case,
      observers: [{ who: "paul", reason: "knows it", until: new Date(inDays(1)), by: "pia" }],
    },
  }));
  await expect(desk.toSign("paul", id)).rejects.toMatchObject({ code: "CASE_REFUSED" });
  await expect(desk.sign("paul", id, handed)).rejects.toMatchObject({ code: "CASE_REFUSED" });
});

test("what is signed is sealed with the case until it is told", async () => {
  publishAs(sealed.keys.pia);
  const { id } = await ready();
  const handed = await signedByGpg(id, sealed.keys.pia);
  await desk.sign("pia", id, handed);
  const row = await sealed.house.store.db
    .selectFrom("case_record")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  expect(JSON.stringify(row)).not.toContain("BEGIN PGP");
  expect(Buffer.from(row.contents as Uint8Array).toString("latin1")).not.toContain("BEGIN PGP");
  const audit = await sealed.house.store.db
    .selectFrom("audit_entry")
    .selectAll()
    .where("action", "=", "signed advisory")
    .execute();
  expect(audit.at(-1)).toMatchObject({ actor: "pia", object: `case ${id}` });
});

const csafOf = (advisory: string): string =>
  path.join(context.tree, `.well-known/csaf/white/2023/${advisory.toLowerCase()}.json`);

/** As readers do, each with the key alone. */
async function verifyTree(advisory: string, key: string): Promise<void> {
  const readers = path.join(sealed.house.directory, `readers-${advisory}`);
  mkdirSync(readers, { mode: 0o700 });
  const certificate = path.join(readers, "key.asc");
  writeFileSync(certificate, sealed.pgp.publicKey(key));
  const gpg = (args: readonly string[]) =>
    execFileSync("gpg", ["--homedir", readers, "--batch", "--quiet", "--trust-model", "always", ...args], {
      stdio: "pipe",
    });
  gpg(["--import", certificate]);
  const words = installedSequoia();
  const sq = (args: readonly string[]) => execFileSync("sq", args, { stdio: "pipe" });
  const beside = (signature: string, data: string): void => {
    gpg(["--verify", signature, data]);
    sq([...words.verifyBeside(certificate, signature), data]);
  };
  const clearSigned = (file: string): void => {
    gpg(["--verify", file]);
    sq([...words.verify(certificate), file]);
  };
  beside(`${csafOf(advisory)}.asc`, csafOf(advisory));
  clearSigned(path.join(context.tree, ".well-known/security.txt"));
  const mail = readFileSync(path.join(context.tree, `mail/${advisory}.eml`), "latin1");
  const [, part = "", signature = ""] =
    /\r\n--(?:=_[0-9a-f]+)\r\n([\s\S]*?)\r\n--=_[0-9a-f]+\r\n[\s\S]*?(-----BEGIN PGP SIGNATURE[\s\S]*?END PGP SIGNATURE-----)/.exec(
      mail,
    ) ?? [];
  writeFileSync(path.join(readers, "part"), part, "latin1");
  writeFileSync(path.join(readers, "part.asc"), signature.replaceAll("\r\n", "\n"));
  beside(path.join(readers, "part.asc"), path.join(readers, "part"));
  const clearMail = readFileSync(path.join(context.tree, `mail/${advisory}.clear.eml`), "utf8");
  writeFileSync(
    path.join(readers, "clear.asc"),
    clearMail.slice(clearMail.indexOf("\r\n\r\n") + 4).replaceAll("\r\n", "\n"),
  );
  clearSigned(path.join(readers, "clear.asc"));
  const metadata = JSON.parse(readFileSync(path.join(context.tree, ".well-known/csaf/provider-metadata.json"), "utf8"));
  expect(metadata).toMatchObject({ public_openpgp_keys: [{ fingerprint: key }], role: "csaf_trusted_provider" });
  expect(sha256(readFileSync(csafOf(advisory)))).toBe(readFileSync(`${csafOf(advisory)}.sha256`, "utf8").slice(0, 64));
}
