import { beforeAll, describe, expect, it } from "vitest";
import { makeKey, NOW } from "../../../../tests/system/openpgp-messages-kit.ts";
import { verifyClearText } from "./clear-text.ts";
import { createCleartextMessage, type PrivateKey, sign } from "./library.ts";

const TEXT = "claim SEC-2026-0001\n\n- a list\n-----BEGIN PGP MESSAGE-----\nGrüße";
let ada: PrivateKey;
let message: string;

beforeAll(async () => {
  ada = await makeKey("Ada");
  const made = await sign({ message: await createCleartextMessage({ text: TEXT }), signingKeys: ada, date: NOW });
  message = made.replaceAll("\r\n", "\n");
});

function read(text: string | Uint8Array) {
  return verifyClearText({ text: Buffer.from(text), known: [ada.toPublic().write()], now: NOW });
}

describe("a clear-signed text", () => {
  it.each([
    ["as it was made", () => message],
    ["with line ends of mail", () => message.replaceAll("\n", "\r\n")],
    ["with blanks behind lines", () => message.replaceAll(/(?<=[a-z])\n/g, " \t\n")],
    ["with blank lines around", () => `\n\n${message}\n\n`],
  ])("%s is read and good", async (_, make) => {
    const found = await read(make());
    expect(found?.text).toBe(TEXT);
    expect(found?.signatures).toMatchObject([{ state: "good", signer: ada.getFingerprint().toUpperCase() }]);
  });

  it("that was altered is shown, and its signature is bad", async () => {
    const found = await read(message.replace("0001", "0002"));
    expect(found?.text).toContain("SEC-2026-0002");
    expect(found?.signatures).toMatchObject([{ state: "bad" }]);
  });

  it("in another charset than UTF-8 loses nothing", async () => {
    const found = await read(Buffer.from(message.replace("Grüße", "Gr\xfc\xdfe"), "latin1"));
    expect(found?.text).toBe(TEXT);
  });

  it.each([
    ["text before it", () => `hello\n${message}`],
    ["text behind it", () => `${message}\nhello`],
    ["two of them", () => `${message}\n${message}`],
    ["a header that is none", () => message.replace(/^Hash: .*$/m, "Hello: there")],
    ["no end", () => message.slice(0, -40)],
    ["no signature at all", () => TEXT],
  ])("%s is none", async (_, make) => {
    expect(await read(make())).toBeUndefined();
  });
});
