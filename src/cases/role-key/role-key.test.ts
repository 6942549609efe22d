import { chmod, mkdir, mkdtemp, rename, rm, utimes } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMessage, encrypt, enums, generateKey, readKey, readPrivateKey, revokeKey } from "openpgp";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { DAY_MS, type ProcessRunner } from "../../kernel/index.ts";
import { createMessageOpener, type OwnKeyFacts } from "../../openpgp/index.ts";
import { checkRoleKey } from "./check-key.ts";
import { createRoleKeyClient } from "./client.ts";
import type { RoleKeyClient } from "./contract.ts";
import { endingRoleKey } from "./ending-key.ts";
import { createHeldKeys } from "./held-keys.ts";
import { installedKeys, removeRoleKey, storeRoleKey, versionOf } from "./key-files.ts";
import { createRate } from "./rate.ts";
import { runRoleKey } from "./run-role-key.ts";

const MARKER = "MARKER-PLAINTEXT-7f3a";
const now = new Date("2026-11-21T12:00:00Z");
const clock = { now: () => now };
/** No key of these tests needs gpg. */
const runner: ProcessRunner = { run: () => Promise.reject(new Error("gpg was started")) };

interface Made {
  readonly secret: Uint8Array;
  readonly certificate: Uint8Array;
  readonly fingerprint: string;
}

async function made(email = "security@example.org", passphrase?: string): Promise<Made> {
  const { privateKey, publicKey } = (await generateKey({
    type: "ecc",
    curve: "curve25519Legacy",
    userIDs: [{ email }],
    date: new Date("2026-01-01T00:00:00Z"),
    format: "binary",
    ...(passphrase === undefined ? {} : { passphrase }),
  })) as unknown as { privateKey: Uint8Array; publicKey: Uint8Array };
  const key = await readKey({ binaryKey: publicKey });
  return { secret: privateKey, certificate: publicKey, fingerprint: key.getFingerprint().toUpperCase() };
}

async function encryptedTo({ certificate }: Made, signedBy?: Made): Promise<Uint8Array> {
  const message = await createMessage({ binary: Buffer.from(MARKER), date: now });
  const encryptionKeys = [await readKey({ binaryKey: certificate })];
  const signingKeys = signedBy ? [await readPrivateKey({ binaryKey: signedBy.secret })] : [];
  return encrypt({ message, encryptionKeys, signingKeys, date: now, format: "binary" }) as Promise<Uint8Array>;
}

let directory: string;
let socketPath: string;
let said: string[];

beforeEach(async () => {
  const scratch = await mkdtemp(join(tmpdir(), "role-key-"));
  onTestFinished(() => rm(scratch, { recursive: true }));
  [directory, socketPath] = [join(scratch, "keys"), join(scratch, "socket")];
  await mkdir(directory, { mode: 0o700 });
  said = [];
});

async function running(): Promise<{ readonly client: RoleKeyClient; stop(): Promise<void> }> {
  const started = await runRoleKey({ directory, socketPath, runner, clock, say: (text) => said.push(text) });
  const verifier = createMessageOpener({ secretKeys: [], runner, now: clock.now });
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= started.close();
    return stopped;
  };
  onTestFinished(async () => void (await Promise.all([stop(), verifier.close()])));
  return { client: createRoleKeyClient(socketPath, verifier, { patienceMs: 50 }), stop };
}

describe("the role key's process", () => {
  test("opens and signs over its socket, and the caller judges the signatures", async () => {
    const [role, reporter] = [await made(), await made("alice@reporter.example.net")];
    await storeRoleKey(directory, role.fingerprint, role.secret);
    const { client } = await running();
    const { certificates } = await client.opener.readCertificates(reporter.certificate);
    const opened = await client.opener.open(await encryptedTo(role, reporter), certificates);
    expect(Buffer.from(opened.plain ?? []).toString()).toBe(MARKER);
    expect(opened).toMatchObject({ integrity: "ok", openedWith: role.fingerprint, withCurrentKey: true });
    expect(opened.signatures).toMatchObject([{ state: "good", signer: reporter.fingerprint }]);
    const unknown = await client.opener.open(await encryptedTo(role, reporter), []);
    expect(unknown.signatures).toMatchObject([{ state: "unknown-key" }]);

    const { signer } = client;
    const own = (await client.opener.readCertificates(await signer.certificate())).certificates;
    expect(await signer.certificates()).toEqual([await signer.certificate()]);
    const signature = await signer.sign(Buffer.from("an answer"));
    expect(await client.opener.verifyDetached(Buffer.from("an answer"), Buffer.from(signature), own)).toMatchObject([
      { state: "good", signer: role.fingerprint, weakHash: false },
    ]);
    expect(await signer.fingerprint()).toBe(role.fingerprint);
    expect(said.join("\n")).not.toContain(MARKER);
  });

  test("takes up a key that is installed while it runs, and opens old mail with the former one", async () => {
    const [former, fresh] = [await made(), await made()];
    await storeRoleKey(directory, former.fingerprint, former.secret);
    const { client } = await running();
    expect((await client.keys()).map(({ fingerprint }) => fingerprint)).toEqual([former.fingerprint]);
    await storeRoleKey(directory, fresh.fingerprint, fresh.secret);
    expect(await client.keys()).toMatchObject([
      { fingerprint: fresh.fingerprint, isCurrent: true },
      { fingerprint: former.fingerprint, isCurrent: false },
    ]);
    expect(await client.opener.open(await encryptedTo(former), [])).toMatchObject({
      openedWith: former.fingerprint,
      withCurrentKey: false,
    });
    await expect(removeRoleKey(directory, fresh.fingerprint)).rejects.toMatchObject({ code: "CONFLICT" });
    await removeRoleKey(directory, former.fingerprint);
    expect(await client.opener.open(await encryptedTo(former), [])).toMatchObject({ fault: "no-matching-key" });
  });

  test("what is asked after a key was installed is answered with it, however many look at that moment", async () => {
    const held = createHeldKeys({ directory, runner, clock, say: (text) => said.push(text) });
    onTestFinished(() => held.close());
    const first = async (): Promise<string | undefined> =>
      held.with(async (keys) => (await keys.keys())[0]?.fingerprint).catch(() => undefined);
    for (const role of [await made(), await made()]) {
      const before = Array.from({ length: 10 }, first);
      await storeRoleKey(directory, role.fingerprint, role.secret);
      expect(await first()).toBe(role.fingerprint);
      await Promise.all(before);
    }
  });

  test("two renames in one tick of the file system's clock are two versions", async () => {
    const role = await made();
    await storeRoleKey(directory, role.fingerprint, role.secret);
    const tick = new Date("2026-11-21T11:00:00Z");
    const current = join(directory, "current");
    await rename(current, `${current}.away`);
    await utimes(directory, tick, tick);
    const half = await versionOf(directory);
    await rename(`${current}.away`, current);
    await utimes(directory, tick, tick);
    expect((await versionOf(directory)).replace(/ \/.*/, "").split(" ").slice(0, 2)).toEqual(
      half.replace(/ \/.*/, "").split(" ").slice(0, 2),
    );
    expect((await versionOf(directory)).split(" / ")[1]).not.toBe(half.split(" / ")[1]);
  });

  test("is away: every call that needs it says so, and what needs no secret goes on", async () => {
    const role = await made();
    await storeRoleKey(directory, role.fingerprint, role.secret);
    const { client, stop } = await running();
    await stop();
    const away = { code: "ROLE_KEY_UNAVAILABLE" };
    await expect(client.opener.open(await encryptedTo(role), [])).rejects.toMatchObject(away);
    await expect(client.signer.sign(Buffer.from("x"))).rejects.toMatchObject(away);
    await expect(client.keys()).rejects.toMatchObject(away);
    expect((await client.opener.readCertificates(role.certificate)).certificates).toHaveLength(1);
  });

  test("without a key, mail waits; a directory that others can read is no place for one", async () => {
    const { client } = await running();
    const role = await made();
    expect(await client.keys()).toEqual([]);
    await expect(client.opener.open(await encryptedTo(role), [])).rejects.toMatchObject({
      code: "ROLE_KEY_UNAVAILABLE",
    });
    await storeRoleKey(directory, role.fingerprint, role.secret);
    await chmod(join(directory, `${role.fingerprint}.key`), 0o644);
    await storeRoleKey(directory, role.fingerprint, role.secret);
    expect(await client.keys(), "installing gives the mode back").toHaveLength(1);
    await chmod(join(directory, "current"), 0o644);
    await expect(installedKeys(directory)).rejects.toMatchObject({ code: "DATA_UNSAFE" });
  });

  test.each([
    ["another call", { call: "export" }],
    ["what is no JSON object", "keys"],
    ["more than a call says", { call: "open", keys: true }],
  ])("refuses %s", async (_name, head) => {
    await running();
    expect(await answerTo(head, Buffer.alloc(0))).toContain("INPUT_INVALID");
  });

  test("refuses what says it is too long before it comes", async () => {
    await running();
    expect(await answerTo({ call: "open" }, Buffer.alloc(0), 0xff_ff_ff_ff)).toContain("INPUT_INVALID");
  });
});

/** What the process answers to bytes of ours, as text. */
function answerTo(head: unknown, body: Uint8Array, claimed = body.length): Promise<string> {
  const text = Buffer.from(JSON.stringify(head));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(text.length, 0);
  lengths.writeUInt32BE(claimed, 4);
  return new Promise((resolve) => {
    const socket = connect(socketPath, () => socket.write(Buffer.concat([lengths, text, body])));
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("close", () => resolve(Buffer.concat(chunks).toString("latin1")));
    socket.on("error", () => undefined);
  });
}

describe("a key that is to be installed", () => {
  const options = { runner, clock, address: "security@example.org", warningDays: [90, 30, 7] };

  test("is tried out: it signs, and opens what is encrypted to it", async () => {
    const role = await made();
    expect(await checkRoleKey(role.secret, options)).toMatchObject({
      facts: { fingerprint: role.fingerprint, algorithm: "curve" },
      warnings: [],
    });
    const other = await checkRoleKey((await made("team@example.org")).secret, options);
    expect(other.warnings).toEqual([expect.stringContaining("security@example.org")]);
  });

  test("is refused with a passphrase, as a public key and as no key", async () => {
    const locked = await made("security@example.org", "secret words");
    await expect(checkRoleKey(locked.secret, options)).rejects.toThrow(/protected by a passphrase/);
    await expect(checkRoleKey((await made()).certificate, options)).rejects.toThrow(/secret OpenPGP key/);
    await expect(checkRoleKey(Buffer.from("no key"), options)).rejects.toMatchObject({ code: "INPUT_INVALID" });
  });
});

describe("a key that serves no more is refused with what is wrong, and what mends it", () => {
  const options = { runner, clock, address: undefined, warningDays: [] };
  const date = new Date("2026-01-01T00:00:00Z");
  const secret = async (more: object): Promise<Uint8Array> => {
    const made = { type: "ecc", curve: "curve25519Legacy", format: "object" } as const;
    return (await generateKey({ ...made, userIDs: { email: "a@example.org" }, date, ...more })).privateKey.write();
  };
  const DAY = 86_400;

  test.each<[string, object, RegExp]>([
    [
      "expired",
      { keyExpirationTime: DAY },
      /^The key expired Fri 2 Jan 2026 00:00 UTC\. Prolong it .*--quick-set-expire [0-9A-F]{40} /,
    ],
    [
      "has no encryption part",
      { subkeys: [] },
      /^Nobody can encrypt to this key: it has no encryption part\. .*cv25519 encr/,
    ],
    ["has one that ended", { subkeys: [{ keyExpirationTime: DAY }] }, /: its encryption part expired Fri 2 Jan 2026/],
  ])("%s", async (_name, more, says) => {
    await expect(checkRoleKey(await secret(more), options)).rejects.toMatchObject({
      code: "INPUT_INVALID",
      message: expect.stringMatching(says),
    });
  });

  test("revoked", async () => {
    const privateKey = await readPrivateKey({ binaryKey: await secret({}) });
    const flag = enums.reasonForRevocation.keyCompromised;
    const { privateKey: revoked } = await revokeKey({
      key: privateKey,
      reasonForRevocation: { flag },
      date,
      format: "object",
    });
    await expect(checkRoleKey(revoked.write(), options)).rejects.toThrow(
      "The key is revoked: make and install another",
    );
  });
});

test.each([
  ["is far", 100, undefined],
  ["is nearer than 90 days", 80, 90],
  ["is nearer than 30 days", 29.5, 30],
  ["is tomorrow", 1, 7],
])("the end of the current key %s", (_name, days, threshold) => {
  const until = new Date(now.getTime() + days * DAY_MS);
  const key: OwnKeyFacts = {
    fingerprint: "A".repeat(40),
    userIds: [],
    created: now,
    expires: undefined,
    revoked: false,
    encryptableUntil: until,
    signsUntil: undefined,
    algorithm: "curve",
    isCurrent: true,
    certificate: new Uint8Array(),
  };
  expect(endingRoleKey(key, [90, 30, 7], now)?.threshold).toBe(threshold);
  expect(endingRoleKey({ ...key, isCurrent: false }, [90, 30, 7], now)).toBeUndefined();
  expect(endingRoleKey({ ...key, signsUntil: null }, [90, 30, 7], now)?.threshold).toBe(0);
});

test("a rate lets through what it says, and the rest later", () => {
  const rate = createRate(3, 10);
  expect([0, 0, 0, 0].map((at) => rate.take(at))).toEqual([true, true, true, false]);
  expect([100, 100, 10_000, 10_000, 10_000, 10_000].map((at) => rate.take(at))).toEqual([
    ...[true, false],
    ...[true, true, true, false],
  ]);
});
