import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Certificate,
  createMessageOpener,
  findArmored,
  type MessageOpener,
  type OpenedMail,
  readCertificates,
} from "../../src/openpgp/index.ts";
import type { PrivateKey } from "../../src/openpgp/messages/worker/library.ts";
import { createProcessRunner } from "../../src/system/index.ts";
import { literal, makeKey, packet, seal, wrap } from "./openpgp-messages-kit.ts";
import { compileReadable } from "./readable-program.ts";
import { installedSequoia, type SequoiaWords } from "./sequoia-words.ts";

const runner = createProcessRunner("/nonexistent");
const TEXT = "Subject: a hole\r\n\r\nlines of mail\n- a list\n";

let root: string;
let opener: MessageOpener;
let staff: PrivateKey;
let known: readonly Certificate[];
/** Fingerprints of keys that gpg made: our current one, our former one of RSA, and a sender's. */
let role: string;
let former: string;
let sender: string;
let words: SequoiaWords;

async function run(
  argv: readonly [string, ...string[]],
  input: string | Uint8Array = "",
  ok = [0],
): Promise<Uint8Array> {
  const finished = await runner.run({ argv, input, cwd: root, timeLimitMs: 120_000, okExitCodes: ok });
  return finished.stdout;
}

function gpg(args: readonly string[], input: string | Uint8Array = ""): Promise<Uint8Array> {
  const trust = ["--trust-model", "always", "--pinentry-mode", "loopback", "--passphrase", ""];
  return run(["gpg", "--batch", "--no-tty", "--quiet", "--homedir", join(root, "h"), ...trust, ...args], input);
}

async function gpgKey(name: string, algorithm: string, subkey: string): Promise<string> {
  const userId = `${name} <${name.toLowerCase()}@example.org>`;
  await gpg(["--quick-generate-key", userId, algorithm, "sign", "never"]);
  const listing = Buffer.from(await gpg(["--with-colons", "--list-keys", userId])).toString();
  const fingerprint = /^fpr:+([0-9A-F]+):/m.exec(listing)?.[1] ?? "";
  await gpg(["--quick-add-key", fingerprint, subkey, "encr", "never"]);
  return fingerprint;
}

beforeAll(async () => {
  root = await mkdtemp("/tmp/openpgp-messages-");
  await mkdir(join(root, "h"), { mode: 0o700 });
  role = await gpgKey("Role", "ed25519", "cv25519");
  former = await gpgKey("Former", "rsa2048", "rsa2048");
  sender = await gpgKey("Sender", "brainpoolP256r1", "brainpoolP256r1");
  staff = await makeKey("Staff");
  await gpg(["--import"], staff.armor());
  const secretKeys = await Promise.all([role, former].map((key) => gpg(["--export-secret-keys", key])));
  opener = createMessageOpener({ secretKeys, runner, now: () => new Date() });
  const senders = await gpg(["--export", sender, staff.getFingerprint()]);
  known = (await opener.readCertificates(senders)).certificates;
  words = installedSequoia();
  await run(["sq", ...words.generate("Sq <sq@example.org>", "sq.key")]);
  await writeFile(join(root, "role.asc"), await gpg(["--armor", "--export", role]));
  await writeFile(join(root, "former.asc"), await gpg(["--armor", "--export", former]));
  await writeFile(join(root, "staff.asc"), staff.toPublic().armor());
});

afterAll(async () => {
  await opener.close();
  await run(["gpgconf", "--homedir", join(root, "h"), "--kill", "all"]);
  await rm(root, { recursive: true, force: true });
});

function expectText(mail: OpenedMail): void {
  expect([mail.fault, mail.integrity, mail.plain && Buffer.from(mail.plain).toString()]).toEqual([
    undefined,
    "ok",
    TEXT,
  ]);
}

const secretScratch = async (): Promise<readonly string[]> =>
  (await readdir("/dev/shm")).filter((name) => name.startsWith("sd-pgp-"));

describe("messages by gpg", () => {
  it.each([
    ["armored and signed by a key of brainpool", ["--armor", "--sign", "--local-user", "sender@example.org"], "sender"],
    ["signed by a key that the library made", ["--sign", "--local-user", "staff@example.org"], "staff"],
    ["compressed with bzip2", ["--compress-algo", "bzip2"], undefined],
    ["hidden", ["--throw-keyids"], undefined],
    ["to others too", ["--recipient", "sender@example.org", "--recipient", "staff@example.org"], undefined],
  ] as const)("%s are opened", async (_, options, by) => {
    const mail = await opener.open(await gpg(["--encrypt", "--recipient", role, ...options], TEXT), known);
    expectText(mail);
    expect(mail).toMatchObject({ openedWith: role, withCurrentKey: true });
    const signer = { sender, staff: staff.getFingerprint().toUpperCase() };
    expect(mail.signatures).toMatchObject(by ? [{ state: "good", signer: signer[by] }] : []);
  });

  it.each([
    ["to our key of the curve", () => role],
    ["to our former key of RSA, which gpg opens", () => former],
  ])("with a cipher that the library has not, %s, are told as that and not as altered", async (_, to) => {
    const message = await gpg(["--encrypt", "--recipient", to(), "--cipher-algo", "CAMELLIA256"], TEXT);
    expect(await opener.open(message, known)).toMatchObject({
      fault: "unsupported-algorithm",
      integrity: "none",
      plain: undefined,
    });
  });

  it("signed as text, or only signed, have good signatures", async () => {
    const by = ["--sign", "--local-user", "staff@example.org"];
    const asText = await opener.open(await gpg(["--textmode", "--encrypt", "--recipient", role, ...by], TEXT), known);
    expect([asText.integrity, asText.signatures[0]?.state]).toEqual(["ok", "good"]);
    const only = await opener.open(await gpg(by, TEXT), known);
    expect([only.integrity, only.signatures[0]?.state, only.ciphertextHash]).toEqual(["none", "good", ""]);
    expect(Buffer.from(only.plain ?? []).toString()).toBe(TEXT);
  });

  it.each([
    ["named", []],
    ["hidden", ["--throw-keyids"]],
    ["hidden among others", ["--throw-keyids", "--recipient", "sender@example.org"]],
  ])("to our former key of RSA, %s, are opened by gpg, which leaves nothing behind", async (_, options) => {
    const before = await secretScratch();
    const mail = await opener.open(await gpg(["--encrypt", "--recipient", former, ...options], TEXT), known);
    expectText(mail);
    expect(mail).toMatchObject({ openedWith: former, withCurrentKey: false });
    expect(await secretScratch()).toEqual(before);
  });

  it("to our former key that were altered are not shown", async () => {
    const message = Buffer.from(await gpg(["--encrypt", "--recipient", former], TEXT));
    for (const at of [20, message.length - 10]) {
      const altered = Buffer.from(message);
      altered.writeUInt8((altered[at] ?? 0) ^ 4, at);
      expect(await opener.open(altered, known)).toMatchObject({ plain: undefined, fault: "integrity-failure" });
    }
  });

  it("that are a bomb of bzip2 are not unpacked", async () => {
    const options = ["--encrypt", "--recipient", role, "--compress-algo", "bzip2", "--bzip2-compress-level", "1"];
    const mail = await opener.open(await gpg(options, Buffer.alloc(60_000_000)), known);
    // Bzip2 is slow: whichever limit is met first, nothing is shown.
    expect(["decompression-limit", "deadline"]).toContain(mail.fault);
    expect(mail.plain).toBeUndefined();
  });

  it("to a password are not tried", async () => {
    const message = await gpg(["--symmetric", "--passphrase", "secret"], TEXT);
    expect(await opener.open(message, known)).toMatchObject({ plain: undefined, fault: "password-only" });
  });
});

describe("signatures by gpg and sq", () => {
  it("beside the data are verified", async () => {
    const byGpg = await gpg(["--armor", "--detach-sign", "--local-user", sender], TEXT);
    expect(await opener.verifyDetached(Buffer.from(TEXT), byGpg, known)).toMatchObject([
      { state: "good", signer: sender },
    ]);
    const bySq = await run(["sq", ...words.signBeside("sq.key")], TEXT);
    const { certificates } = await readCertificates(await run(["sq", ...words.certificateOf("sq.key")]), new Date());
    expect(certificates).toMatchObject([{ addresses: ["sq@example.org"], canEncrypt: true }]);
    expect(await opener.verifyDetached(Buffer.from(TEXT), bySq, certificates)).toMatchObject([{ state: "good" }]);
    expect(await opener.verifyDetached(Buffer.from(`${TEXT}.`), bySq, certificates)).toMatchObject([{ state: "bad" }]);
  });

  it("around a text are verified, and the text is what was signed", async () => {
    const byGpg = await gpg(["--clear-sign", "--local-user", sender], TEXT);
    const found = await opener.verifyClearText(byGpg, known);
    expect(found?.signatures).toMatchObject([{ state: "good", signer: sender }]);
    expect(found?.text.replaceAll("\n", "\r\n")).toBe(TEXT.replaceAll(/\r?\n/g, "\r\n").trimEnd());
    const bySq = Buffer.from(await run(["sq", ...words.sign("sq.key")], TEXT));
    expect((await opener.verifyClearText(bySq, known))?.signatures).toMatchObject([{ state: "unknown-key" }]);
    expect(findArmored(`Hello\n${bySq}Bye`)).toMatchObject([{ kind: "signed", quoted: false }]);
  });
});

describe("messages by sq", () => {
  it.each(["role", "former"])("to our %s key are opened", async (name) => {
    const toBoth = words.encrypt([`${name}.asc`, "staff.asc"], "sq.key");
    const mail = await opener.open(await run(["sq", ...toBoth], TEXT), known);
    expectText(mail);
    expect(mail).toMatchObject({ withCurrentKey: name === "role", signatures: [{ state: "unknown-key" }] });
  });
});

describe("the compiled program", () => {
  let program: string;
  beforeAll(() => {
    program = compileReadable(root, ["openpgp/index.ts", "openpgp/messages/worker/main.ts"]);
  });

  it("outlives the end of its workers, which it waits for", async () => {
    const source = `
      const { createMessageOpener } = await import(${JSON.stringify(join(program, "dist/openpgp/index.js"))});
      for (let round = 0; round < 8; round += 1) {
        const opener = createMessageOpener({ secretKeys: [], runner: {}, now: () => new Date() });
        const nothing = new Uint8Array();
        await Promise.all([1, 2, 3].map(() => opener.verifyDetached(nothing, nothing, [])));
        await opener.close();
      }
      process.stdout.write("closed");`;
    const said = await run([process.execPath, "--input-type=module", "-e", source]);
    expect(Buffer.from(said).toString()).toBe("closed");
  });

  it("opens what sq wrote; a hostile message ends with its worker, and others go on", async () => {
    const compiled = (await import(
      join(program, "dist/openpgp/index.js")
    )) as typeof import("../../src/openpgp/index.ts");
    const { data } = seal(literal(Buffer.alloc(20_000_000, 1)));
    // A short deadline: a fast machine would be done with the flood within the usual one.
    const short = { secretKeys: [staff.write()], runner, now: () => new Date(), deadlineMs: 500 };
    const own = compiled.createMessageOpener(short);
    expectText(await own.open(await run(["sq", ...words.encrypt(["staff.asc"])], TEXT), known));
    // Fifty session keys that all open, each for itself a whole decryption of what none of them decrypts.
    const wrong = Array.from({ length: 50 }, (_, index) => wrap(Buffer.alloc(32, index), staff, true));
    const flood = Buffer.concat([...(await Promise.all(wrong)), data]);
    const small = Buffer.concat([
      await wrap(seal(literal("x")).sessionKey, staff),
      packet(18, Uint8Array.of(1), "short"),
    ]);
    let isOver = false;
    const hostile = own.open(flood, []).finally(() => {
      isOver = true;
    });
    let meanwhile = 0;
    while (!isOver && meanwhile < 20) {
      expect(await own.open(small, [])).toMatchObject({ fault: "integrity-failure" });
      meanwhile += 1;
    }
    expect(await hostile).toMatchObject({ fault: "deadline", plain: undefined });
    expect(meanwhile).toBeGreaterThan(5);
    await own.close();
  });
});
