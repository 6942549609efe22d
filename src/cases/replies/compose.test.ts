import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makePart, type Part, readMail } from "../../mail/index.ts";
import { certificate } from "../intake/test-intake.ts";
import { composeReply } from "./compose.ts";
import type { Letter } from "./letter.ts";

/** The shape of a mail, with what is to be encrypted caught before it is; that gpg and sq open it, tests/system shows. */

const LETTER: Letter = {
  caseId: "SEC-2026-0001",
  from: { name: "Pia", address: "pia@example.org" },
  replyTo: "security@example.org",
  to: "rui@home.example",
  cc: "security@example.org",
  subject: "[SEC-2026-0001] Re: flaw",
  date: new Date("2026-11-22T04:00:00Z"),
  messageId: "<case-SEC-2026-0001.x@example.org>",
  inReplyTo: "<a1@home.example>",
  references: ["<a0@home.example>"],
  text: "Thank you.",
  automatic: false,
  ours: "security@example.org",
  attachKey: false,
  encryptTo: [certificate("AAAA", "rui@home.example")],
};

async function composed(
  more: Partial<Letter> = {},
): Promise<{ outer: Part; inner: Part; sealedTo: number; raw: string }> {
  let inner: Uint8Array = new Uint8Array();
  let sealedTo = 0;
  const signed: Uint8Array[] = [];
  const means = {
    signer: {
      certificate: async () => Buffer.from("our key"),
      sign: async (text: Uint8Array) => {
        signed.push(text);
        return "signature";
      },
    },
    sealer: {
      seal: async (data: Uint8Array, _signature: string, to: readonly Uint8Array[]) => {
        inner = data;
        sealedTo = to.length;
        return "-----BEGIN PGP MESSAGE-----\n\nAAAA\n-----END PGP MESSAGE-----\n";
      },
    },
    random: { bytes: (count: number) => new Uint8Array(count) },
  };
  const bytes = await composeReply(means, { ...LETTER, ...more });
  // What is signed and what is encrypted are the same bytes.
  expect(signed).toEqual([inner]);
  return {
    outer: readMail(bytes).root,
    inner: makePart(inner).root,
    sealedTo,
    raw: Buffer.from(bytes).toString("latin1"),
  };
}

const namesOf = ({ headers }: Part): readonly string[] => headers.all.map(({ name }) => name);
const OUTSIDE = [
  ...["from", "to", "cc", "reply-to", "subject", "date", "message-id", "in-reply-to", "references"],
  ...["auto-submitted", "x-loop", "mime-version", "content-type"],
];

describe("an encrypted mail", () => {
  test("has no more outside than its way needs, and all of it inside again", async () => {
    const { outer, inner, sealedTo } = await composed();
    expect(namesOf(outer)).toEqual(OUTSIDE);
    expect(outer.headers.get("subject")?.text).toBe("[SEC-2026-0001] ...");
    expect(outer.headers.get("references")?.text).toBe("<a0@home.example> <a1@home.example>");
    expect(inner.headers.get("subject")?.text).toBe("[SEC-2026-0001] Re: flaw");
    expect([inner.parameters.get("hp"), inner.parameters.get("protected-headers")]).toEqual(["cipher", "v1"]);
    const told = inner.headers.values("hp-outer").map((value) => value.split(":")[0]?.toLowerCase());
    expect(told).toEqual(OUTSIDE.slice(0, -2));
    expect(sealedTo).toBe(2);
  });

  test.each([
    [false, "no"],
    [true, "auto-replied"],
  ])("says whether a person wrote it (%s)", async (automatic, word) => {
    expect((await composed({ automatic })).outer.headers.get("auto-submitted")?.text).toBe(word);
  });

  test("carries our key where it is asked to", async () => {
    const { inner } = await composed({ attachKey: true });
    expect([inner.mediaType, inner.parameters.get("hp")]).toEqual(["multipart/mixed", "cipher"]);
    expect(inner.children.map(({ mediaType }) => mediaType)).toEqual(["text/plain", "application/pgp-keys"]);
    expect(Buffer.from(inner.children[1]?.content() ?? "").toString()).toBe("our key");
  });

  test("has the same headers, whatever names, subject, ids and text hold", async () => {
    const evil = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string().map((text) => `${text}\r\nBcc: eve@evil.example\r\n\r\n--x`),
    );
    await fc.assert(
      fc.asyncProperty(evil, evil, evil, evil, async (name, subject, id, text) => {
        const from = { name, address: "pia@example.org" };
        const wanted = { from, subject, inReplyTo: id, references: [id], text: `x${text}` };
        const { outer, inner, raw } = await composed(wanted);
        const usual = (names: readonly string[]) =>
          names.filter((each) => !/^(?:in-reply-to|references|hp-outer)$/.test(each));
        expect(usual(namesOf(outer))).toEqual(usual(OUTSIDE));
        expect(usual(namesOf(inner))).toEqual([
          ...usual(OUTSIDE).slice(0, -2),
          "content-type",
          "content-transfer-encoding",
        ]);
        expect(raw).toMatch(/^(?:[\t -~]{0,998}\r\n)*$/);
        expect(outer.children).toHaveLength(2);
      }),
      { numRuns: 200 },
    );
  });
});

test.each<[string, Partial<Letter>]>([
  ["an address with a line end", { to: "rui@home.example\r\nBcc: eve@evil.example" }],
  ["an address that is none", { cc: "security" }],
  ["an id with a line end", { messageId: "<a@b>\r\nX: y" }],
  ["no text", { text: " \n" }],
])("%s is refused", async (_name, more) => {
  await expect(composed(more)).rejects.toMatchObject({ code: "INPUT_INVALID" });
});
