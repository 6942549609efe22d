import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  keptOf,
  MAIN_VERSION,
  type Mirrors,
  openMirrors,
  releasesOn,
  SECURITY_VERSION,
  type SourceFile,
  signedSource,
  submit,
  TRIXIE_VERSION,
  tampered,
} from "./bad-input-kit.ts";
import { type ReadMail, readMail } from "./mail-text.ts";
import { hasPostfix, openPostfix, type Postfix } from "./postfix-kit.ts";
import { eventually, type Name, openWholeDesk, type WholeDesk } from "./whole-desk.ts";

/*
 * Uploads that must not be taken, sent to a whole desk as a maintainer sends them. Each is refused with a sentence that
 * says why; no update begins, nothing is published, and the audit log holds. Whose key signed it is answered by mail,
 * through a real Postfix.
 */

let mirrors: Mirrors;
let postfix: Postfix | undefined;
let whole: WholeDesk;

beforeAll(async () => {
  mirrors = await openMirrors();
  postfix = hasPostfix ? await openPostfix(["pia", "tom"]) : undefined;
  const transport = postfix?.transport ?? "outbox";
  const mail = `[mail]\nfrom = "security@desk.invalid"\ntransport = "${transport}"`;
  whole = await openWholeDesk({ definition: `${releasesOn(mirrors)}\n\n${mail}` });
});

afterAll(async () => {
  await whole?.stop();
  await mirrors?.close();
  postfix?.remove();
});

type Make = () => Promise<readonly SourceFile[]>;

const source = (name: Name, version: string) => signedSource(whole.people[name], { version });

/** The tarball is another one than the .dsc that was signed names. */
async function withOtherTarball(): Promise<SourceFile[]> {
  const files = await source("pia", "3.24~x1");
  return files.map((file) => (file.name.endsWith(".dsc") ? file : { ...file, bytes: Buffer.from("another") }));
}

const uploads: readonly (readonly [string, Make, string, RegExp])[] = [
  [
    "a text that was changed after it was signed",
    async () => tampered(await source("pia", "3.24")),
    "SIGNATURE_BAD",
    /^The text was altered after .*signed/,
  ],
  [
    "a signature by somebody who is not known",
    () => source("mallory", "3.24"),
    "SIGNER_UNKNOWN",
    /^The key [0-9A-F]{16} is not in the keyring\.$/,
  ],
  [
    "a signature by somebody who may not upload this package",
    () => source("tom", "3.24"),
    "SIGNER_NOT_ALLOWED",
    /^tom may not upload hostname\.$/,
  ],
  [
    "the version that is there already",
    () => source("pia", SECURITY_VERSION),
    "VERSION_NOT_NEWER",
    /^3\.23\+deb12u1 is already in bookworm-security\.$/,
  ],
  ["an older version", () => source("pia", "3.22"), "VERSION_NOT_NEWER", /^3\.22 is older than 3\.23 in bookworm\.$/],
  [
    'a version that "~" puts below the release',
    () => source("pia", `${MAIN_VERSION}~deb12u2`),
    "VERSION_SORTS_WRONG",
    /^3\.23~deb12u2 sorts below 3\.23 in bookworm, because "~" sorts before everything; write "\+" instead\.$/,
  ],
  [
    "a security version at the next release's main version",
    () => source("pia", TRIXIE_VERSION),
    "VERSION_SORTS_WRONG",
    /^3\.25 is not below 3\.25 in trixie: machines that move to the newer release would keep this build\.$/,
  ],
  [
    "a security version over the next release's main version",
    () => source("pia", "3.26"),
    "VERSION_SORTS_WRONG",
    /^3\.26 is not below 3\.25 in trixie/,
  ],
  ["a tarball that the .dsc does not name", withOtherTarball, "INPUT_INVALID", /which the \.dsc names, was not sent/],
  [
    "a source without its .dsc",
    async () => (await source("pia", "3.24")).filter((file) => !file.name.endsWith(".dsc")),
    "INPUT_INVALID",
    /No \.dsc is among the files/,
  ],
  [
    "garbage that is called a .dsc",
    async () => [{ name: "hostname_3.24.dsc", bytes: Buffer.from("\0garbage") }],
    "SIGNATURE_BAD",
    /sign/i,
  ],
];

describe("an upload is refused, and nothing begins, for", () => {
  test.each(uploads)("%s", async (_what, make, code, sentence) => {
    const pia = await whole.as("pia");
    const [published, updates] = [await whole.published(), await pia.updates()];
    await expect(submit(pia, await make())).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) });
    expect(await pia.updates()).toEqual(updates);
    expect(await whole.published()).toBe(published);
    expect(await whole.audit()).toBe(true);
  });
});

describe.skipIf(!hasPostfix)("the mail to whose key signed it (a machine with another mail system keeps that)", () => {
  /** Mails of tom and pia once all have come; the desk hands them on once a minute. */
  let mails: { readonly tom: readonly ReadMail[]; readonly pia: readonly ReadMail[] };

  beforeAll(async () => {
    const pia = await whole.as("pia");
    const files = await source("tom", "3.24~twice");
    for (let time = 0; time < 3; time += 1) {
      await expect(submit(pia, files)).rejects.toMatchObject({ code: "SIGNER_NOT_ALLOWED" });
    }
    // The last of all, so that the others are there when it is.
    await expect(submit(pia, await source("pia", "3.1"))).rejects.toMatchObject({ code: "VERSION_NOT_NEWER" });
    const inbox = (name: Name): ReadMail[] => (postfix?.inbox(name) ?? []).map(readMail);
    mails = await eventually("the last mail", async () =>
      inbox("pia").some((mail) => mail.headers.get("subject") === "hostname_3.1.dsc was not taken")
        ? { tom: inbox("tom"), pia: inbox("pia") }
        : undefined,
    );
  });

  const about = (subject: string) => mails.tom.filter((mail) => mail.headers.get("subject") === subject);

  test("is one, however often the same upload is sent", () => {
    expect(about("hostname_3.24~twice.dsc was not taken")).toHaveLength(1);
  });

  test("says what was not taken, why and what to do now, and names nothing that is confidential", () => {
    const [mail] = about("hostname_3.24.dsc was not taken");
    expect(mail?.text.replace(/[0-9a-f]{64}/, "HASH")).toBe(
      [
        "An upload that you signed was not taken into the line.",
        "",
        "File: hostname_3.24.dsc",
        "SHA-256 of the .dsc: HASH",
        `Signed with the key: ${whole.people.tom.fingerprint}`,
        "",
        "tom may not upload hostname.",
        "",
        "Ask a full member to sign, or to add the right to the distribution definition.",
        "",
        "Große Acme Linux security desk, security@desk.invalid",
        "",
      ].join("\n"),
    );
    // What the upload was about stays at the desk: its summary, its other files, other people.
    expect(mail?.raw).not.toMatch(/A fix\.|\.tar|\bleo\b|\bada\b|CVE-/);
  });

  test("has headers as the mail of a program should (RFC 5322, RFC 3834)", () => {
    const [mail] = mails.tom;
    const header = (name: string): string | undefined => mail?.headers.get(name);
    expect(header("from")).toBe("security@desk.invalid");
    expect(header("to")).toBe("tom@desk.invalid");
    expect(header("message-id")).toMatch(/^<[^<>@\s]+@[a-z0-9.-]+>$/);
    expect(Math.abs(Date.now() - Date.parse(header("date") ?? ""))).toBeLessThan(600_000);
    expect(header("auto-submitted")).toBe("auto-generated");
    expect(header("content-type")).toMatch(/^text\/plain; charset=utf-8$/i);
    expect(header("content-transfer-encoding")).toMatch(/^(quoted-printable|base64)$/);
    for (const once of ["from", "to", "subject", "date", "message-id"]) {
      expect(mail?.raw.match(new RegExp(`^${once}:`, "gim"))).toHaveLength(1);
    }
  });

  test("goes to nobody when the key is unknown, and to pia for what pia signed", () => {
    const all = [...mails.tom, ...mails.pia];
    expect(all.filter((mail) => mail.raw.includes(whole.people.mallory.fingerprint))).toEqual([]);
    expect(mails.pia.some((mail) => mail.text.includes('write "+" instead'))).toBe(true);
  });
});

test("a source that is in order is taken after all of that, and its files are kept", async () => {
  const pia = await whole.as("pia");
  const files = await source("pia", "3.24");
  const update = await submit(pia, files);
  expect(update).toMatchObject({ source: "hostname", version: "3.24", state: "open" });
  expect(await keptOf(pia, update.id, files)).toEqual(files.map(() => true));
});
