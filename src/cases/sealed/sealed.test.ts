import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  createCaseKey,
  createMasterKey,
  fingerprintOf,
  formatMasterKey,
  openValue,
  type Place,
  parseMasterKey,
  readKeyFile,
  sealValue,
  unwrapCaseKey,
  wrapCaseKey,
} from "./index.ts";

const random = { bytes: (count: number) => randomBytes(count) };
const key = createCaseKey(random);
const HOME: Place = { caseId: "SEC-2026-0001", record: "message/1", version: 2 };
const BROKEN = expect.objectContaining({ code: "SEAL_BROKEN" });

describe("a sealed value", () => {
  test("opens in its own place, whatever it is", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (plain) => {
        const sealed = sealValue(key, HOME, plain, random);
        expect(Buffer.from(openValue(key, HOME, sealed)).equals(plain)).toBe(true);
      }),
    );
  });

  const sealed = sealValue(key, HOME, Buffer.from("the report"), random);

  test.each<[string, Partial<Place>]>([
    ["another case", { caseId: "SEC-2026-0002" }],
    ["another record", { record: "message/2" }],
    ["an older version", { version: 1 }],
    ["a newer version", { version: 3 }],
    ["a record whose name runs into the version", { record: "message/1,2", version: 2 }],
  ])("does not open in %s", (_name, other) => {
    expect(() => openValue(key, { ...HOME, ...other }, sealed)).toThrow(BROKEN);
  });

  test("does not open with another case's key", () => {
    expect(() => openValue(createCaseKey(random), HOME, sealed)).toThrow(BROKEN);
  });

  test("does not open with any bit changed, nor cut short, nor drawn out", () => {
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Uint8Array.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => openValue(key, HOME, changed)).toThrow(BROKEN);
      expect(() => openValue(key, HOME, sealed.subarray(0, at))).toThrow(BROKEN);
    }
    expect(() => openValue(key, HOME, Buffer.concat([sealed, Buffer.alloc(1)]))).toThrow(BROKEN);
  });

  test("is never the same twice, and says nothing of its contents in its error", () => {
    expect(sealValue(key, HOME, Buffer.from("the report"), random)).not.toEqual(sealed);
    expect(() => openValue(key, { ...HOME, version: 9 }, sealed)).not.toThrow(/report|message/);
  });
});

describe("the master key", () => {
  const master = createMasterKey(random);

  test("comes back from its file", () => {
    const again = parseMasterKey(formatMasterKey(master));
    expect(again.id).toBe(master.id);
    const wrapped = wrapCaseKey(master, HOME.caseId, key, random);
    expect(unwrapCaseKey(again, HOME.caseId, wrapped).equals(key)).toBe(true);
  });

  test("opens a case's key for that case alone, and no other master key does", () => {
    const wrapped = wrapCaseKey(master, HOME.caseId, key, random);
    expect(() => unwrapCaseKey(master, "SEC-2026-0002", wrapped)).toThrow(BROKEN);
    expect(() => unwrapCaseKey(createMasterKey(random), HOME.caseId, wrapped)).toThrow(BROKEN);
  });

  test("shows nothing of itself when it is printed", () => {
    const secret = master.secret.export().toString("base64");
    expect(JSON.stringify(master)).not.toContain(secret);
    expect(String(master.secret)).not.toContain(secret);
  });

  const text = formatMasterKey(master);
  test.each([
    ["nothing", ""],
    ["another first line", text.replace("key 1", "key 2")],
    ["a short key", `${text.split("\n")[0]}\nAAAA\n`],
    ["a key spelt otherwise", text.replace("\n", "\n ")],
    ["no line end", text.trimEnd()],
    ["more lines", `${text}\n`],
  ])("%s is refused without being repeated", (_name, spoilt) => {
    expect(() => parseMasterKey(spoilt)).toThrow(expect.objectContaining({ code: "INPUT_INVALID" }));
  });

  test("a fingerprint is the same for the same bytes and one master key", () => {
    const mail = Buffer.from("From: a@example.org\r\n\r\nhello\r\n");
    expect(fingerprintOf(master, mail)).toEqual(fingerprintOf(parseMasterKey(text), mail));
    expect(fingerprintOf(master, mail)).not.toEqual(fingerprintOf(createMasterKey(random), mail));
    expect(fingerprintOf(master, mail)).not.toEqual(fingerprintOf(master, mail.subarray(1)));
  });
});

describe("a key's file", () => {
  async function keyFile(mode: number): Promise<string> {
    const directory = await mkdtemp(path.join(os.tmpdir(), "cases-key-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    const file = path.join(directory, "master.key");
    await writeFile(file, "the key\n");
    await chmod(file, mode);
    return file;
  }

  test("is read when it is its owner's alone", async () => {
    expect(await readKeyFile(await keyFile(0o600))).toBe("the key\n");
    expect(await readKeyFile(await keyFile(0o400))).toBe("the key\n");
  });

  test.each([0o640, 0o604, 0o660, 0o601])("with mode %o is refused", async (mode) => {
    await expect(readKeyFile(await keyFile(mode))).rejects.toMatchObject({ code: "DATA_UNSAFE" });
  });

  test("is not read through a link, nor where there is none", async () => {
    const file = await keyFile(0o600);
    await symlink(file, `${file}.link`);
    await expect(readKeyFile(`${file}.link`)).rejects.toMatchObject({ code: "DATA_UNSAFE" });
    await expect(readKeyFile(`${file}.none`)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(readKeyFile(path.dirname(file))).rejects.toMatchObject({ code: "DATA_UNSAFE" });
  });
});
