import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY_MS, SamedayError } from "../../src/kernel/index.ts";
import {
  clearSign,
  createSigningKey,
  deleteSigningKey,
  detachSign,
  exportPublicKey,
  readKeys,
  toBinaryKeys,
  verifyClearsigned,
  verifyDetached,
} from "../../src/openpgp/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";

const runner = createProcessRunner("/nonexistent");
const TEXT = "one\n- two\n-----BEGIN PGP SIGNED MESSAGE-----\nthree\n";
const now = new Date();
const nextYear = new Date(now.getTime() + 365 * DAY_MS);

let root: string;
let home: string;
let ada: string;
let ben: string;
let expired: string;
let revoked: string;
let ring: string;

beforeAll(async () => {
  root = await mkdtemp("/tmp/openpgp-test-");
  home = join(root, "a-home-whose-path-is-much-too-long-for-the-socket-of-an-agent", "x".repeat(60));
  const make = (userId: string, created: Date, expires: Date | null): Promise<string> =>
    createSigningKey(runner, home, { userId, created, expires });
  ada = await make("Ada: Ünal <ada@example.org>", now, nextYear);
  ben = await make("Ben Example <ben@example.org>", now, null);
  expired = await make("Old <old@example.org>", new Date("2020-01-01"), new Date("2020-02-01"));
  revoked = await make("Revoked <revoked@example.org>", now, null);
  ring = join(root, "ring.asc");
});

afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

async function gpg(args: readonly string[], input: string | Uint8Array = ""): Promise<string> {
  const link = join(root, "h");
  await runner.run({ argv: ["ln", "-sfn", home, link], timeLimitMs: 5000 });
  const done = await runner.run({ argv: ["gpg", "--batch", "--homedir", link, ...args], input, timeLimitMs: 60_000 });
  await runner.run({ argv: ["gpgconf", "--homedir", link, "--kill", "all"], timeLimitMs: 30_000 });
  return Buffer.from(done.stdout).toString("utf8");
}

async function writeRing(...fingerprints: string[]): Promise<void> {
  const keys = await Promise.all(fingerprints.map((fingerprint) => exportPublicKey(runner, home, fingerprint)));
  await writeFile(ring, keys.join("\n"));
}

function verify(message: string | Uint8Array, keyringFile: string | string[] = ring) {
  return verifyClearsigned(runner, { message: Buffer.from(message), keyringFile });
}

const by = (fingerprint: string) => ({ home, fingerprints: [fingerprint] as [string] });

describe("a clear-signed text", () => {
  beforeAll(() => writeRing(ada, ben));

  it("gives back exactly what was signed, by whom and when", async () => {
    const verified = await verify(await clearSign(runner, by(ada), TEXT));
    expect(Buffer.from(verified.signedText).toString()).toBe(TEXT);
    expect(verified.fingerprints).toEqual([ada]);
    expect(Math.abs(verified.signedAt.getTime() - now.getTime())).toBeLessThan(60_000);
  });

  it("may be signed by two keys and come with the line ends of a browser", async () => {
    const signed = await clearSign(runner, { home, fingerprints: [ada, ben] }, TEXT);
    const verified = await verify(`\r\n${signed.replaceAll("\n", "\r\n")}\r\n`);
    expect([...verified.fingerprints].sort()).toEqual([ada, ben].sort());
    expect(Buffer.from(verified.signedText).toString()).toBe(TEXT);
  });

  it.each(["", "\n", "\n\n\n"])(
    "is the same text with %j more before its signature, as some tools add",
    async (more) => {
      const verified = await verify(await clearSign(runner, by(ada), TEXT + more));
      expect(Buffer.from(verified.signedText).toString()).toBe(TEXT);
    },
  );

  it("is known by a key of any of several keyrings, armored or binary", async () => {
    const binary = join(root, "ada.gpg");
    await writeFile(binary, toBinaryKeys(Buffer.from(await exportPublicKey(runner, home, ada))));
    const other = join(root, "ben.asc");
    await writeFile(other, await exportPublicKey(runner, home, ben));
    const verified = await verify(await clearSign(runner, by(ada), TEXT), [other, binary]);
    expect(verified.fingerprints).toEqual([ada]);
  });

  it("passes sqv's check as well", async () => {
    const binary = join(root, "ada.gpg");
    await writeFile(binary, toBinaryKeys(Buffer.from(await exportPublicKey(runner, home, ada))));
    const signature = join(root, "text.sig");
    const text = join(root, "text");
    await writeFile(text, TEXT);
    await writeFile(signature, await detachSign(runner, by(ada), TEXT));
    const second = await runner.run({ argv: ["sqv", "--keyring", binary, signature, text], timeLimitMs: 30_000 });
    expect(Buffer.from(second.stdout).toString().trim()).toBe(ada);
  });
});

describe("a clear-signed text is refused", () => {
  let good: string;
  beforeAll(async () => {
    await writeRing(ada, expired);
    good = await clearSign(runner, by(ada), TEXT);
  });

  const table: readonly [string, RegExp, () => string | Uint8Array | Promise<string | Uint8Array>][] = [
    ["without signature", /not clear-signed/, () => "one\ntwo\n"],
    ["when empty", /not clear-signed/, () => ""],
    ["when altered", /altered/, () => good.replace("three", "threE")],
    ["when cut off", /cut off/, () => good.slice(0, -60)],
    [
      "with an empty signature",
      /no signature|could not/i,
      () => good.replace(/(SIGNATURE-----\n)[\s\S]*(-----END)/, "$1\n$2"),
    ],
    ["by an unknown key", /not in the keyring/, () => clearSign(runner, by(ben), TEXT)],
    [
      "by an expired key",
      /expired/,
      () => gpg(["--faked-system-time", "20200110T000000!", "-u", `${expired}!`, "--clear-sign"], TEXT),
    ],
    ["with SHA-1", /weak digest/, () => gpg(["--digest-algo", "SHA1", "-u", ada, "--clear-sign"], TEXT)],
    ["with text before it", /before the signed part/, () => `Please read this:\n${good}`],
    ["with text after it", /after the signed part/, () => `${good}and this\n`],
    ["twice", /after the signed part|frame/, () => good + good],
    [
      "with a text header",
      /header other than Hash/,
      () => good.replace("Hash: SHA512", "Hash: SHA512\nComment: hello"),
    ],
    [
      "with text among the headers",
      /header other than Hash/,
      () => good.replace("Hash: SHA512\n", "Hash: SHA512\nsigned by all\n"),
    ],
    ["with a NUL byte", /NUL/, () => good.replace("three", "three\0")],
    ["with a very long line", /19,000/, async () => clearSign(runner, by(ada), "x".repeat(19_500))],
  ];
  it.each(table)("%s", async (what, reason, message) => {
    const error = await verify(await message()).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(SamedayError);
    expect((error as SamedayError).code).toBe(what === "by an unknown key" ? "SIGNER_UNKNOWN" : "SIGNATURE_BAD");
    expect((error as SamedayError).message).toMatch(reason);
  });

  it("by a revoked key", async () => {
    const signed = await clearSign(runner, by(revoked), TEXT);
    const certificate = await readFile(join(home, "openpgp-revocs.d", `${revoked}.rev`), "utf8");
    await gpg(["--import"], certificate.replace(/^:---/m, "---"));
    await writeRing(revoked);
    await expect(verify(signed)).rejects.toThrow(/revoked/);
    const [key] = await readKeys(runner, await readFile(ring));
    expect(key).toMatchObject({ fingerprint: revoked, revoked: true });
  });

  it("with a missing keyring", async () => {
    await expect(verify(good, "/nonexistent/ring")).rejects.toMatchObject({ code: "INPUT_INVALID" });
  });
});

describe("a detached signature", () => {
  beforeAll(() => writeRing(ada));

  it("is good over the same bytes only", async () => {
    const signature = Buffer.from(await detachSign(runner, by(ada), TEXT));
    const check = (message: string) =>
      verifyDetached(runner, { message: Buffer.from(message), signature, keyringFile: ring });
    expect((await check(TEXT)).fingerprints).toEqual([ada]);
    await expect(check(`${TEXT} `)).rejects.toThrow(/altered/);
  });

  it("may not be a message with a text of its own", async () => {
    const message = Buffer.from(await gpg(["--armor", "-u", ada, "--sign"], "another text"));
    await expect(
      verifyDetached(runner, { message: Buffer.from(TEXT), signature: message, keyringFile: ring }),
    ).rejects.toMatchObject({ code: "SIGNATURE_BAD" });
  });
});

describe("keys", () => {
  it("are read with names, dates and algorithm", async () => {
    await writeRing(ada, expired);
    const keys = await readKeys(runner, await readFile(ring));
    expect(keys).toMatchObject([
      { fingerprint: ada, userIds: ["Ada: Ünal <ada@example.org>"], revoked: false, algorithm: "ed25519" },
      { fingerprint: expired, created: new Date("2020-01-01"), expires: new Date("2020-02-01") },
    ]);
  });

  it("can be deleted, and then cannot sign", async () => {
    const gone = await createSigningKey(runner, home, {
      userId: "Gone <gone@example.org>",
      created: now,
      expires: null,
    });
    await deleteSigningKey(runner, home, gone);
    await expect(clearSign(runner, by(gone), TEXT)).rejects.toMatchObject({ code: "PROCESS_FAILED" });
    await expect(exportPublicKey(runner, home, gone)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("leave no agent behind", async () => {
    await clearSign(runner, by(ada), TEXT);
    expect((await readdir(home)).filter((name) => name.startsWith("S."))).toEqual([]);
  });

  it("cannot smuggle parameters in by the user id", async () => {
    const evil = { userId: "Eve\nExpire-Date: 0 <e@example.org>", created: now, expires: null };
    await expect(createSigningKey(runner, home, evil)).rejects.toMatchObject({ code: "INPUT_INVALID" });
  });
});
