import { describe, expect, test } from "vitest";
import { SamedayError } from "../../../kernel/index.ts";
import { certificate } from "../../intake/test-intake.ts";
import type { CaseVault } from "../../records/index.ts";
import { createMasterKey } from "../../sealed/index.ts";
import { type ComposeContext, composeParcel } from "./compose.ts";
import { openParcel, type Parcel, sealParcel } from "./parcel.ts";
import { problemOf } from "./send.ts";

const random = { bytes: (count: number) => new Uint8Array(count).fill(7) };
const vault = { master: createMasterKey({ bytes: (count) => new Uint8Array(count).fill(1) }), random } as CaseVault;
const LETTER: Extract<Parcel, { kind: "letter" }> = {
  kind: "letter",
  signing: "if-possible",
  inClear: "It was not done.",
  letter: {
    caseId: "SEC-2026-0001",
    from: { name: "Acme", address: "security@acme.example" },
    replyTo: undefined,
    to: "pia@acme.example",
    cc: undefined,
    subject: "[SEC-2026-0001] your command",
    date: new Date("2026-11-21T12:00:00Z"),
    messageId: "<case-SEC-2026-0001.x@acme.example>",
    inReplyTo: undefined,
    references: [],
    text: "The case is fixing.",
    automatic: true,
    ours: "security@acme.example",
    attachKey: false,
    encryptTo: [certificate("11AA", "pia@acme.example")],
  },
};

describe("a parcel", () => {
  test.each<[string, Parcel]>([
    ["of bytes", { kind: "whole", from: "a@b", to: ["c@d", "e@f"], raw: Uint8Array.of(0, 255, 10) }],
    ["with a letter", LETTER],
  ])("%s comes back as it was sealed, under its own name alone", (_name, parcel) => {
    const sealed = sealParcel(vault, "m1", parcel);
    const opened = openParcel(vault, "m1", sealed);
    const flat = (value: Parcel): string =>
      JSON.stringify(value, (_key, part: unknown) => (part instanceof Uint8Array ? [...part] : part)).replaceAll(
        /\{"type":"Buffer","data":(\[[^\]]*\])\}/g,
        "$1",
      );
    expect(flat(opened)).toBe(flat(parcel));
    expect(Buffer.from(sealed).includes("acme")).toBe(false);
    expect(() => openParcel(vault, "m2", sealed)).toThrow(expect.objectContaining({ code: "SEAL_BROKEN" }));
  });
});

describe("a letter", () => {
  const away = (code: "ROLE_KEY_UNAVAILABLE" | "INPUT_INVALID"): ComposeContext => {
    const fail = () => Promise.reject(new SamedayError(code, "no"));
    return {
      intake: { roleKey: "held" } as ComposeContext["intake"],
      signer: {
        fingerprint: fail,
        fingerprints: fail,
        certificate: fail,
        certificates: fail,
        sign: fail,
        clearSign: fail,
      },
      sealer: { seal: fail, merge: fail, close: async () => undefined },
      random,
    };
  };

  test("that must not wait leaves unsigned while the role key is away, with the words for that", async () => {
    const mail = await composeParcel(away("ROLE_KEY_UNAVAILABLE"), LETTER);
    expect(mail).toMatchObject({
      to: "pia@acme.example",
      text: "It was not done.",
      messageId: LETTER.letter.messageId,
    });
    expect(JSON.stringify(mail)).not.toContain("fixing");
  });

  test("that has to be signed waits", async () => {
    const composed = composeParcel(away("ROLE_KEY_UNAVAILABLE"), { ...LETTER, signing: "always" });
    await expect(composed).rejects.toMatchObject({ code: "ROLE_KEY_UNAVAILABLE" });
  });

  test("is unsigned where people hold the key", async () => {
    const context = { ...away("INPUT_INVALID"), intake: { roleKey: "sealed" } as ComposeContext["intake"] };
    expect(await composeParcel(context, LETTER)).toMatchObject({ text: "It was not done." });
  });
});

test.each<[unknown, string]>([
  [
    Object.assign(new Error("550 5.1.1 <alice@reporter.example.net> unknown"), { responseCode: 550 }),
    "The mail system answered 550.",
  ],
  [Object.assign(new Error("alice"), { code: "ECONNREFUSED" }), "The mail system was not reached: ECONNREFUSED."],
  [new SamedayError("ROLE_KEY_UNAVAILABLE", "alice"), "ROLE_KEY_UNAVAILABLE."],
  [new Error("alice"), "The mail system gave no reason."],
])("what is said of a failure repeats no words of others", (error, said) => expect(problemOf(error)).toBe(said));
