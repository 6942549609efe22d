import { randomBytes } from "node:crypto";
import { deflateRawSync, deflateSync } from "node:zlib";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  armored,
  literal,
  makeKey,
  NOW,
  packet,
  packetInPieces,
  seal,
  sealTo,
  signed,
  VERSION_6,
  wrap,
  write,
} from "../../../../tests/system/openpgp-messages-kit.ts";
import type { OpenedMail } from "../contract.ts";
import { encryptSessionKey, type PrivateKey } from "./library.ts";
import { open } from "./open.ts";
import { type OwnKey, readOwnKeys } from "./own-keys.ts";

const LIMITS = { decompressed: 200_000, sessionKeys: 50 };
const TEXT = "Subject: a hole\r\n\r\nlines\r\nof mail\n";

let role: PrivateKey;
let former: PrivateKey;
let newer: PrivateKey;
let stranger: PrivateKey;
let keys: readonly OwnKey[];

beforeAll(async () => {
  const made = [makeKey("Role"), makeKey("Former"), makeKey("Newer", VERSION_6), makeKey("Stranger")] as const;
  [role, former, newer, stranger] = await Promise.all(made);
  keys = await readOwnKeys([role, former, newer].map((key) => key.write()));
});

async function opened(message: Uint8Array | string, known: readonly PrivateKey[] = []): Promise<OpenedMail> {
  const job = { message: Buffer.from(message), known: known.map((key) => key.toPublic().write()), now: NOW };
  const answer = await open({ ...job, sessionKey: undefined }, keys, LIMITS);
  expect(answer.askGpg).toBeUndefined();
  return answer.opened;
}

const fingerprint = (key: PrivateKey): string => key.getFingerprint().toUpperCase();
const textOf = ({ plain }: OpenedMail): string | undefined => plain && Buffer.from(plain).toString();

describe("a message to us", () => {
  it("is opened byte for byte, and says with which key", async () => {
    const mail = await opened(await write(TEXT, { to: [stranger, role] }));
    expect(textOf(mail)).toBe(TEXT);
    expect(mail).toMatchObject({
      integrity: "ok",
      fault: undefined,
      sessionKeys: 2,
      openedWith: fingerprint(role),
      withCurrentKey: true,
      signatures: [],
    });
  });

  it("is opened in armor, hidden, compressed, empty, in pieces, and of version 6", async () => {
    const inPieces = seal(literal(TEXT));
    const body = inPieces.data.subarray(6);
    const compressed = packet(8, Uint8Array.of(1), deflateRawSync(literal(TEXT)));
    const messages: readonly (readonly [Uint8Array | string, string])[] = [
      [armored("MESSAGE", await write(TEXT, { to: [role] })), TEXT],
      [await write(TEXT, { to: [stranger, role, former], hidden: true }), TEXT],
      [await sealTo(role, compressed), TEXT],
      [await sealTo(role, literal("")), ""],
      [await sealTo(role, packet(8, Uint8Array.of(2), deflateSync(literal(TEXT)))), TEXT],
      [Buffer.concat([await wrap(inPieces.sessionKey, role), packetInPieces(18, body)]), TEXT],
      [await write(TEXT, { to: [newer] }), TEXT],
      [await write(TEXT, { to: [newer], hidden: true }), TEXT],
    ];
    for (const [message, text] of messages) {
      const mail = await opened(message);
      expect([textOf(mail), mail.integrity, mail.fault]).toEqual([text, "ok", undefined]);
    }
  });

  it("to a former key is opened and says so", async () => {
    const mail = await opened(await write(TEXT, { to: [former] }));
    expect(mail).toMatchObject({ openedWith: fingerprint(former), withCurrentKey: false, integrity: "ok" });
  });

  it("gives its signatures, each judged", async () => {
    const mail = await opened(await write(TEXT, { to: [role], by: [stranger, former] }), [stranger]);
    expect(mail.signatures.map(({ state, signer }) => [state, signer])).toEqual(
      expect.arrayContaining([
        ["good", fingerprint(stranger)],
        ["unknown-key", undefined],
      ]),
    );
    expect(mail.signatures).toHaveLength(2);
  });

  it("has the same hash when somebody wraps it for us once more", async () => {
    const { data, sessionKey } = seal(literal(TEXT));
    const [first, again] = [Buffer.concat([await wrap(sessionKey, role), data]), await wrap(sessionKey, former)];
    const [one, two] = [await opened(first), await opened(Buffer.concat([again, again, data]))];
    expect(two.ciphertextHash).toBe(one.ciphertextHash);
    expect(two.sessionKeys).toBe(2);
  });
});

describe("a message that is only signed", () => {
  it("gives its text, which nothing protects but the signature", async () => {
    const mail = await opened(armored("MESSAGE", await signed(TEXT, [stranger], false)), [stranger]);
    expect(textOf(mail)).toBe(TEXT);
    expect(mail).toMatchObject({ integrity: "none", fault: undefined, openedWith: undefined, ciphertextHash: "" });
    expect(mail.signatures).toMatchObject([{ state: "good", signer: fingerprint(stranger) }]);
  });

  it("is never more than the limit when it is unpacked", async () => {
    const bomb = packet(8, Uint8Array.of(1), deflateRawSync(literal(Buffer.alloc(5_000_000))));
    expect(await opened(bomb)).toMatchObject({ fault: "decompression-limit", plain: undefined });
  });
});

describe("hostile and broken messages", () => {
  const bomb = (): Uint8Array => literal(Buffer.alloc(5_000_000));
  const argon2 = packet(3, Uint8Array.of(4, 9, 4), Buffer.alloc(16), Uint8Array.of(1, 4, 30));
  /** A byte of the head of authenticated data: version, cipher, mode. */
  const altered = async (at: number, to: number): Promise<Uint8Array> => {
    const message = Buffer.from(await write(TEXT, { to: [newer] }));
    const data = 2 + (message[1] ?? 0);
    const body = data + ((message[data + 1] ?? 0) < 192 ? 2 : 3);
    expect(message[body]).toBe(2);
    message.writeUInt8(to, body + at);
    return message;
  };
  const iterated = packet(3, Uint8Array.of(4, 9, 3, 8), Buffer.alloc(8), Uint8Array.of(255));

  it.each<readonly [string, () => Promise<Uint8Array | string>, string, string]>([
    ["to somebody else", () => write(TEXT, { to: [stranger] }), "no-matching-key", "none"],
    ["to somebody else, hidden", () => write(TEXT, { to: [stranger], hidden: true }), "no-matching-key", "none"],
    ["to a password", async () => Buffer.concat([iterated, seal(literal(TEXT)).data]), "password-only", "none"],
    [
      "to a password by a terabyte",
      async () => Buffer.concat([argon2, seal(literal(TEXT)).data]),
      "password-only",
      "none",
    ],
    [
      "of a cipher that our key does not offer",
      async () => {
        const data = randomBytes(16);
        const options = { data, algorithm: "blowfish", encryptionKeys: role, date: NOW, format: "binary" } as const;
        return Buffer.concat([await encryptSessionKey(options), seal(literal(TEXT)).data]);
      },
      "unsupported-algorithm",
      "none",
    ],
    ["of a cipher that nobody here has", () => altered(1, 11), "unsupported-algorithm", "none"],
    ["of a mode that nobody here has", () => altered(2, 99), "unsupported-algorithm", "none"],
    [
      "for an algorithm that nobody here has",
      async () => {
        const keyId = Buffer.from(role.getSubkeys()[0]?.getKeyID().toHex() ?? "", "hex");
        return Buffer.concat([packet(1, Uint8Array.of(3), keyId, Uint8Array.of(99, 1, 2)), seal(literal(TEXT)).data]);
      },
      "unsupported-algorithm",
      "none",
    ],
    ["to nobody", async () => seal(literal(TEXT)).data, "no-matching-key", "none"],
    [
      "without protection",
      async () => Buffer.concat([await wrap(seal(literal("")).sessionKey, role), packet(9, Buffer.alloc(80))]),
      "no-integrity-protection",
      "none",
    ],
    [
      "with 200 hidden recipients",
      async () => {
        const { data, sessionKey } = seal(literal(TEXT));
        const key = await wrap(sessionKey, role, true);
        return Buffer.concat([...Array.from({ length: 200 }, () => key), data]);
      },
      "session-key-limit",
      "none",
    ],
    ["a bomb", () => sealTo(role, packet(8, Uint8Array.of(1), deflateRawSync(bomb()))), "decompression-limit", "none"],
    [
      "a bomb of zlib",
      () => sealTo(role, packet(8, Uint8Array.of(2), deflateSync(bomb()))),
      "decompression-limit",
      "none",
    ],
    [
      "compressed twice",
      () =>
        sealTo(
          role,
          packet(8, Uint8Array.of(1), deflateRawSync(packet(8, Uint8Array.of(1), deflateRawSync(literal("x"))))),
        ),
      "malformed",
      "fail",
    ],
    ["two texts", () => sealTo(role, Buffer.concat([literal("one"), literal("two")])), "malformed", "fail"],
    ["a message inside", async () => sealTo(role, await write(TEXT, { to: [role] })), "malformed", "fail"],
    ["a key inside", () => sealTo(role, role.toPublic().write()), "malformed", "fail"],
    ["nothing inside", () => sealTo(role, new Uint8Array()), "malformed", "fail"],
    ["noise inside", () => sealTo(role, Buffer.alloc(60, 0x11)), "malformed", "fail"],
    [
      "two messages",
      async () => Buffer.concat([await write("1", { to: [role] }), await write("2", { to: [role] })]),
      "malformed",
      "fail",
    ],
    ["two blocks", async () => armored("MESSAGE", await write("1", { to: [role] })).repeat(2), "malformed", "fail"],
    [
      "armor without an end",
      async () => armored("MESSAGE", await write(TEXT, { to: [role] })).slice(0, -40),
      "malformed",
      "fail",
    ],
    ["a public key", async () => role.toPublic().write(), "malformed", "fail"],
    ["a signature", async () => armored("SIGNATURE", await signed(TEXT, [role], true)), "malformed", "fail"],
    ["text", async () => "hello", "malformed", "fail"],
    ["nothing", async () => "", "malformed", "fail"],
  ])("%s: no text", async (_, make, fault, integrity) => {
    const mail = await opened(await make());
    expect(mail).toMatchObject({ plain: undefined, openedWith: undefined, withCurrentKey: false, signatures: [] });
    expect([mail.fault, mail.integrity]).toEqual([fault, integrity]);
  });

  it("says how many session keys there were, beyond the limit too", async () => {
    const { data } = seal(literal(TEXT));
    const mail = await opened(Buffer.concat([...Array.from({ length: 70 }, () => packet(1, "x")), data]));
    expect(mail).toMatchObject({ sessionKeys: 70, ciphertextHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it("is altered when a session key names our key and that does not open it", async () => {
    const message = Buffer.from(await write(TEXT, { to: [role] }));
    message.writeUInt8((message[60] ?? 0) ^ 1, 60);
    expect(await opened(message)).toMatchObject({ fault: "integrity-failure", integrity: "fail" });
  });

  it("asks gpg for a session key of RSA, and only for one that may be ours", async () => {
    const rsa = packet(1, Uint8Array.of(3), Buffer.alloc(8), Uint8Array.of(1, 0, 8, 255));
    const { data } = seal(literal(TEXT));
    // None of our keys is RSA: there is nothing to ask for.
    expect(await opened(Buffer.concat([rsa, data]))).toMatchObject({ fault: "no-matching-key" });
  });
});

describe.each([
  ["modification detection", () => role],
  ["authenticated encryption", () => newer],
])("altered with %s", (_, to) => {
  let message: Uint8Array;
  let dataStart: number;
  beforeAll(async () => {
    message = await write(TEXT, { to: [to()], by: [to()] });
    // The session key comes first, of the new form with a length of one byte.
    dataStart = 2 + (message[1] ?? 0);
    expect((message[dataStart] ?? 0) & 0x3f).toBe(18);
  });

  it("by one bit anywhere: no text, or outside of the data the very same", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: message.length * 8 - 1 }), async (bit) => {
        const altered = Uint8Array.from(message);
        altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const mail = await opened(altered, [to()]);
        const isWhole = bit >> 3 < dataStart && textOf(mail) === TEXT && mail.integrity === "ok";
        expect(isWhole || (mail.plain === undefined && mail.fault !== undefined && mail.integrity !== "ok")).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("by its end: no text", async () => {
    for (let length = 0; length < message.length; length += 7) {
      expect(await opened(message.subarray(0, length))).toMatchObject({ plain: undefined, fault: "malformed" });
    }
  });

  it("by bytes behind it: no text", async () => {
    expect(await opened(Buffer.concat([message, Buffer.from("x")]))).toMatchObject({ fault: "malformed" });
  });

  it("by data that are shorter than they were, rightly framed: no text", async () => {
    const body = message.subarray(dataStart + 6 - (((message[dataStart + 1] ?? 0) < 192 ? 4 : 3) as number));
    for (let cut = 1; cut < body.length - 40; cut += 37) {
      const mail = await opened(Buffer.concat([message.subarray(0, dataStart), packet(18, body.subarray(0, -cut))]));
      expect(mail.plain).toBeUndefined();
    }
  });
});

it("any bytes at all are answered", async () => {
  const tags = fc.constantFrom(1, 2, 3, 4, 8, 9, 10, 11, 18, 20, 21, 60);
  const packets = fc.array(fc.tuple(tags, fc.uint8Array({ maxLength: 80 })), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(packets, fc.uint8Array({ maxLength: 20 }), async (list, behind) => {
      const mail = await opened(Buffer.concat([...list.map(([tag, body]) => packet(tag, body)), behind]));
      expect((mail.plain === undefined) !== (mail.fault === undefined)).toBe(true);
      expect(mail.integrity).not.toBe("ok");
    }),
    { numRuns: 300 },
  );
});

describe("our own keys", () => {
  it.each<readonly [string, () => Promise<Uint8Array>]>([
    ["no key", async () => Buffer.from("hello")],
    ["a public key", async () => role.toPublic().write()],
    ["two keys in one file", async () => Buffer.from(role.armor() + former.armor())],
    ["a key with a passphrase", async () => (await makeKey("Locked", { passphrase: "secret" })).write()],
  ])("%s is refused", async (_, make) => {
    await expect(readOwnKeys([await make()])).rejects.toMatchObject({ code: "INPUT_INVALID" });
  });

  it("are taken armored", async () => {
    expect(await readOwnKeys([Buffer.from(role.armor())])).toMatchObject([{ fingerprint: fingerprint(role) }]);
  });
});
