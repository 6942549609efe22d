import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  clearSign,
  decryptAll,
  encryptableKeys,
  encryptTo,
  ownSigningKeys,
  toBinaryKeys,
  verifyClearsigned,
} from "../../src/openpgp/index.ts";
import { gpg, makePerson, runner, scratchWorld, type TestPerson } from "./sealed-kit.ts";
import { installedSequoia, type SequoiaWords } from "./sequoia-words.ts";

/** What the sealed layer asks of OpenPGP, with real gpg on one side and real sq on the other. */

let world: Awaited<ReturnType<typeof scratchWorld>>;
let ada: TestPerson;
let ben: TestPerson;
let eve: TestPerson;
let ring: Uint8Array;
const SECRET = Buffer.from("CVE-2026-XXXX [heap overflow in libexample]\n\t- libexample <unfixed>\n");

beforeAll(async () => {
  world = await scratchWorld();
  ada = await makePerson(world.root, "ada");
  ben = await makePerson(world.root, "ben");
  eve = await makePerson(world.root, "eve", false);
  const files = await Promise.all([ada, ben, eve].map(({ keyFile }) => readFile(keyFile)));
  ring = Buffer.concat(files.map(toBinaryKeys));
});

afterAll(() => world.close());

const sealFor = (...people: readonly [TestPerson, ...TestPerson[]]) =>
  encryptTo(runner, { keys: ring, fingerprints: people.map((one) => one.fingerprint) as [string] }, SECRET);
const open = async (person: TestPerson, message: string | Uint8Array) =>
  (await decryptAll(runner, { home: person.home, asking: {} }, [Buffer.from(message)]))[0];

describe("a message", () => {
  test("is opened by each of its recipients and by nobody else", async () => {
    const message = await sealFor(ada, ben);
    expect(await open(ada, message)).toEqual({ plain: SECRET });
    expect(await open(ben, message)).toEqual({ plain: SECRET });
    expect(await open(eve, message)).toMatchObject({ refused: "no-key" });
    expect(await open(ben, await sealFor(ada))).toMatchObject({ refused: "no-key" });
  });

  test("is encrypted to nobody whom the user's own configuration adds", async () => {
    await writeFile(join(ada.home, "gpg.conf"), `encrypt-to ${ada.fingerprint}\ndefault-recipient-self\n`);
    const message = await sealFor(ben);
    expect(await open(ada, message)).toMatchObject({ refused: "no-key" });
    await writeFile(join(ada.home, "gpg.conf"), "");
  });

  test("has a length that does not depend on what it says", async () => {
    const fingerprints = [ada.fingerprint] as const;
    const lengths = ["a".repeat(4096), `${"abc\n".repeat(1023)}xyz\n`, "\n".repeat(4096)].map(
      async (text) => (await encryptTo(runner, { keys: ring, fingerprints }, Buffer.from(text))).length,
    );
    expect(new Set(await Promise.all(lengths)).size).toBe(1);
  });

  test("that was altered, cut off, or never encrypted is refused", async () => {
    const message = await sealFor(ada);
    const lines = message.split("\n");
    const middle = Math.floor(lines.length / 2);
    const line = lines[middle] as string;
    lines[middle] = `${line.slice(1)}${line[0]}`;
    expect(await open(ada, lines.join("\n"))).toHaveProperty("refused");
    expect(await open(ada, message.slice(0, message.length / 2))).toHaveProperty("refused");
    expect(await open(ada, "")).toMatchObject({ refused: "damaged" });
    expect(await open(ada, SECRET)).toMatchObject({ refused: "damaged" });
    const signedOnly = await gpg(ada.home, ["--armor", "--sign"], SECRET);
    expect(await open(ada, signedOnly)).toMatchObject({ refused: "damaged" });
    expect(await open(ada, message + (await gpg(ada.home, ["--armor", "--store"], "more")))).toHaveProperty("refused");
  });

  test("several are opened at one go, each with its own answer", async () => {
    const messages = [await sealFor(ada), await sealFor(ben), await sealFor(ada, ben)].map((one) => Buffer.from(one));
    const answers = await decryptAll(runner, { home: ada.home, asking: {} }, messages);
    expect(answers.map((one) => "plain" in one)).toEqual([true, false, true]);
  });
});

describe("keys", () => {
  test("only those that can be encrypted to are told", async () => {
    expect(await encryptableKeys(runner, ring)).toEqual(new Set([ada.fingerprint, ben.fingerprint]));
    await expect(sealFor(eve)).rejects.toMatchObject({ code: "INPUT_INVALID" });
    await expect(sealFor(ada, eve)).rejects.toThrow(eve.fingerprint);
  });

  test("of one's own that sign are found", async () => {
    expect(await ownSigningKeys(runner, ada.home)).toEqual([ada.fingerprint]);
  });
});

describe("Sequoia", () => {
  const sq = async (args: readonly string[], input: string | Uint8Array = ""): Promise<string> => {
    const done = await runner.run({ argv: ["sq", ...args], input, timeLimitMs: 60_000 });
    return Buffer.from(done.stdout).toString();
  };
  let words: SequoiaWords;

  beforeAll(async () => {
    words = installedSequoia();
  });

  test("opens what was sealed here and knows who signed it", async () => {
    const secret = join(world.root, "ada.secret");
    await writeFile(secret, await gpg(ada.home, ["--armor", "--export-secret-keys"]), { mode: 0o600 });
    const signed = await clearSign(runner, { home: ben.home, fingerprints: [ben.fingerprint] }, SECRET);
    const keys = { keys: ring, fingerprints: [ada.fingerprint] as const };
    const message = await encryptTo(runner, keys, Buffer.from(signed + "\n".repeat(3000)));
    const inner = await sq(words.decrypt(secret), message);
    expect(inner.trimEnd()).toBe(signed.trimEnd());
    // Whether the newline before the signature belongs to the text, the two releases of sq see differently (RFC 9580, 7.1).
    expect((await sq(words.verify(ben.keyFile), inner.trimEnd())).trimEnd()).toBe(SECRET.toString().trimEnd());
  });

  test("seals what is opened here", async () => {
    const key = join(world.root, "sq.key");
    const certificate = join(world.root, "sq.asc");
    await sq(words.generate("sam <sam@example.org>", key));
    await writeFile(certificate, await sq(words.certificateOf(key)));
    const signed = await sq(words.sign(key), SECRET);
    const message = await sq(words.encrypt([ada.keyFile]), `${signed}${"\n".repeat(500)}`);
    const opened = await open(ada, message);
    if (!opened || !("plain" in opened)) throw new Error("It was not opened.");
    const verified = await verifyClearsigned(runner, { message: opened.plain, keyringFile: certificate });
    expect(Buffer.from(verified.signedText).toString()).toBe(SECRET.toString());
  });
});
