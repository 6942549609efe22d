import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Certificate,
  createMessageOpener,
  findArmored,
  type MessageOpener,
  type OpenFault,
} from "../../src/openpgp/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";

/** Encrypted mails of many programs and kinds of keys, and what one careful reading made of each. */
const REFERENCE = resolve(import.meta.dirname, "../..", process.env.SAMEDAY_REFERENCE ?? "../shared", "intake");
if (!existsSync(REFERENCE)) throw new Error(`${REFERENCE} is missing; set SAMEDAY_REFERENCE.`);

interface Crypto {
  readonly layer: string;
  readonly decrypted: boolean | null;
  readonly integrity: string | null;
  readonly signature: string;
}

/** Where a mail's flags are about what the message itself is. */
const FLAGS: Readonly<Record<OpenFault, string>> = {
  "no-matching-key": "no_matching_key",
  "password-only": "passphrase_encrypted",
  "integrity-failure": "integrity_failure",
  "unsupported-algorithm": "none of them",
  "no-integrity-protection": "no_integrity_protection",
  malformed: "malformed_openpgp",
  "decompression-limit": "decompression_limit",
  "session-key-limit": "pkesk_limit",
  deadline: "none of them",
};
const ABOUT_OPENING: ReadonlySet<string> = new Set([...Object.values(FLAGS), "old_role_key_used"]);

const read = (path: string): Buffer => readFileSync(join(REFERENCE, path));
const mails = readdirSync(join(REFERENCE, "mails")).filter((name) => name.endsWith(".eml"));
const withOneMessage = mails.flatMap((name) => {
  const { expect: expected } = JSON.parse(read(`mails/${name.replace(".eml", ".expected.json")}`).toString()) as {
    readonly expect: { readonly crypto: Crypto; readonly flags: readonly string[] };
  };
  const text = read(`mails/${name}`).toString("latin1");
  const blocks = findArmored(text).filter(({ kind, quoted }) => kind === "message" && !quoted);
  const [block] = blocks;
  const flags = expected.flags.filter((flag) => ABOUT_OPENING.has(flag));
  return blocks.length === 1 && block
    ? [{ name, message: text.slice(block.start, block.end), crypto: expected.crypto, flags }]
    : [];
});

let opener: MessageOpener;
let known: readonly Certificate[];

beforeAll(async () => {
  const secretKeys = ["role", "role-old"].map((name) => read(`keys/${name}.sec.asc`));
  const now = (): Date => new Date("2026-11-21T12:00:00Z");
  opener = createMessageOpener({ secretKeys, runner: createProcessRunner("/nonexistent"), now, deadlineMs: 30_000 });
  const files = readdirSync(join(REFERENCE, "keys")).filter((name) => name.endsWith(".pub.asc"));
  const found = await Promise.all(files.map((name) => opener.readCertificates(read(`keys/${name}`))));
  expect(found.flatMap(({ faults }) => faults)).toEqual([]);
  known = found.flatMap(({ certificates }) => certificates);
});
afterAll(() => opener.close());

describe("the reference's messages", () => {
  it("are most of its encrypted mails", () => {
    expect(withOneMessage.length).toBeGreaterThan(25);
  });

  it.each(withOneMessage)("$name", async ({ name, message, crypto, flags }) => {
    const mail = await opener.open(Buffer.from(message, "latin1"), known);
    expect(mail.plain !== undefined).toBe(crypto.decrypted);
    if (crypto.integrity !== null) expect(mail.integrity).toBe(crypto.integrity);
    const own = mail.fault ? [FLAGS[mail.fault]] : [];
    expect(mail.openedWith && !mail.withCurrentKey ? ["old_role_key_used", ...own] : own).toEqual(flags);
    // Here every key is known, also of senders who are not to a mail alone; one signature stands in the MIME inside.
    if (crypto.signature === "good" && !name.startsWith("11-rfc1847"))
      expect(mail.signatures.map(({ state }) => state)).toContain("good");
  });
});
